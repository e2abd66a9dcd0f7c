import { describe, expect, it } from 'vitest';
import { timeLeft } from './view-helpers.js';

const now = new Date('2026-03-01T10:00:00Z');
const after = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

describe('the time that is left', () => {
  it.each([
    [15, 'en', '15 minutes'],
    [14.2, 'en', '15 minutes'],
    [1, 'en', '1 minute'],
    [0, 'en', '0 minutes'],
    [-5, 'en', '0 minutes'],
    [119, 'en', '119 minutes'],
    [121, 'en', '3 hours'],
    [15, 'de', '15 Minuten'],
    [2, 'pl', '2 minuty'],
    [5, 'pl', '5 minut'],
  ])('%s minutes on is in %s "%s"', (minutes, locale, words) => {
    expect(timeLeft(after(minutes), now, locale)).toBe(words);
  });
});
