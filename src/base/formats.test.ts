import { describe, expect, it } from 'vitest';
import { dateTimeFormat, listFormat, numberFormat, relativeTimeFormat } from './formats.js';

const DAY = new Date('2026-03-01T12:00:00Z');

describe('formats', () => {
  it('are made once for a language and its options, and never stand in for those of others', () => {
    const options = { dateStyle: 'long', timeZone: 'UTC' } as const;
    expect(dateTimeFormat('de', options)).toBe(dateTimeFormat('de', { ...options }));
    expect(dateTimeFormat('de', options).format(DAY)).toBe('1. März 2026');
    expect(dateTimeFormat('en', options).format(DAY)).toBe('March 1, 2026');
    expect(dateTimeFormat('de', { dateStyle: 'short', timeZone: 'UTC' }).format(DAY)).toBe(
      '01.03.26',
    );
  });

  it('of each kind are their own', () => {
    expect(numberFormat('de').format(1234.5)).toBe('1.234,5');
    expect(relativeTimeFormat('en', { numeric: 'auto' }).format(-1, 'day')).toBe('yesterday');
    expect(listFormat('en').format(['A', 'B', 'C'])).toBe('A, B, and C');
  });

  it('that Intl refuses are refused each time', () => {
    expect(() => numberFormat('no tag')).toThrow(RangeError);
    expect(() => numberFormat('no tag')).toThrow(RangeError);
  });
});
