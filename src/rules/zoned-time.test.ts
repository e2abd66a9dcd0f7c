import { describe, expect, it } from 'vitest';
import { isTimeZone, localTextOf, momentOf } from './zoned-time.js';

const at = (text: string, zone: string) => momentOf(text, zone)?.toISOString();

describe('a time on the clocks of a zone', () => {
  it.each([
    ['2026-05-04T09:00', 'UTC', '2026-05-04T09:00:00.000Z'],
    ['2026-05-04T09:00', 'Europe/Rome', '2026-05-04T07:00:00.000Z'],
    ['2026-01-04T09:00', 'Europe/Rome', '2026-01-04T08:00:00.000Z'],
    ['2026-01-04T09:00', 'America/New_York', '2026-01-04T14:00:00.000Z'],
    ['2026-01-04T09:00', 'Asia/Kathmandu', '2026-01-04T03:15:00.000Z'],
    ['2026-01-04', 'Pacific/Kiritimati', '2026-01-03T10:00:00.000Z'],
    ['2026-01-04T09:00:30', 'Europe/Rome', '2026-01-04T08:00:30.000Z'],
  ])('%s in %s is one moment', (text, zone, moment) => {
    expect(at(text, zone)).toBe(moment);
    const local = text.includes('T') ? text.slice(0, 16) : `${text}T00:00`;
    expect(localTextOf(new Date(moment), zone)).toBe(local);
  });

  it('that comes twice is the first of the two', () => {
    expect(at('2026-10-25T02:30', 'Europe/Rome')).toBe('2026-10-25T00:30:00.000Z');
    expect(at('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
  });

  it('that is skipped is as long after the change as it says', () => {
    expect(at('2026-03-29T02:30', 'Europe/Rome')).toBe('2026-03-29T01:30:00.000Z');
    expect(at('2026-03-08T02:30', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z');
  });

  it.each(['', 'tomorrow', '2026-13-01T00:00', '2026-05-04T09:00Z', '04.05.2026'])(
    'is none for %j',
    (text) => {
      expect(momentOf(text, 'Europe/Rome')).toBeNull();
    },
  );

  it('comes back as it was typed, for every hour of a year in zones with changes of their own', () => {
    for (const zone of ['Australia/Lord_Howe', 'Africa/Casablanca', 'America/St_Johns']) {
      for (let hour = Date.UTC(2026, 0, 1); hour < Date.UTC(2027, 0, 1); hour += 5 * 3_600_000) {
        const text = localTextOf(new Date(hour), zone);
        const again = momentOf(text, zone)!;
        expect(localTextOf(again, zone)).toBe(text);
      }
    }
  });
});

describe('the name of a zone', () => {
  it('is one that the program knows', () => {
    expect(['Europe/Rome', 'UTC', 'Asia/Kolkata'].every(isTimeZone)).toBe(true);
    expect(['', 'Mars/Olympus', '../etc', 'x'.repeat(100)].some(isTimeZone)).toBe(false);
  });
});
