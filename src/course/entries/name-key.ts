/** Scripts that are written without spaces: any part of a name may be what somebody searches for. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** Of one name: what is longer is no name. */
const MOST_WORDS = 24;
const LONGEST = 200;

/** A text without case, accents and marks, as names are sorted and searched: "Åström" is "astrom", "Łukasz" "lukasz". */
export const foldName = (text: string): string =>
  text
    .slice(0, LONGEST)
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replaceAll('ø', 'o')
    .replaceAll('ß', 'ss')
    .trim();

/** The words of a search or a name, folded. */
export const wordsOf = (text: string): string[] => [
  ...new Set(
    foldName(text)
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean),
  ),
];

const endsOf = (word: string): string[] => {
  const letters = [...word];
  return letters.map((_, at) => letters.slice(at).join(''));
};

/** What a name can be found by: the beginning of each of its words, and of each letter's rest where a script has no spaces. */
export const searchWordsOf = (name: string): string[] =>
  [
    ...new Set(wordsOf(name).flatMap((word) => (UNSPACED.test(word) ? endsOf(word) : [word]))),
  ].slice(0, MOST_WORDS);
