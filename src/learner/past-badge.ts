import type { Award } from '../awards/index.js';
import { reasonInWords } from '../credentials/index.js';
import { dayIn, type Localizer } from '../rules/index.js';

/** Why a badge does not count for its learner; `null` where it does, or where it never was one to them. */
export type PastKind = 'revoked' | 'expired' | 'denied';

export function pastKindOf(
  { state, validUntil }: Pick<Award, 'state' | 'validUntil'>,
  now: Date,
): PastKind | null {
  if (state === 'revoked' || state === 'denied') return state;
  return state === 'active' && validUntil !== undefined && validUntil <= now ? 'expired' : null;
}

/** A badge that does not count, in its learner's words: what happened, since when and why. */
export interface PastBadge {
  readonly kind: 'error' | 'warn';
  /** A word for the tag on its card. */
  readonly tag: string;
  readonly title: string;
  readonly reason?: string | undefined;
}

/**
 * @param changedAt since when it is revoked, where the badge itself tells
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

/** That a badge was given by hand, and why: for its learner, without the name of who gave it. */
export function givenByHand(
  words: Localizer,
  { by, state, reason }: Pick<Award, 'by' | 'state' | 'reason'>,
): string | undefined {
  if (by !== 'hand' || state !== 'active') return undefined;
  return reason === undefined || reason === ''
    ? words.t('awards.my.given')
    : words.t('awards.my.givenFor', { reason });
}
