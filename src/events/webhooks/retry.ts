const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long after a failed try the next one comes: over three days, as Standard Webhooks suggests. */
const WAITS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** A wait is up to a fifth longer, so that many deliveries do not come back at once. */
const JITTER = 0.2;
const MOST_ASKED_MS = 24 * HOUR;

/** How many tries a delivery has. */
export const MOST_TRIES = WAITS.length + 1;

/** Nothing has come through for so long: the webhook is switched off with the next delivery that is given up. */
export const OFF_AFTER_MS = 72 * HOUR;

/**
 * @param attempts how many tries have failed
 * @param askedMs how long the receiver asks to be left alone (Retry-After)
 * @returns the wait before the next try in milliseconds; null where there is none
 */
export function waitAfter(attempts: number, random: () => number, askedMs = 0): number | null {
  const wait = WAITS[attempts - 1];
  if (wait === undefined) return null;
  const spread = wait * (1 + random() * JITTER);
  return Math.max(spread, Math.min(askedMs, MOST_ASKED_MS));
}
