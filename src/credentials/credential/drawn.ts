import type { StatusEntry } from './open-badge.js';

/** A place in a status list. */
export interface StatusPlace {
  readonly listId: string;
  readonly index: number;
}

/** The random values and the status place of one badge. */
export interface Drawn {
  /** The badge's address. */
  readonly id: string;
  readonly identityHash: string;
  /** The salt of the identifier's hash; absent where the identifier is not hashed. */
  readonly salt?: string;
  readonly status: StatusEntry;
}

export interface Draw extends Drawn {
  /** The id alone, without the address before it. */
  readonly localId: string;
  readonly place: StatusPlace;
}
