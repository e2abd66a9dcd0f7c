/** Whether a name is a time zone that this program knows (IANA), such as `Europe/Rome`. */
export function isTimeZone(name: string): boolean {
  if (name === '' || name.length > 60) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** How far a zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', {
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
 * The moment that clocks of a zone show: `2026-05-04T09:00`, or a day alone for its beginning. Of an hour that comes twice
 * the first one is meant; one that is skipped is taken to be as long after the change as it says.
 * @returns null for what is no date
 */
export function momentOf(text: string, timeZone: string): Date | null {
  if (!LOCAL.test(text)) return null;
  const asUtc = Date.parse(`${text.includes('T') ? text : `${text}T00:00`}Z`);
  if (Number.isNaN(asUtc)) return null;
  // The offset before a change of clocks, and the one after it.
  const day = 86_400_000;
  const [before, after] = [offsetAt(asUtc - day, timeZone), offsetAt(asUtc + day, timeZone)];
  const first = asUtc - Math.max(before, after);
  return new Date(
    first + offsetAt(first, timeZone) === asUtc ? first : asUtc - Math.min(before, after),
  );
}

/** What clocks of a zone show at a moment, as an input of type `datetime-local` has it. */
export const localTextOf = (date: Date, timeZone: string): string =>
  new Date(date.getTime() + offsetAt(date.getTime(), timeZone)).toISOString().slice(0, 16);
