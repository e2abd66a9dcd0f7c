import { describe, expect, it } from 'vitest';
import type { Grade } from './grade.js';
import { looksClipped, mirrorNotices, seenOf } from './mirror-notices.js';
import type { Mirror } from './mirror-store.js';

const now = new Date('2026-11-21T10:00:00Z');
const mirror: Mirror = {
  id: 'm',
  tenant: { platformId: 'p', deploymentId: 'd', contextId: 'c' },
  lineItemId: 'https://lms.example/1',
  ...{ activity: 'Quiz 1', maximum: '20', confirmedMaximum: '20', firstValueAt: now, notices: [] },
};
const grade = (userId: string, score: string): Grade => ({
  ...{ userId, score, state: 'graded', maximum: '20', gradedAt: now },
});
const reading = { now, maximum: '20', grades: [grade('1', '14')], told: null };
const codes = (told: { title: string; maximum: string | null }[] | null, of = mirror) =>
  mirrorNotices(of, { ...reading, told }).map((each) => each.code);

describe('mirrorNotices', () => {
  it('believes the web service more than the confirmation, where there is one', () => {
    expect(codes(null)).toEqual([]);
    expect(codes([{ title: 'quiz 1 ', maximum: '20.00' }])).toEqual([]);
    expect(codes([{ title: 'Quiz 1', maximum: '40' }])).toEqual(['mirror_maximum_mismatch']);
  });

  it('notices that the activity is gone, where another way of reading tells', () => {
    expect(codes([{ title: 'Quiz 2', maximum: '20' }])).toEqual(['mirror_source_gone']);
    expect(codes([])).toEqual([]);
  });

  it('never lets an unconfirmed mirror decide, whatever else is known', () => {
    const unconfirmed: Mirror = { ...mirror };
    Reflect.deleteProperty(unconfirmed, 'confirmedMaximum');
    expect(codes([{ title: 'Quiz 1', maximum: '20' }], unconfirmed)).toEqual([
      'mirror_unconfirmed',
    ]);
  });
});

describe('looksClipped', () => {
  const seen = (scores: readonly string[]) =>
    seenOf({ ...reading, grades: scores.map((score, n) => grade(String(n), score)) }, undefined);

  it('is true when three learners and a quarter reach the maximum at once', () => {
    expect(looksClipped(seen(['8', '12', '14']), seen(['16', '20', '20']))).toBe(false);
    expect(looksClipped(seen(['12', '12', '14']), seen(['20', '20', '20']))).toBe(true);
  });

  it('is false for learners who are graded for the first time', () => {
    expect(looksClipped(seen(['8']), seen(['8', '20', '20', '20']))).toBe(false);
    expect(looksClipped(undefined, seen(['20', '20', '20']))).toBe(false);
  });
});
