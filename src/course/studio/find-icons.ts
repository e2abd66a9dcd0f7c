import { ICON_NAMES } from '../../achievements/index.js';
import type { Translate } from '../../web/index.js';

/** An icon as it is offered: its label, and all words it is found by. */
export interface OfferedIcon {
  readonly name: string;
  readonly label: string;
  /** Plain, in lower case, each after a space. */
  readonly words: string;
}

/** Letters alone: without marks, in lower case; a search finds "Pokal" by "pokäl" and "école" by "ecole". */
export const plainWords = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

const capital = (text: string, locale: string): string => {
  const [first = '', ...rest] = text;
  return first.toLocaleUpperCase(locale) + rest.join('');
};

/**
 * All icons with the words of the reader's language and of English.
 * @param t in the reader's language, `english` in English; `locale` for capital letters
 */
export function offerIcons(t: Translate, english: Translate, locale: string): OfferedIcon[] {
  return ICON_NAMES.map((name) => {
    const said = t(`icons.${name}`);
    const words = plainWords(`${said} ${english(`icons.${name}`)} ${name}`);
    const [label = ''] = said.split(/[,،]/);
    return { name, label: capital(label.trim(), locale), words: ` ${words}` };
  });
}

/** The icons that have a word beginning with each word that is looked for. */
export function findIcons(icons: readonly OfferedIcon[], query: string): readonly OfferedIcon[] {
  const wanted = plainWords(query).split(' ').filter(Boolean);
  return icons.filter(({ words }) => wanted.every((word) => words.includes(` ${word}`)));
}
