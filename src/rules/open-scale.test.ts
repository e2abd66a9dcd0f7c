import { describe, expect, it } from 'vitest';
import type { Grade } from '../grades/index.js';
import { isScaleOpen } from './open-scale.js';
import type { Mark } from './rule.js';

const grade = (score: string, maximum: string, otherMaximum?: string): Grade => {
  const base: Grade = { userId: 'u', state: 'graded', score, maximum };
  return otherMaximum === undefined ? base : { ...base, otherMaximum };
};
const percent: Mark = { kind: 'percent', value: '60' };
const points: Mark = { kind: 'points', value: '60' };

describe('a grade whose maximum is one of two', () => {
  it('is open where one reading reaches the mark and the other does not', () => {
    expect(isScaleOpen(grade('4', '5', '100'), percent, 'exact')).toBe(true);
    // A grade of 5 out of 5 that Canvas filled in by itself, while the maximum that the tool sent is 100.
    expect(isScaleOpen(grade('5', '100', '5'), percent, 'exact')).toBe(true);
    expect(isScaleOpen(grade('4', '5', '100'), points, 'exact')).toBe(true);
  });

  it('is settled where both say the same: a zero is a zero', () => {
    expect(isScaleOpen(grade('0', '5', '100'), percent, 'exact')).toBe(false);
    expect(isScaleOpen(grade('0', '5', '100'), points, 'exact')).toBe(false);
    expect(isScaleOpen(grade('80', '100', '90'), percent, 'exact')).toBe(false);
    expect(isScaleOpen(grade('80', '100', '90'), points, 'exact')).toBe(false);
  });

  it('is open where it may be out of nothing, and never where the platform tells one maximum', () => {
    expect(isScaleOpen(grade('0', '1', '0'), percent, 'exact')).toBe(true);
    expect(isScaleOpen(grade('4', '5'), percent, 'exact')).toBe(false);
  });
});
