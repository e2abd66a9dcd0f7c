import { describe, expect, it } from 'vitest';
import { nextCheckAt } from './check-schedule.js';
import { isUsualTime, withHabit } from './habits.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const now = new Date('2026-11-23T10:20:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);

/** What is kept of a course in which something had changed at these moments, the earliest first. */
const after = (...moments: Date[]) =>
  moments.reduce<readonly number[]>((kept, at) => withHabit(kept, at), []);

const weekly = after(ago(21 * DAY), ago(14 * DAY), ago(7 * DAY));

describe('the times at which something happens in a course', () => {
  it('are not known before a few hours are on record', () => {
    expect(isUsualTime(undefined, now)).toBeUndefined();
    expect(isUsualTime(after(ago(7 * DAY)), now)).toBeUndefined();
  });

  it('come again in the week after, an hour more or less', () => {
    expect(isUsualTime(weekly, now)).toBe(true);
    expect(isUsualTime(weekly, ago(HOUR))).toBe(true);
    expect(isUsualTime(weekly, ago(3 * HOUR))).toBe(false);
    expect(isUsualTime(weekly, ago(3 * DAY))).toBe(false);
  });

  it('come again every day where it was so on three of the last ones', () => {
    expect(isUsualTime(after(ago(3 * DAY), ago(2 * DAY), ago(DAY)), now)).toBe(true);
    expect(isUsualTime(after(ago(3 * DAY), ago(2 * DAY), ago(2 * DAY - 5 * HOUR)), now)).toBe(
      false,
    );
  });

  it('are forgotten after five weeks, and one hour counts once', () => {
    expect(after(ago(60 * DAY), ago(HOUR), ago(HOUR), now)).toHaveLength(2);
    expect(isUsualTime(weekly, new Date(now.getTime() + 42 * DAY))).toBeUndefined();
  });

  it('take little room however much happens', () => {
    const busy = Array.from({ length: 2_000 }, (_, n) => ago(((2_000 - n) * HOUR) / 3));
    expect(after(...busy).length).toBeLessThanOrEqual(70);
  });
});

describe('nextCheckAt, where a platform tells no change', () => {
  const pace = { everyMs: 120_000, idleMs: 2 * HOUR, failedMs: HOUR, random: () => 1 };
  const wait = (at: Date, changedAt: Date, habits: readonly number[]) =>
    nextCheckAt(pace, { now: at, failures: 0, changedAt, habits }).getTime() - at.getTime();

  it('looks often at the time of the week at which things happen, however long it was quiet', () => {
    expect(wait(now, ago(7 * DAY), weekly)).toBe(120_000);
    expect(wait(ago(4 * HOUR), ago(7 * DAY), weekly)).toBeGreaterThan(HOUR);
  });

  it('looks less often within the first day already where it is known that nothing happens now', () => {
    const night = new Date(now.getTime() + 12 * HOUR);
    expect(wait(night, now, after(...[21, 14, 7, 0].map((days) => ago(days * DAY))))).toBe(
      (12 * HOUR) / 100,
    );
    expect(wait(night, now, [])).toBe(120_000);
  });
});
