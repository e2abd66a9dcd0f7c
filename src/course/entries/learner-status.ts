import type { Decision, DecisionRecord, StandingAward, Verdict } from '../../awards/index.js';
import type { CourseCheck } from '../../checks/index.js';
import type { Rule, Localizer } from '../../rules/index.js';

/** A learner's status with a badge, for its instructors. */
export type LearnerStatus =
  | 'earned'
  | 'fallen'
  | 'teaches'
  | 'renew'
  | 'expired'
  | 'revoked'
  | 'denied'
  | 'waiting'
  | 'not-yet'
  | 'before'
  | 'unknown'
  | 'under-way'
  | 'none';

/** The key of each status's name in the messages, and the kind of its tag. */
const LEARNER_STATUSES: Readonly<Record<LearnerStatus, { key: string; kind?: string }>> = {
  earned: { key: 'earned', kind: 'success' },
  fallen: { key: 'fallen', kind: 'warn' },
  teaches: { key: 'teaches', kind: 'warn' },
  renew: { key: 'renew', kind: 'warn' },
  expired: { key: 'expired', kind: 'info' },
  revoked: { key: 'revoked', kind: 'error' },
  denied: { key: 'denied', kind: 'error' },
  waiting: { key: 'waiting', kind: 'info' },
  'not-yet': { key: 'notYet' },
  before: { key: 'before' },
  unknown: { key: 'unknown', kind: 'warn' },
  'under-way': { key: 'underWay', kind: 'info' },
  none: { key: 'none' },
};

export const isLearnerStatus = (text: string): text is LearnerStatus =>
  Object.hasOwn(LEARNER_STATUSES, text);

export const tagOf = ({ t }: Pick<Localizer, 't'>, standing: LearnerStatus) => ({
  text: t(`awards.standing.${LEARNER_STATUSES[standing].key}`),
  kind: LEARNER_STATUSES[standing].kind,
});

/** Whether every grade is missing, which is shown otherwise than a grade that is too low. */
const isEmpty = (decision: Decision): boolean =>
  decision.inputs.every((trace) => trace.outcome === 'no-grade' || trace.outcome === 'pending');

export const OF_VERDICT: Readonly<Record<Verdict, LearnerStatus>> = {
  earned: 'earned',
  waiting: 'waiting',
  'not-yet': 'not-yet',
  unknown: 'unknown',
};

/** Whether no check has finished since the activation: until then nothing is known, and “no grade” would be a guess. */
export const isFirstCheckDue = (rule: Rule, check: CourseCheck | null): boolean =>
  rule.state === 'active' &&
  rule.activatedAt !== undefined &&
  (check?.checkedAt === undefined || check.checkedAt < rule.activatedAt);

/**
 * When what counts for a badge changed after the last check, so that what is kept of its learners is not what holds now:
 * it was activated, or its results were confirmed as released. Undefined where nothing is on its way.
 */
export function checkDueSince(rule: Rule, check: CourseCheck | null): Date | undefined {
  const confirmedAt = rule.release.policy === 'confirm' ? rule.release.confirmedAt : undefined;
  const times = [rule.activatedAt, confirmedAt].flatMap((at) => at?.getTime() ?? []);
  const since = Math.max(0, ...times);
  const isOver = (check?.checkedAt?.getTime() ?? -1) >= since;
  return rule.state !== 'active' || since === 0 || isOver ? undefined : new Date(since);
}

/**
 * Whether a learner passed, perhaps again, and only the instructor's confirmation is missing. It is asked for once it
 * would count.
 */
function waitsForWord(
  award: StandingAward,
  record: DecisionRecord | undefined,
  now: Date,
): boolean {
  const renewal = record?.decision.renewal;
  if (!renewal || award.validUntil?.getTime() !== renewal.until.getTime()) return false;
  return renewal.from <= now && (renewal.state === 'untold' || renewal.state === 'same');
}

function statusOfHolder(
  award: StandingAward,
  record: DecisionRecord | undefined,
  now: Date,
): LearnerStatus {
  if (award.fall && !award.fall.kept) return award.fall.why === 'teaches' ? 'teaches' : 'fallen';
  if (waitsForWord(award, record, now)) return 'renew';
  return award.validUntil && award.validUntil <= now ? 'expired' : 'earned';
}

/** @returns the learner's status, from their award and the last decision */
export function learnerStatusOf(
  award: StandingAward | undefined,
  record: DecisionRecord | undefined,
  isUnderWay: boolean,
  now: Date,
): LearnerStatus {
  if (award?.state === 'active') return statusOfHolder(award, record, now);
  if (award?.state === 'revoked' || award?.state === 'denied') return award.state;
  if (!record) return isUnderWay ? 'under-way' : 'none';
  if (record.before) return 'before';
  if (record.decision.verdict === 'not-yet' && isEmpty(record.decision)) return 'none';
  return OF_VERDICT[record.decision.verdict];
}

/** The statuses of learners who have the badge. */
const HOLDING: ReadonlySet<LearnerStatus> = new Set<LearnerStatus>([
  'earned',
  'fallen',
  'teaches',
  'renew',
  'expired',
]);

/** Whether a learner of this status has the badge. */
export const isHolding = (standing: LearnerStatus): boolean => HOLDING.has(standing);
