const HOUR = 3_600_000;
const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
/** What happened longer ago says nothing of a course any more. */
const KEPT_HOURS = 5 * WEEK_HOURS;
/** How many hours of a course are kept: two a day, for as long as they say something. */
const MOST = 70;
/** With fewer hours on record it is not known when something happens in a course. */
const LEAST_KNOWN = 3;
/** On so many days at about this time: then it happens daily. */
const DAILY = 3;
const DAILY_WITHIN_HOURS = 10 * DAY_HOURS;

const hourOf = (at: Date): number => Math.floor(at.getTime() / HOUR);

/** Whether two hours are at most one hour apart within days, or within weeks. */
const isAbout = (a: number, b: number, period: number): boolean =>
  [0, 1, period - 1].includes(Math.abs(a - b) % period);

/**
 * Adds the hour in which something was found that had changed to those that are known of a course.
 * @param habits whole hours since 1970, the latest last
 */
export function withHabit(habits: readonly number[] = [], at: Date): readonly number[] {
  const now = hourOf(at);
  const kept = habits.filter((hour) => hour < now && now - hour <= KEPT_HOURS);
  return [...kept, now].slice(-MOST);
}

/**
 * Whether this is a time at which something happened in the course before: at about this hour of the same day in one of the
 * last weeks, or of three of the last days.
 * @returns undefined where too little is known of the course
 */
export function isUsualTime(habits: readonly number[] = [], at: Date): boolean | undefined {
  const now = hourOf(at);
  const known = habits.filter((hour) => now - hour <= KEPT_HOURS);
  if (known.length < LEAST_KNOWN) return undefined;
  const earlier = known.filter((hour) => now - hour > 1);
  if (earlier.some((hour) => isAbout(now, hour, WEEK_HOURS))) return true;
  const days = earlier.filter(
    (hour) => now - hour <= DAILY_WITHIN_HOURS && isAbout(now, hour, DAY_HOURS),
  );
  return new Set(days.map((hour) => Math.floor(hour / DAY_HOURS))).size >= DAILY;
}
