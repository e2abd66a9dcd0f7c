import { orderedId } from '../store/index.js';
import type { EventType } from './event-types.js';

/** That something became so of a row, written with what made it so; the feed does not tell it yet. */
export interface UntoldMark {
  /** Its own in the row; later ones sort behind earlier ones. */
  readonly id: string;
  readonly type: EventType;
  /** When it became so; absent: when it is told. */
  readonly at?: Date;
}

/** What a row holds that the feed does not tell yet. */
export interface Untold {
  readonly untold?: readonly UntoldMark[];
  /** The id of the last mark: it says whether another one came meanwhile, and its index finds the row. */
  readonly untoldMark?: string;
}

/** The fields of a schema whose rows are told. They are absent, and not empty, in a row that is told. */
export const UNTOLD_FIELDS = {
  // Taken as it is, and not cast.
  untold: { type: Object },
  untoldMark: String,
} as const;

/** What holds the rows with something untold, and no more. */
export const UNTOLD_INDEX = [{ untoldMark: 1 }, { sparse: true }] as const;

const markOf = (type: EventType, at: Date | undefined): UntoldMark =>
  at === undefined ? { id: orderedId(), type } : { id: orderedId(), type, at };

/** @returns the fields of a row that is inserted with something to tell */
export function tellFirst(type: EventType, at?: Date): Required<Untold> {
  const mark = markOf(type, at);
  return { untold: [mark], untoldMark: mark.id };
}

/**
 * @returns the parts of an update that makes something so: it and its mark are one write, so that no crash keeps one
 *   without the other
 */
export function tellWith(
  type: EventType,
  at?: Date,
): {
  readonly set: { readonly untoldMark: string };
  readonly push: { readonly untold: UntoldMark };
} {
  const mark = markOf(type, at);
  return { set: { untoldMark: mark.id }, push: { untold: mark } };
}

/** @returns a row without what it has to tell */
export function withoutUntold<T extends Untold>({
  untold: _untold,
  untoldMark: _mark,
  ...rest
}: T): Omit<T, keyof Untold> {
  return rest;
}
