/** How the wait grows from failure to failure. */
export interface BackOff {
  /** After the first failure, in milliseconds. */
  readonly firstMs: number;
  /** How many times as long each further wait is. Default: 2. */
  readonly factor?: number;
  /** No wait is longer, in milliseconds. */
  readonly mostMs: number;
  /** The wait is multiplied by a number drawn between these, so that many do not come back at once. Default: none. */
  readonly jitter?: readonly [from: number, to: number];
}

/**
 * How long to wait, in milliseconds.
 * @param failures in a row so far, 1 after the first
 * @param random in [0, 1)
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
