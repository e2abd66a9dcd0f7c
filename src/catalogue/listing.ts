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
  /** Its kind, category and level of the institution's own (`<facet>:<id>`). */
  readonly terms: readonly string[];
  /** The addresses of the skills that it shows. */
  readonly skills: readonly string[];
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
  const { name, tags, description, alignments, terms = [] } = content;
  // A badge is found by its skills, too, by their names and codes.
  const skills = alignments.flatMap((one) => [one.targetName, one.targetCode ?? '']);
  const words = fold([name, ...tags, ...skills, description].join('\n').slice(0, MOST_SEARCHED));
  const urls = alignments.map(({ targetUrl }) => targetUrl);
  return { achievementId, version, name, publishedAt, terms, skills: urls, words };
}

/** Orders what an issuer gives. Pure. */
export function listingOf(entries: readonly Entry[], isCut: boolean): Listing {
  const ordered = entries.toSorted(
    (a, b) => order.compare(a.name, b.name) || (a.achievementId < b.achievementId ? -1 : 1),
  );
  return { entries: ordered, isCut };
}

/** What a listing is narrowed to. */
export interface Filter {
  /** Words of a search. */
  readonly q: string;
  /** Kinds, categories and levels, each of which a badge has (`<facet>:<id>`). */
  readonly terms: readonly string[];
  /** The address of a skill. */
  readonly skill: string;
}

/** @returns the entries that have every word of a search in them, or a part of a word, and what else is asked for */
export function search({ entries }: Listing, { q, terms, skill }: Filter): readonly Entry[] {
  const wanted = fold(q).split(/\s+/u).filter(Boolean).slice(0, MOST_TERMS);
  return entries.filter(
    (entry) =>
      wanted.every((term) => entry.words.includes(term)) &&
      terms.every((term) => entry.terms.includes(term)) &&
      (skill === '' || entry.skills.includes(skill)),
  );
}
