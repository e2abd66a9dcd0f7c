import { canDoSentence, type AchievementContent } from '../achievements/index.js';
import { compareDecimals, parseDecimal, type Decimal } from '../grades/index.js';
import {
  explain,
  openPreconditions,
  personKey,
  scoreInWords,
  givingKey,
  type Award,
  type DecisionRecord,
} from '../awards/index.js';
import type { CheckFailure, CourseCheck } from '../checks/index.js';
import { type Visit, imageOf, requirementOf } from '../course/index.js';
import { type Rule, type Localizer, isSilence, numberIn } from '../rules/index.js';
import type { LearnerDeps } from './learner-deps.js';
import { validitiesOf } from './learner-validity.js';
import { describePast, givenByHand, pastKindOf, type PastBadge } from './past-badge.js';

/** @returns the score in whole percent of what is needed, rounded down, and 100 only once it is reached: 69.99 of 70 is 99 */
export function shareOf(score: string, needed: string): number | undefined {
  const [have, want] = [parseDecimal(score), parseDecimal(needed)];
  if (!have || !want || want.units <= 0n) return undefined;
  if (have.units <= 0n) return 0;
  if (compareDecimals(have, want) >= 0) return 100;
  const scale = Math.max(have.scale, want.scale);
  const units = ({ units, scale: own }: Decimal) => units * 10n ** BigInt(scale - own);
  return Number((units(have) * 100n) / units(want));
}

/** @returns how far the learner has come, from those inputs that may be shown */
function progressOf(words: Localizer, rule: Rule, record: DecisionRecord | undefined) {
  const { t } = words;
  const decision = record?.decision;
  if (!decision || decision.inputs.some((trace) => trace.hidden)) return undefined;
  const [only] = decision.inputs;
  if (rule.inputs.length === 1 && only?.score !== undefined && only.neededPoints !== undefined) {
    const share = shareOf(only.score, only.neededPoints);
    if (share === undefined) return undefined;
    return {
      label: t('awards.my.needed', { points: numberIn(words, only.neededPoints) }),
      value: only.wouldMeet ? 100 : Math.min(99, share),
      max: 100,
      text: scoreInWords(words, only.score, only.maximum),
    };
  }
  if (rule.inputs.length < 2) return undefined;
  const met = Math.min(decision.met, decision.needed);
  return {
    label: t('awards.my.met'),
    value: met,
    max: decision.needed,
    text: t('awards.grade.of', { score: met, maximum: decision.needed }),
  };
}

/** @returns the id of the element on the learner's page that shows a badge which is still to be earned */
export const toEarnId = (rule: Pick<Rule, 'id'>): string => `badge-${rule.id}`;

/** Models a rule that the learner has not met yet. */
function toEarn(
  words: Localizer,
  rule: Rule,
  record: DecisionRecord | undefined,
  name: string,
  now: Date,
  isUnread: boolean,
) {
  const isStale = openPreconditions(rule, now).length !== (record?.decision.gates.length ?? 0);
  const told = record && !isStale ? explain(words, rule, record.decision, 'learner') : undefined;
  return {
    title: name,
    id: toEarnId(rule),
    image: imageOf(rule.achievementId, rule.achievementVersion),
    requirement: requirementOf(words, rule),
    summary: told?.summary ?? words.t(`awards.my.${isUnread ? 'neverRead' : 'noGrade'}`),
    inputs: told?.inputs,
    changes: told?.changes,
    progress: isStale ? undefined : progressOf(words, rule, record),
  };
}

const canDoOf = (content: AchievementContent | undefined): string =>
  content === undefined ? '' : canDoSentence(content.description, content.language);

/**
 * @returns why the grades could not be read at the last check, and of when those on the page are; undefined where they
 *   were read
 */
function unreadOf(
  { t }: Localizer,
  check: CourseCheck | null,
  records: readonly (DecisionRecord | undefined)[],
) {
  const [failure] = [check?.failure, check?.unread]
    .filter((each): each is CheckFailure => each !== undefined)
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  if (!failure) return undefined;
  const read = records.flatMap((record) => record?.decision.inputs.map(({ readAt }) => readAt));
  const moments = [check?.checkedAt, ...read].flatMap((at) => at?.getTime() ?? []);
  return {
    title: t('awards.my.unread.title'),
    text: isSilence(failure.code) ? t('awards.my.unread.silent') : '',
    triedAt: failure.at,
    readAt: moments.length > 0 ? new Date(Math.max(...moments)) : undefined,
  };
}

