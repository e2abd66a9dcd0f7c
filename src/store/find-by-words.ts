import { wordsOf } from '../base/index.js';

/** The most words of a search that count. */
const MOST_WORDS = 5;
/** A word that so many rows have at most is what a search for several begins with. */
const FEW = 200;
const LAST = '\u{10FFFF}';

/** Matches texts that begin with another, by a range, which an index can use in MongoDB and in the embedded store. */
export const textsFrom = (text: string) => ({ $gte: text, $lt: `${text}${LAST}` });

/** Matches rows one of whose `words` begins with a text. */
export const hasWordFrom = (text: string) => ({ words: { $elemMatch: textsFrom(text) } });

/** The words of a search. The longest comes first: it matches the fewest rows. */
export const searchedWords = (search = ''): string[] =>
  wordsOf(search)
    .slice(0, MOST_WORDS)
    .sort((a, b) => b.length - a.length);

/** Matches rows that have a word for each of these words; all rows where there are none. */
export const hasAllWords = (words: readonly string[]): { readonly $and?: object[] } =>
  words.length > 0 ? { $and: words.map(hasWordFrom) } : {};

/**
 * Finds rows by the word of a search that the fewest of them have, and compares the other words here: of "maria kowalska" it
 * is not all Marias that are read. Where every word is common the store compares, so that no row is missed.
 * @param words from {@link searchedWords}
 * @param ask.count counts the rows that match a filter, no further than `limit`
 * @param ask.read reads rows that match a filter
 */
export async function findByWords<Row extends { readonly words: readonly string[] }>(
  words: readonly string[],
  ask: {
    readonly count: (filter: object, limit: number) => Promise<number>;
    readonly read: (filter: object) => Promise<Row[]>;
  },
): Promise<Row[]> {
  const counts =
    words.length < 2
      ? []
      : await Promise.all(words.map((word) => ask.count(hasWordFrom(word), FEW + 1)));
  const fewest = Math.min(FEW + 1, ...counts);
  const rarest = words[counts.indexOf(fewest)];
  if (fewest > FEW || rarest === undefined) return ask.read(hasAllWords(words));
  const found = await ask.read(hasAllWords([rarest]));
  return found.filter((row) =>
    words.every((word) => row.words.some((each) => each.startsWith(word))),
  );
}
