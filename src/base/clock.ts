/** Where the time comes from: every function is given a clock, so that tests can set the time. */
export interface Clock {
  now(): Date;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  advance(ms: number): void;
  set(date: Date): void;
}

/**
 * @param start where the clock stands at first
 * @returns a clock that stands still until a test moves it
 */
export function createTestClock(start: Date = new Date('2026-05-04T09:00:00Z')): TestClock {
  let at = start.getTime();
  return {
    now: () => new Date(at),
    advance: (ms) => void (at += ms),
    set: (date) => void (at = date.getTime()),
  };
}
