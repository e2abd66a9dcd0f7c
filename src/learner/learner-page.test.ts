import { describe, expect, it } from 'vitest';
import { shareOf } from './learner-page.js';

describe('how far a learner is', () => {
  it('is rounded down: what is not all is never shown as all', () => {
    expect(shareOf('69.99', '70')).toBe(99);
    expect(shareOf('69.9999999999', '70')).toBe(99);
    expect(shareOf('0.1', '70')).toBe(0);
    expect(shareOf('35', '70')).toBe(50);
  });

  it('is all at the mark and above', () => {
    expect(shareOf('70', '70.00')).toBe(100);
    expect(shareOf('105', '70')).toBe(100);
  });

  it('is nothing below zero, and unknown where nothing is needed', () => {
    expect(shareOf('-3', '70')).toBe(0);
    expect(shareOf('5', '0')).toBeUndefined();
    expect(shareOf('A', '70')).toBeUndefined();
  });
});
