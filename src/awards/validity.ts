import type { AchievementContent } from '../achievements/index.js';
import type { Award } from './award.js';

/** How long a badge is valid, and whether passing again renews it, as its version says. */
export type Validity = NonNullable<AchievementContent['validity']>;

/** Reads how long the badges of an achievement's version are valid; null: for ever. */
export type ReadValidity = (
  version: Pick<Award, 'achievementId' | 'achievementVersion'>,
) => Promise<Validity | null>;

const DAY = 86_400_000;

const MONTH = (365.2425 / 12) * DAY;

const MOST_DAYS = 90;

/** The same day some months later; where that month is shorter, its last day. */
export function addMonths(date: Date, months: number): Date {
  const later = new Date(date);
  later.setUTCMonth(date.getUTCMonth() + months);
  if (later.getUTCDate() !== date.getUTCDate()) later.setUTCDate(0);
  return later;
}

/** The last days of a badge in which it can be renewed: what its author chose, else a quarter of its time and at most 90. */
export function renewalDaysOf({ months, renewalDays }: Validity): number {
  const days = (months * MONTH) / DAY;
  const wanted = renewalDays ?? Math.min(MOST_DAYS, days / 4);
  // The window is half of the time at most: what renewed one period can then never renew the next.
  return Math.max(1, Math.floor(Math.min(wanted, days / 2)));
}

/**
 * Until when an award is valid. One that renews another before its end loses nothing of that: its time begins at that end.
 * @param renewed the award that it renews
 */
export function validUntilOf(
  { months }: Validity,
  awardedAt: Date,
  renewed?: Pick<Award, 'validUntil'>,
): Date {
  const before = renewed?.validUntil;
  return addMonths(before && before > awardedAt ? before : awardedAt, months);
}

/** From when a pass renews an award that is valid until `validUntil`; it still does after that. */
export const renewableFrom = (validity: Validity, validUntil: Date): Date =>
  new Date(validUntil.getTime() - renewalDaysOf(validity) * DAY);

/**
 * What an award says of its time where its end may be told by somebody else.
 * @param until its end; absent: as its achievement says, from `awardedAt` on
 */
export function periodFrom(
  validity: Validity | null,
  awardedAt: Date,
  until?: Date,
): Pick<Award, 'validUntil' | 'remindAt'> {
  const validUntil = until ?? (validity ? validUntilOf(validity, awardedAt) : undefined);
  if (validUntil === undefined) return {};
  if (!validity?.isRenewedByPassingAgain) return { validUntil };
  return { validUntil, remindAt: renewableFrom(validity, validUntil) };
}

/** What an award that is made now says of its time, and when its learner is reminded of the end. */
export function periodOf(
  validity: Validity | null,
  awardedAt: Date,
  renewed?: Pick<Award, 'validUntil'>,
): Pick<Award, 'validUntil' | 'remindAt'> {
  return periodFrom(
    validity,
    awardedAt,
    validity ? validUntilOf(validity, awardedAt, renewed) : undefined,
  );
}
