/** How the wait between attempts grows with each failure. */
export interface BackOff {
  /** The wait after the first failure, in milliseconds. */
  readonly firstMs: number;
  /** The factor by which each further wait is longer. Default: 2. */
  readonly factor?: number;
  /** The longest wait, in milliseconds. */
  readonly mostMs: number;
  /**
   * The wait is multiplied by a random number of this range, so that many callers do not return at once. Default: none.
   */
  readonly jitter?: readonly [from: number, to: number];
}

/**
 * @param failures how many in a row so far, 1 after the first
 * @param random in [0, 1)
 * @returns the wait before the next attempt, in milliseconds
 */
export function backOffMs(
  { firstMs, factor = 2, mostMs, jitter = [1, 1] }: BackOff,
  failures: number,
  random: () => number = Math.random,
): number {
  const [from, to] = jitter;
  const wait = Math.min(mostMs, firstMs * factor ** Math.max(0, failures - 1));
  return wait * (from + random() * (to - from));
}
