import type { AchievementVersion } from '../achievements/index.js';

/** The most badges that one catalogue lists. */
export const MOST_LISTED = 5_000;
/** How much of a badge's words is searched, in characters. */
const MOST_SEARCHED = 1_000;
/** How many words of a search are looked for. */
const MOST_TERMS = 8;

/** A badge in a catalogue; what else it says is read for the page that shows it. */
export interface Entry {
  readonly achievementId: string;
  readonly version: number;
  readonly name: string;
  readonly publishedAt: Date;
  /** Its words, folded. */
  readonly words: string;
}

/** What an issuer gives at a moment, in the order of names. */
export interface Listing {
  readonly entries: readonly Entry[];
  /** Whether there was more than is listed. */
  readonly isCut: boolean;
}

/** Equal for words that differ in case, accents or width alone (Unicode TR 15). */
export const fold = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Digits by their value, case and accents last; the same in every process, whatever language it runs in. */
const order = new Intl.Collator('und', { numeric: true });

/** @returns a version as its catalogue lists it */
export function entryOf({
  achievementId,
  version,
  content,
  publishedAt,
}: AchievementVersion): Entry {
  const { name, tags, description } = content;
  const words = fold([name, ...tags, description].join('\n').slice(0, MOST_SEARCHED));
  return { achievementId, version, name, publishedAt, words };
}

/** Orders what an issuer gives. Pure. */
export function listingOf(entries: readonly Entry[], isCut: boolean): Listing {
  const ordered = entries.toSorted(
    (a, b) => order.compare(a.name, b.name) || (a.achievementId < b.achievementId ? -1 : 1),
  );
  return { entries: ordered, isCut };
}

/** @returns the entries that have every word of a search in them, or a part of a word; all for an empty search */
export function search({ entries }: Listing, asked: string): readonly Entry[] {
  const terms = fold(asked).split(/\s+/u).filter(Boolean).slice(0, MOST_TERMS);
  if (terms.length === 0) return entries;
  return entries.filter(({ words }) => terms.every((term) => words.includes(term)));
}
