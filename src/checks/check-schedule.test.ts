import { describe, expect, it } from 'vitest';
import { nextCheckAt, type CheckSchedule } from './check-schedule.js';

const now = new Date('2026-11-21T10:00:00Z');
const pace: CheckSchedule = {
  everyMs: 120_000,
  idleMs: 7_200_000,
  failedMs: 3_600_000,
  random: () => 1,
};
const wait = (state: Partial<Parameters<typeof nextCheckAt>[1]>, random = 1) =>
  nextCheckAt({ ...pace, random: () => random }, { now, failures: 0, ...state }).getTime() -
  now.getTime();
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

describe('nextCheckAt', () => {
  it('is one interval after a check where things happen, a fifth less at most', () => {
    expect(wait({ changedAt: ago(1) })).toBe(120_000);
    expect(wait({ changedAt: ago(1) }, 0)).toBe(96_000);
  });

  it('grows with the quiet time, two hours at most', () => {
    expect(wait({ changedAt: ago(100) })).toBe(3_600_000);
    expect(wait({ changedAt: ago(10_000) })).toBe(7_200_000);
  });

  it('doubles with every failure, an hour at most', () => {
    expect([1, 2, 3, 10].map((failures) => wait({ failures }))).toEqual([
      240_000, 480_000, 960_000, 3_600_000,
    ]);
  });

  it('waits as long as the platform asks, and a day at most', () => {
    expect(wait({ failures: 1, retryAfterSeconds: 600 })).toBe(600_000);
    expect(wait({ failures: 3, retryAfterSeconds: 1 })).toBe(960_000);
    expect(wait({ failures: 1, retryAfterSeconds: 1e9 })).toBe(86_400_000);
  });
});
