import { ACHIEVEMENT_TYPES } from '../../open-badges/index.js';
import { listIn, type Localizer } from '../../rules/index.js';

const LANGUAGES =
  'ar bg ca cs da de el en es et eu fa fi fr ga gl he hi hr hu is it ja ko lt lv mt nb nl nn pl pt ro ru sk sl sr sv tr uk ur vi zh'.split(
    ' ',
  );

/** @returns what names languages in the reader's; a code where it is none that Intl knows */
function namerIn(locale: string): (code: string) => string {
  const names = new Intl.DisplayNames([locale], { type: 'language' });
  return (code) => {
    try {
      return names.of(code) ?? code;
    } catch {
      return code;
    }
  };
}

/** @returns languages by their names in the reader's, as a sentence joins them */
export const languagesIn = (words: Pick<Localizer, 'locale'>, codes: readonly string[]): string =>
  listIn(words, codes.map(namerIn(words.locale)));

/** Lists the languages that a badge may be written in, by their names in the reader's language. */
export function languageChoices(locale: string, chosen: string) {
  const nameOf = namerIn(locale);
  const codes = LANGUAGES.includes(chosen) || chosen === '' ? LANGUAGES : [...LANGUAGES, chosen];
  return codes
    .map((value) => ({ value, label: nameOf(value) }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
}

/** Lists the specification's achievement types (OB 3.0, B.1.22) in the reader's words, in their order of the alphabet. */
export const typeChoices = ({ t, locale }: Pick<Localizer, 't' | 'locale'>) => [
  { value: '', label: '–' },
  ...ACHIEVEMENT_TYPES.map((value) => ({ value, label: t(`credentials.type.${value}`) })).sort(
    (a, b) => a.label.localeCompare(b.label, locale),
  ),
];
