import { ICON_NAMES } from '../../achievements/index.js';
import type { Translate } from '../../web/index.js';

/** An icon with its label, and the words that it is found by. */
export interface OfferedIcon {
  readonly name: string;
  readonly label: string;
  /** The words as {@link plainWords} makes them, each after a space. */
  readonly words: string;
}

/**
 * Folds a text to lower-case letters and digits without marks, so that "pokäl" finds "Pokal" and "ecole" finds "école".
 */
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
 * @returns all icons, with the words of the reader's language and of English
 * @param t translates into the reader's language, `english` into English; `locale` is for capital letters
 */
export function offerIcons(t: Translate, english: Translate, locale: string): OfferedIcon[] {
  return ICON_NAMES.map((name) => {
    const said = t(`icons.${name}`);
    const words = plainWords(`${said} ${english(`icons.${name}`)} ${name}`);
    const [label = ''] = said.split(/[,،]/);
    return { name, label: capital(label.trim(), locale), words: ` ${words}` };
  });
}

/** @returns the icons that have, for each word of the query, a word beginning with it */
export function findIcons(icons: readonly OfferedIcon[], query: string): readonly OfferedIcon[] {
  const wanted = plainWords(query).split(' ').filter(Boolean);
  return icons.filter(({ words }) => wanted.every((word) => words.includes(` ${word}`)));
}
