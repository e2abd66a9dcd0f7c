import type { AchievementContent } from '../achievements/index.js';
import { compareDecimals, parseDecimal, type Decimal } from '../grades/index.js';
import {
  explain,
  openPreconditions,
  personKey,
  scoreInWords,
  type DecisionRecord,
} from '../awards/index.js';
import type { CheckFailure, CourseCheck } from '../checks/index.js';
import { type Visit, imageOf, requirementOf } from '../course/index.js';
import { type Rule, type Localizer, isSilence, numberIn } from '../rules/index.js';
import type { LearnerDeps } from './learner-deps.js';
import { buildBadgeCards, readContents } from './badge-cards.js';

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
  content: AchievementContent | undefined,
  now: Date,
  isUnread: boolean,
) {
  const isStale = openPreconditions(rule, now).length !== (record?.decision.gates.length ?? 0);
  const told = record && !isStale ? explain(words, rule, record.decision, 'learner') : undefined;
  return {
    title: content?.name ?? words.t('awards.badge'),
    language: content?.language,
    id: toEarnId(rule),
    image: imageOf(rule.achievementId, rule.achievementVersion),
    requirement: requirementOf(words, rule),
    summary: told?.summary ?? words.t(`awards.my.${isUnread ? 'neverRead' : 'noGrade'}`),
    inputs: told?.inputs,
    changes: told?.changes,
    progress: isStale ? undefined : progressOf(words, rule, record),
  };
}

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

/** Models the learner's page: the badges earned anywhere on this platform, and those that this course still offers. */
export async function buildMyPage(deps: MyPageDeps, visit: Visit) {
  const { course, launch, t } = visit;
  const { platformId } = course;
  const userId = launch.user.id;
  const [awards, rules] = await Promise.all([
    deps.awards.listByPerson(personKey(platformId, userId)),
    deps.rules.list(course, ['active']),
  ]);
  // Where nothing can be earned, no grades are read.
  const [records, check] =
    rules.length === 0
      ? [[], null]
      : await Promise.all([
          deps.decisions.listForLearner(platformId, userId),
          deps.checks.get(course),
        ]);
  const now = deps.clock.now();
  const shown = awards.filter((award) => award.state !== 'undone');
  const held = new Set(
    shown.filter(({ state }) => state === 'active').map((award) => award.achievementId),
  );
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
  const contentOf = await readContents(deps, rules);
  return {
    title: t('awards.my.title'),
    course: launch.context.title,
    unread,
    checkedAt: byRule.size > 0 ? check?.checkedAt : undefined,
    ...(await buildBadgeCards(deps, visit, shown, {
      hrefOf: ({ id }) => `/my/badges/${id}`,
      rules,
    })),
    toEarn: rules
      .filter((rule) => !held.has(rule.achievementId) && !decided.has(rule.achievementId))
      .map((rule) =>
        toEarn(visit, rule, byRule.get(rule.id), contentOf(rule), now, unread !== undefined),
      ),
  };
}
