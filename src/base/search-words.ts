/** Scripts that are written without spaces, where a search may be for any part of a name. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** The most words of a name that are indexed. */
const MOST_WORDS = 24;
const LONGEST = 200;

/** Folds a text for sorting and searching, without case, accents and marks: "Åström" is "astrom", "Łukasz" "lukasz". */
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

/** @returns the folded words of a search or a name */
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

/**
 * @returns what a name is found by: each of its words, and where a script has no spaces each character with what
 *   follows it; at most so many
 */
export const searchWordsOf = (name: string, most = MOST_WORDS): string[] =>
  [
    ...new Set(wordsOf(name).flatMap((word) => (UNSPACED.test(word) ? endsOf(word) : [word]))),
  ].slice(0, most);
