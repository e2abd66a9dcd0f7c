import type { HanStyle } from './font-files.js';

/** Scripts whose letters are shaped by rules of their own, by ISO 15924. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  Latn: /\p{Script=Latin}/u,
  Grek: /\p{Script=Greek}/u,
  Cyrl: /\p{Script=Cyrillic}/u,
  Arab: /\p{Script=Arabic}/u,
  Hebr: /\p{Script=Hebrew}/u,
  Hani: /\p{Script=Han}/u,
  Kana: /[\p{Script=Hiragana}\p{Script=Katakana}]/u,
  Hang: /\p{Script=Hangul}/u,
  Thai: /\p{Script=Thai}/u,
  Deva: /\p{Script=Devanagari}/u,
  Beng: /\p{Script=Bengali}/u,
  Taml: /\p{Script=Tamil}/u,
  Telu: /\p{Script=Telugu}/u,
  Knda: /\p{Script=Kannada}/u,
  Mlym: /\p{Script=Malayalam}/u,
  Gujr: /\p{Script=Gujarati}/u,
  Guru: /\p{Script=Gurmukhi}/u,
  Orya: /\p{Script=Oriya}/u,
  Sinh: /\p{Script=Sinhala}/u,
  Geor: /\p{Script=Georgian}/u,
  Armn: /\p{Script=Armenian}/u,
  Ethi: /\p{Script=Ethiopic}/u,
  Khmr: /\p{Script=Khmer}/u,
  Laoo: /\p{Script=Lao}/u,
  Mymr: /\p{Script=Myanmar}/u,
  Thaa: /\p{Script=Thaana}/u,
  Syrc: /\p{Script=Syriac}/u,
  Nkoo: /\p{Script=Nko}/u,
  Adlm: /\p{Script=Adlam}/u,
  Tibt: /\p{Script=Tibetan}/u,
  Mong: /\p{Script=Mongolian}/u,
  Cher: /\p{Script=Cherokee}/u,
  Tfng: /\p{Script=Tifinagh}/u,
  Cans: /\p{Script=Canadian_Aboriginal}/u,
  Java: /\p{Script=Javanese}/u,
  Bali: /\p{Script=Balinese}/u,
  Olck: /\p{Script=Ol_Chiki}/u,
  Mtei: /\p{Script=Meetei_Mayek}/u,
  Yiii: /\p{Script=Yi}/u,
};

/** A letter or two of each script, which a font for it has. */
export const SAMPLES: Readonly<Record<string, string>> = {
  Latn: 'Aé',
  Grek: 'Αω',
  Cyrl: 'Жя',
  Arab: 'عب',
  Hebr: 'אב',
  Hani: '中文',
  Kana: 'あア',
  Hang: '한글',
  Thai: 'กข',
  Deva: 'कख',
  Beng: 'কখ',
  Taml: 'கச',
  Telu: 'కఖ',
  Knda: 'ಕಖ',
  Mlym: 'കഖ',
  Gujr: 'કખ',
  Guru: 'ਕਖ',
  Orya: 'କଖ',
  Sinh: 'කඛ',
  Geor: 'აბ',
  Armn: 'Աբ',
  Ethi: 'ሀለ',
  Khmr: 'កខ',
  Laoo: 'ກຂ',
  Mymr: 'ကခ',
  Thaa: 'ހށ',
  Syrc: 'ܐܒ',
  Nkoo: 'ߊߋ',
  Adlm: '𞤀𞤁',
  Tibt: 'ཀཁ',
  Mong: 'ᠠᠡ',
  Cher: 'ᎠᎡ',
  Tfng: 'ⴰⴱ',
  Cans: 'ᐁᐂ',
  Java: 'ꦏꦐ',
  Bali: 'ᬓᬔ',
  Olck: 'ᱚᱛ',
  Mtei: 'ꯀꯁ',
  Yiii: 'ꀀꀁ',
};

/** What the fonts of `npm run fonts:cjk` are for. */
export const CJK_SCRIPTS: ReadonlySet<string> = new Set(['Hani', 'Kana', 'Hang']);

const NEUTRAL = /^[\p{Script=Common}\p{Script=Inherited}]*$/u;

/** No rules of its own: OpenType's default script. */
export const OTHER = 'Zyyy';

/**
 * The script of a letter with its marks, by ISO 15924; null for what every script uses, such as digits.
 * @param before most letters are of the script of those before them: it is tried first
 */
export function scriptOf(cluster: string, before: string | null): string | null {
  if (before !== null && SCRIPTS[before]?.test(cluster)) return before;
  if (NEUTRAL.test(cluster)) return null;
  return Object.keys(SCRIPTS).find((script) => SCRIPTS[script]?.test(cluster)) ?? OTHER;
}

/** Letters whose words are written without spaces between them. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

export const isUnspaced = (text: string): boolean => UNSPACED.test(text);

/** Languages whose Han characters have forms of their own, by the language they are written in. */
const HAN_OF_LANGUAGE: readonly (readonly [RegExp, HanStyle])[] = [
  [/^ja\b/i, 'jp'],
  [/^ko\b/i, 'kr'],
  [/^(zh-(hant|tw|hk|mo)|yue)\b/i, 'tc'],
  [/^zh\b/i, 'sc'],
];

/**
 * Whose forms of Han characters suit a text: kana and Hangul tell, then the language, and those of mainland China
 * where nothing does.
 */
export function hanStyleOf(text: string, language = ''): HanStyle {
  if (SCRIPTS['Kana']?.test(text)) return 'jp';
  if (SCRIPTS['Hang']?.test(text)) return 'kr';
  return HAN_OF_LANGUAGE.find(([pattern]) => pattern.test(language))?.[1] ?? 'sc';
}
