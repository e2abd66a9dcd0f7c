import { dateTimeFormat } from '../base/index.js';

/** Whether a name is an IANA time zone that this machine's ICU data has, such as `Europe/Rome`. */
export function isTimeZone(name: string): boolean {
  if (name === '' || name.length > 60) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** @returns how far the zone's clocks are ahead of UTC at a moment, in milliseconds */
function offsetAt(at: number, timeZone: string): number {
  const parts = dateTimeFormat('en', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(
    of('year'),
    of('month') - 1,
    of('day'),
    of('hour'),
    of('minute'),
    of('second'),
  );
  return local - Math.floor(at / 1_000) * 1_000;
}

const LOCAL = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/;

/**
 * Reads a local date and time, such as `2026-05-04T09:00`, or a date for its first moment. When clocks go back, an hour
 * comes twice: the first one is meant. When they go forward, a time that is skipped counts by the offset before the
 * change.
 * @returns the moment; null where the text is no date
 */
export function momentOf(text: string, timeZone: string): Date | null {
  if (!LOCAL.test(text)) return null;
  const asUtc = Date.parse(`${text.includes('T') ? text : `${text}T00:00`}Z`);
  if (Number.isNaN(asUtc)) return null;
  // The zone's offsets on either side of a change of clocks.
  const day = 86_400_000;
  const [before, after] = [offsetAt(asUtc - day, timeZone), offsetAt(asUtc + day, timeZone)];
  const first = asUtc - Math.max(before, after);
  return new Date(
    first + offsetAt(first, timeZone) === asUtc ? first : asUtc - Math.min(before, after),
  );
}

/** Writes a moment as the zone's clocks show it, in the form of an input of type `datetime-local`. */
export const localTextOf = (date: Date, timeZone: string): string =>
  new Date(date.getTime() + offsetAt(date.getTime(), timeZone)).toISOString().slice(0, 16);
