/** How long what an instructor or administrator did can be undone, in milliseconds; mail about it is held back as long. */
export const UNDO_MS = 15 * 60_000;
