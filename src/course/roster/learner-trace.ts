import { NotFound, nullIfAnswer } from '../../base/index.js';
import {
  explain,
  latestOf,
  personKey,
  renewableFrom,
  type Award,
  validUntilOf,
  validityInWords,
} from '../../awards/index.js';
import { type Rule, nameIn } from '../../rules/index.js';
import type { Visit } from '../visit/visit.js';
import {
  isFirstCheckDue,
  learnerStatusOf,
  type LearnerStatus,
  OF_VERDICT,
  tagOf,
} from '../entries/learner-status.js';
import { actorNamesOf, handSentence } from './hand-sentence.js';
import { sourceName } from '../set-up/source-name.js';
import type { CourseDeps } from '../visit/course-deps.js';

/** Says until when a learner's badge is valid, and whether it can be renewed now. */
async function endingOf(
  deps: Pick<CourseDeps, 'validity'>,
  visit: Visit,
  rule: Rule,
  award: Award | undefined,
  now: Date,
) {
  if (award?.state !== 'active') return {};
  const [validity, own] = [await deps.validity(rule), await deps.validity(award)];
  const validUntil = award.validUntil ?? (own ? validUntilOf(own, award.awardedAt) : undefined);
  if (!validUntil) return {};
  return {
    validity: validityInWords(visit, { validUntil }, validity, now),
    canRenew: validity !== null && renewableFrom(validity, validUntil) <= now,
  };
}

const marksOf = (award: Award, standing: LearnerStatus) => ({
  isFallen: standing === 'fallen',
  teaches: standing === 'teaches',
  isActive: award.state === 'active',
});

/** @returns until when a revocation can be undone; undefined where there is none, or that time is over */
function undoableUntil(award: Award | undefined, now: Date): Date | undefined {
  const until = award?.retraction?.until;
  return until && until > now ? until : undefined;
}

/** What a learner's page works with. */
export type LearnerTraceDeps = Pick<
  CourseDeps,
  'clock' | 'decisions' | 'awards' | 'grades' | 'achievements' | 'checks' | 'validity' | 'people'
>;

/** Models why one learner has a badge or not, with the decisions that an instructor can take. */
export async function buildLearnerTrace(
  deps: LearnerTraceDeps,
  visit: Visit,
  rule: Rule,
  userId: string,
) {
  const { platformId } = visit.course;
  const [record, awards, roster, version, check] = await Promise.all([
    deps.decisions.get(rule.id, userId),
    deps.awards.findFor(rule.achievementId, [personKey(platformId, userId)]),
    deps.grades.roster(visit.course).catch(nullIfAnswer),
    deps.achievements.getVersion(rule.achievementId, rule.achievementVersion),
    deps.checks.get(visit.course),
  ]);
  const member = roster?.members.get(userId);
  const award = latestOf(awards);
  if (!record && !award && !member) {
    throw new NotFound('learner_unknown', 'There is no such learner in this course.', {
      action: 'Go back to the roster of the badge.',
    });
  }
  const words = record ? explain(visit, rule, record.decision, 'instructor') : undefined;
  const now = deps.clock.now();
  const standing = learnerStatusOf(award, record ?? undefined, isFirstCheckDue(rule, check), now);
  const ending = await endingOf(deps, visit, rule, award, now);
  const base = `/course/badges/${rule.id}`;
  const byHand = handSentence(visit, award, await actorNamesOf(deps, award ? [award] : []));
  return {
    title: nameIn(visit, roster, platformId, userId),
    badge: version.content.name,
    base,
    userId,
    revokeHref: `${base}/learner/revoke?${new URLSearchParams({ user: userId }).toString()}`,
    standing: tagOf(visit, standing),
    words,
    checkedAt: check?.checkedAt,
    decidedAt: record?.at,
    inputs: words?.inputs.map((input, index) => {
      const trace = record?.decision.inputs[index];
      const source = rule.inputs[index];
      return {
        ...input,
        gradedAt: trace?.gradedAt,
        readAt: trace?.readAt,
        source: source?.kind === 'assessment' ? sourceName(visit, source.source) : undefined,
      };
    }),
    past: record?.past.map((each) => ({
      at: each.at,
      text: tagOf(visit, OF_VERDICT[each.verdict]).text,
    })),
    award: award && { ...award, ...marksOf(award, standing) },
    byHand,
    undoUntil: undoableUntil(award, now),
    canAward: award?.state !== 'active' && rule.state !== 'draft',
    ...ending,
    renewalAsks: standing === 'renew',
    canDeny: award === undefined,
    isSelf: userId === visit.launch.user.id,
  };
}
