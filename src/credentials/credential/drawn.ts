import type { StatusEntry } from './open-badge.js';

/** A place in a status list. */
export interface StatusPlace {
  readonly listId: string;
  readonly index: number;
}

/** What is drawn anew for each badge: chance, and a place in a status list. */
export interface Drawn {
  /** The badge's address. */
  readonly id: string;
  readonly identityHash: string;
  /** Absent where the identifier stands in clear. */
  readonly salt?: string;
  readonly status: StatusEntry;
}

export interface Draw extends Drawn {
  /** The id alone, without the address before it. */
  readonly localId: string;
  readonly place: StatusPlace;
}
