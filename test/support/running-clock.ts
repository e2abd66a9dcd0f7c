import type { TestClock } from '../../src/base/index.js';

/**
 * The machine's clock, which can be put ahead. For files that launch again and again without moving their clock: Moodle's
 * id_token lives a minute, and what reads it knows the machine's clock alone, so that with one that stands still the
 * launches of a slow machine are too late.
 */
export function createRunningClock(): TestClock {
  let aheadMs = 0;
  return {
    now: () => new Date(Date.now() + aheadMs),
    advance: (ms) => void (aheadMs += ms),
    set: (date) => void (aheadMs = date.getTime() - Date.now()),
  };
}
