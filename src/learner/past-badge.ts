import type { Award } from '../awards/index.js';
import { reasonInWords } from '../credentials/index.js';
import { dayIn, type Localizer } from '../rules/index.js';

/** Why a badge does not count for its learner. */
export type PastKind = 'revoked' | 'expired' | 'denied';

/** @returns why a badge does not count; null where it counts, or where the learner never had it */
export function pastKindOf(
  { state, validUntil }: Pick<Award, 'state' | 'validUntil'>,
  now: Date,
): PastKind | null {
  if (state === 'revoked' || state === 'denied') return state;
  return state === 'active' && validUntil !== undefined && validUntil <= now ? 'expired' : null;
}

/** What a learner is told of a badge that does not count: what happened, since when and why. */
export interface PastBadge {
  readonly kind: 'error' | 'warn';
  /** The text of the tag on the badge's card. */
  readonly tag: string;
  readonly title: string;
  readonly reason?: string | undefined;
}

/**
 * Describes a badge that does not count, for its learner.
 * @param changedAt since when the credential is revoked, where the award does not say so
 * @returns null for a badge that counts
 */
export function describePast(
  words: Localizer,
  award: Pick<Award, 'state' | 'validUntil' | 'takenAt' | 'reason'>,
  now: Date,
  changedAt?: Date,
): PastBadge | null {
  const kind = pastKindOf(award, now);
  if (kind === null) return null;
  const at = kind === 'expired' ? award.validUntil : (award.takenAt ?? changedAt);
  const isDated = at !== undefined && kind !== 'denied';
  const key = `awards.my.past.${kind}${isDated || kind === 'denied' ? '' : 'Undated'}`;
  return {
    kind: kind === 'revoked' ? 'error' : 'warn',
    tag: words.t(`awards.standing.${kind}`),
    title: words.t(key, { date: at === undefined ? '' : dayIn(words, at) }),
    reason:
      kind === 'expired' || award.reason === undefined
        ? undefined
        : words.t('awards.my.past.reason', { reason: reasonInWords(words, award.reason) }),
  };
}

/**
 * @returns the sentence that tells a learner that a badge was given by hand, and why, without naming who gave it;
 *   undefined for other badges
 */
export function givenByHand(
  words: Localizer,
  { by, state, reason }: Pick<Award, 'by' | 'state' | 'reason'>,
): string | undefined {
  if (by !== 'hand' || state !== 'active') return undefined;
  return reason === undefined || reason === ''
    ? words.t('awards.my.given')
    : words.t('awards.my.givenFor', { reason });
}
