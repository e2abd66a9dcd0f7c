/**
 * How long an action of an instructor or administrator can be undone, in milliseconds; mail about it is held back as
 * long.
 */
export const UNDO_MS = 15 * 60_000;