type MyPageDeps = Pick<
  LearnerDeps,
  | 'clock'
  | 'achievements'
  | 'credentials'
  | 'rules'
  | 'awards'
  | 'decisions'
  | 'checks'
  | 'validity'
>;

interface ListedPast extends PastBadge {
  readonly award: Award;
  readonly hasBadge: boolean;
}

/** Lists the learner's badges that do not count, the latest first, each with since when and why. */
async function listPast(
  deps: Pick<MyPageDeps, 'credentials'>,
  words: Localizer,
  awards: readonly Award[],
  now: Date,
): Promise<ListedPast[]> {
  const listed: ListedPast[] = [];
  for (const award of [...awards].sort((a, b) => b.awardedAt.getTime() - a.awardedAt.getTime())) {
    if (pastKindOf(award, now) === null) continue;
    const credential = await deps.credentials.findByAward(givingKey(award));
    const told = describePast(words, award, now, credential?.changedAt);
    if (told !== null) listed.push({ ...told, award, hasBadge: credential !== null });
  }
  return listed;
}

/** Models the learner's page: the badges earned anywhere on this platform, and those that this course still offers. */
export async function buildMyPage(deps: MyPageDeps, visit: Visit) {
  const { course, launch, t } = visit;
  const { platformId } = course;
  const userId = launch.user.id;
  const [awards, rules, records, check] = await Promise.all([
    deps.awards.listByPerson(personKey(platformId, userId)),
    deps.rules.list(course, ['active']),
    deps.decisions.listForLearner(platformId, userId),
    deps.checks.get(course),
  ]);
  const now = deps.clock.now();
  const shown = awards.filter((award) => award.state !== 'undone');
  const earned = shown.filter((award) => award.state === 'active');
  const versions = await deps.achievements.findVersions(
    [...shown, ...rules].map(({ achievementId, achievementVersion: version }) => ({
      achievementId,
      version,
    })),
  );
  const versionKey = (id: string, version: number) => `${id} ${version}`;
  const contents = new Map(
    versions.map(({ achievementId, version, content }) => [
      versionKey(achievementId, version),
      content,
    ]),
  );
  const contentOf = (of: Pick<Award, 'achievementId' | 'achievementVersion'>) =>
    contents.get(versionKey(of.achievementId, of.achievementVersion));
  const held = new Set(earned.map((award) => award.achievementId));
  // A badge that somebody revoked or denied is not offered again as one to be earned by grades.
  const decided = new Set(
    shown
      .filter(({ state, revokedFor }) => state === 'denied' || revokedFor === 'hand')
      .map((award) => award.achievementId),
  );
  const byRule = new Map(records.map((record) => [record.ruleId, record]));
  const unread = unreadOf(
    visit,
    check,
    rules.map((rule) => byRule.get(rule.id)),
  );
  const validityTexts = await validitiesOf(deps, visit, earned, rules, now);
  const cardOf = (award: Award) => ({
    title: contentOf(award)?.name ?? t('awards.badge'),
    text: canDoOf(contentOf(award)),
    image: imageOf(award.achievementId, award.achievementVersion),
    alt: '',
    validity: validityTexts.get(award.id),
  });
  const past = await listPast(deps, visit, shown, now);
  return {
    title: t('awards.my.title'),
    course: launch.context.title,
    unread,
    checkedAt: byRule.size > 0 ? check?.checkedAt : undefined,
    earned: earned
      .filter((award) => pastKindOf(award, now) === null)
      .sort((a, b) => b.awardedAt.getTime() - a.awardedAt.getTime())
      .map((award) => ({
        ...cardOf(award),
        href: `/my/badges/${award.id}`,
        tag: t('awards.standing.earned'),
        tagKind: 'success',
        awardedAt: award.awardedAt,
        given: givenByHand(visit, award),
        isNew: award.notNotified === true,
      })),
    past: past.map(({ award, hasBadge, title, kind, ...told }) => ({
      ...cardOf(award),
      ...told,
      told: title,
      tagKind: kind,
      href: hasBadge ? `/my/badges/${award.id}` : undefined,
    })),
    toEarn: rules
      .filter((rule) => !held.has(rule.achievementId) && !decided.has(rule.achievementId))
      .map((rule) =>
        toEarn(
          visit,
          rule,
          byRule.get(rule.id),
          contentOf(rule)?.name ?? t('awards.badge'),
          now,
          unread !== undefined,
        ),
      ),
  };
}
