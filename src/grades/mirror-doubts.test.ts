import { describe, expect, it } from 'vitest';
import type { Grade } from './grade.js';
import { columnMaximum } from './mirror-column.js';
import { doubtOf, looksClipped, looksRescaled, seenOf } from './mirror-doubts.js';

const now = new Date('2026-11-21T10:00:00Z');
const before = new Date(now.getTime() - 3_600_000);
const grade = (userId: string, score: string): Grade => ({
  userId,
  score,
  state: 'graded',
  maximum: '400',
  gradedAt: now,
});
const readingOf = (scores: readonly string[], maximum = '400') => ({
  now,
  maximum,
  told: null,
  grades: scores.map((score, n) => grade(String(n), score)),
});
const seen = (scores: readonly string[], maximum = '400') =>
  seenOf(readingOf(scores, maximum), undefined);

describe('columnMaximum', () => {
  it('is ten times the activity’s, as far as Moodle keeps it, and never less than it', () => {
    expect(['40', '0.5', '9999', '20000', '200000'].map(columnMaximum)).toEqual([
      ...['400', '5', '99990', '99999', '200000'],
    ]);
  });
});

describe('looksClipped', () => {
  it('is true when three learners and a quarter reach the column’s maximum at once', () => {
    const of = (scores: string[]) => seen(scores, '20');
    expect(looksClipped(of(['8', '12', '14']), of(['16', '20', '20']))).toBe(false);
    expect(looksClipped(of(['12', '12', '14']), of(['20', '20', '20']))).toBe(true);
  });

  it('is false for learners who are graded for the first time', () => {
    const of = (scores: string[]) => seen(scores, '20');
    expect(looksClipped(of(['8']), of(['8', '20', '20', '20']))).toBe(false);
    expect(looksClipped(undefined, of(['20', '20', '20']))).toBe(false);
  });
});

describe('looksRescaled', () => {
  const rescaled = (from: string[], to: string[]) => looksRescaled(seen(from), seen(to), '40');

  it('is true when all who had points rose or fell by one factor, zeros aside', () => {
    expect(rescaled(['10', '15', '0'], ['20', '30', '0'])).toBe(true);
    expect(rescaled(['10', '15', '0'], ['5', '7.5', '0', '3'])).toBe(true);
    expect(rescaled(['10', '13.33333'], ['12.5', '16.66666'])).toBe(true);
  });

  it('is false when somebody stayed, or they changed differently', () => {
    expect(rescaled(['10', '15'], ['20', '15'])).toBe(false);
    expect(rescaled(['10', '15'], ['20', '31'])).toBe(false);
    expect(rescaled([], ['20', '30'])).toBe(false);
  });

  it('is true beside grades that a teacher typed, which Moodle leaves as they are, and beside a new attempt', () => {
    expect(rescaled(['10', '15', '8'], ['20', '30', '8'])).toBe(true);
    expect(rescaled(['10', '15', '18', '9'], ['20', '30', '36', '31'])).toBe(true);
  });

  it('is false where few of many changes have one factor, or those began from the same points', () => {
    expect(rescaled(['10', '10', '15'], ['12', '12', '15'])).toBe(false);
    expect(rescaled(['10', '15', '12', '16'], ['20', '30', '13', '31'])).toBe(false);
  });

  it('of one learner alone is believed where it leads to a maximum that people choose', () => {
    expect(rescaled(['20'], ['40'])).toBe(true);
    expect(rescaled(['20'], ['23'])).toBe(false);
    expect(rescaled(['0'], ['40'])).toBe(false);
  });
});

describe('doubtOf', () => {
  const mirror = { confirmedMaximum: '40', confirmedAt: before, firstValueAt: before };
  const doubt = (scores: string[], of: object = {}) => {
    const reading = readingOf(scores);
    return doubtOf(
      { ...mirror, seen: seen(['20', '31']), ...of },
      reading,
      seenOf(reading, undefined),
    );
  };

  it('is none while grades come and go below the confirmed maximum', () => {
    expect(doubt(['20', '40'])).toBeNull();
    expect(doubt(['20', '31', '40', '40', '40'])).toBeNull();
  });

  it('is one as soon as a value is above the confirmed maximum', () => {
    expect(doubt(['20', '31', '48'])).toBe('mirror_above');
  });

  it('is one when the first grades arrive after the confirmation, and none when they were there', () => {
    const first = { firstValueAt: undefined, seen: undefined };
    expect(doubt(['28'], first)).toBe('mirror_first_grades');
    expect(doubt(['28'], { ...first, confirmedAt: now })).toBeNull();
  });

  it('is one when grades move again after a month, unless it was confirmed meanwhile', () => {
    const long = new Date(now.getTime() - 31 * 86_400_000);
    const old = { seen: { ...seen(['20', '31']), changedAt: long } };
    expect(doubt(['20', '31', '40'], { ...old, confirmedAt: long })).toBe('mirror_after_silence');
    expect(doubt(['20', '31', '40'], old)).toBeNull();
    expect(doubt(['20', '31'], { ...old, confirmedAt: long })).toBeNull();
  });
});
