/** The hour (UTC) at which the mails are written: before classes begin in most places. */
const HOUR = 5;

/** @returns when mails are written next, after `now` */
export function nextMorning(now: Date): Date {
  const at = new Date(now);
  at.setUTCHours(HOUR, 0, 0, 0);
  if (at <= now) at.setUTCDate(at.getUTCDate() + 1);
  return at;
}
