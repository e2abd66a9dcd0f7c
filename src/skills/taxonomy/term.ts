import type { SkillOwner } from '../keep/framework.js';

/** What an institution orders its badges by: kinds and categories, and the levels at which they show something. */
export const FACETS = ['kind', 'category', 'level'] as const;
export type Facet = (typeof FACETS)[number];

/** A kind, category or level of an institution's own. */
export interface Term {
  readonly id: string;
  readonly owner: SkillOwner;
  readonly facet: Facet;
  readonly name: string;
  /** Its place among those of its facet, the lowest first; levels go up. */
  readonly order: number;
  /** The family of pictures that the studio offers first for badges of it. */
  readonly family?: string;
  /** From when on it is not offered any more; badges that have it keep it. */
  readonly retiredAt?: Date;
}

/** The most terms of one owner, in each facet. */
export const MOST_TERMS = 100;
/** The most characters of a name. */
export const MOST_TERM_NAME = 80;
