/** How much a store holds. */
export interface Size {
  readonly learners: number;
  readonly badges: number;
  readonly entries: number;
}

export const LARGE: Size = { learners: 10_000, badges: 100_000, entries: 1_000_000 };
export const SMALL: Size = { learners: 1_000, badges: 10_000, entries: 100_000 };

/** As many courses in either store: their number is no matter of this bench. */
export const COURSES = 200;
