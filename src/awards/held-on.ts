import type { Credential } from '../credentials/index.js';
import type { Award } from './award.js';

/** Whether a badge was held at a moment; `unknown` where what is kept does not tell. */
export type Standing = 'held' | 'unknown';

/** What is asked of the badge of an award: since when it is revoked or suspended. */
export type BadgeState = Pick<Credential, 'state' | 'changedAt'>;

/** Of what ended at a moment, or at one that nobody noted. */
const before = (end: Date | undefined, at: Date): Standing | null => {
  if (end === undefined) return 'unknown';
  return end <= at ? null : 'held';
};

/**
 * Whether an award was valid at a moment. What was undone soon after it was given, or denied, was never held. Of a badge that was given
 * again, the time before is not kept.
 * @param badge the newest version of the award's badge; undefined where it is not issued yet
 * @returns null where it was not held
 */
export function standingOn(
  { state, cycle, awardedAt, validUntil, takenAt }: Award,
  badge: BadgeState | undefined,
  at: Date,
): Standing | null {
  if (awardedAt > at) return cycle > 1 ? 'unknown' : null;
  if (state === 'denied' || state === 'undone') return null;
  if (validUntil !== undefined && validUntil <= at) return null;
  const isRevoked = badge?.state === 'revoked';
  if (state === 'revoked') return before(takenAt ?? (isRevoked ? badge.changedAt : undefined), at);
  if (isRevoked) return before(badge.changedAt, at);
  return badge?.state === 'suspended' ? before(badge.changedAt, at) : 'held';
}

/** Which of two awards of one achievement stands for both: what is held, then the later period, then the later one. */
export function isBetter(
  a: { readonly award: Award; readonly standing: Standing },
  b: { readonly award: Award; readonly standing: Standing },
): boolean {
  if (a.standing !== b.standing) return a.standing === 'held';
  const [one, other] = [a.award.period ?? 1, b.award.period ?? 1];
  return one === other ? a.award.awardedAt > b.award.awardedAt : one > other;
}
