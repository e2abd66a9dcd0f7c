import { canDoSentence, type AchievementContent } from '../achievements/index.js';
import { reasonInWords, type Credential } from '../credentials/index.js';
import { compareDecimals, parseDecimal, type Decimal } from '../grades/index.js';
import { personKey, type Award } from './award.js';
import type { CheckFailure, CourseCheck } from './check-store.js';
import { imageOf, requirementOf } from './course-page.js';
import { readShown } from './change-shown.js';
import { explain, markInWords, scoreInWords } from './explain.js';
import type { DecisionRecord } from './decision-store.js';
import { openGates } from './decide.js';
import { tagOfEarned, validitiesOf, validityOfMine } from './learner-validity.js';
import type { PageDeps, Visit } from './pages.js';
import { isSilence } from './platform-pauses.js';
import type { Rule } from './rule.js';
import { numberIn, type Words } from './words.js';

/** The whole percent of what is needed, rounded down, and never all of it: 69.99 of 70 is not there yet. */
export function shareOf(score: string, needed: string): number | undefined {
  const [have, want] = [parseDecimal(score), parseDecimal(needed)];
  if (!have || !want || want.units <= 0n) return undefined;
  if (have.units <= 0n) return 0;
  if (compareDecimals(have, want) >= 0) return 100;
  const scale = Math.max(have.scale, want.scale);
  const units = ({ units, scale: own }: Decimal) => units * 10n ** BigInt(scale - own);
  return Number((units(have) * 100n) / units(want));
}

/** How far along: the share of what is needed, of the inputs that may be told. */
function progressOf(words: Words, rule: Rule, record: DecisionRecord | undefined) {
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
    ...{ label: t('awards.my.met'), value: met, max: decision.needed },
    text: t('awards.grade.of', { score: met, maximum: decision.needed }),
  };
}

/** Where on the learner's page a badge stands that is still to be earned. */
export const toEarnId = (rule: Pick<Rule, 'id'>): string => `badge-${rule.id}`;

/** A rule that a learner has not met yet, in the learner's words. */
function toEarn(
  words: Words,
  rule: Rule,
  record: DecisionRecord | undefined,
  name: string,
  now: Date,
  isUnread: boolean,
) {
  const isStale = openGates(rule, now).length !== (record?.decision.gates.length ?? 0);
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

/** That the grades could not be read at the last look, why, and from when the page is; nothing where they were read. */
function unreadOf(
  { t }: Words,
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

/** My badges: what was earned anywhere on this platform, and what this course still offers. */
export async function buildMyPage(deps: PageDeps, visit: Visit) {
  const { course, launch, t } = visit;
  const { platformId } = course;
  const userId = launch.user.id;
  const [awards, rules, records, check] = await Promise.all([
    deps.awards.listByPerson(personKey(platformId, userId)),
    deps.rules.list(course, ['active']),
    deps.decisions.listForLearner(platformId, userId),
    deps.checks.get(course),
  ]);
  const earned = awards.filter((award) => award.state === 'active');
  const versions = await deps.achievements.findVersions(
    [...earned, ...rules].map(({ achievementId, achievementVersion: version }) => ({
      achievementId,
      version,
    })),
  );
  const contents = new Map(versions.map((each) => [each.achievementId, each.content]));
  const held = new Set(earned.map((award) => award.achievementId));
  const denied = new Set(
    awards.filter((award) => award.state === 'denied').map((award) => award.achievementId),
  );
  const now = deps.clock.now();
  const byRule = new Map(records.map((record) => [record.ruleId, record]));
  const unread = unreadOf(
    visit,
    check,
    rules.map((rule) => byRule.get(rule.id)),
  );
  const validityTexts = await validitiesOf(deps, visit, earned, rules, now);
  return {
    title: t('awards.my.title'),
    course: launch.context.title,
    unread,
    checkedAt: byRule.size > 0 ? check?.checkedAt : undefined,
    earned: earned
      .sort((a, b) => b.awardedAt.getTime() - a.awardedAt.getTime())
      .map((award) => ({
        title: contents.get(award.achievementId)?.name ?? t('awards.badge'),
        text: canDoOf(contents.get(award.achievementId)),
        href: `/my/badges/${award.id}`,
        image: imageOf(award.achievementId, award.achievementVersion),
        alt: '',
        ...tagOfEarned(visit, award, now),
        awardedAt: award.awardedAt,
        validity: validityTexts.get(award.id),
        isNew: award.notNotified === true,
      })),
    toEarn: rules
      .filter((rule) => !held.has(rule.achievementId) && !denied.has(rule.achievementId))
      .map((rule) =>
        toEarn(
          visit,
          rule,
          byRule.get(rule.id),
          contents.get(rule.achievementId)?.name ?? t('awards.badge'),
          now,
          unread !== undefined,
        ),
      ),
  };
}

/** What the badge says of its learner, and what it could say; nothing where it is not valid: it cannot be issued anew. */
async function shownModel(deps: PageDeps, words: Words, award: Award, credential: Credential) {
  const { t } = words;
  if (award.state !== 'active' || credential.state !== 'valid') return undefined;
  const { now, results, person, typedName } = await readShown(deps, award, credential);
  const score = award.results.map((result) => resultInWords(words, result)).join('; ');
  const typed =
    typedName === undefined ? '' : ` ${t('awards.myBadge.typedName', { name: typedName })}`;
  return {
    action: `/my/badges/${award.id}/shows`,
    canScore: results.length > 0,
    scoreLabel: t('awards.myBadge.showScore', { score }),
    score: now.score ? 'yes' : '',
    name: now.name ? 'platform' : 'none',
    names: [
      ...(person.name === undefined
        ? []
        : [{ value: 'platform', label: person.name, help: t('awards.myBadge.platformName') }]),
      {
        value: 'none',
        label: t('awards.myBadge.noName'),
        help: `${t('awards.myBadge.noNameHelp')}${typed}`,
      },
    ],
  };
}

type Result = Award['results'][number];

const askedInWords = (words: Words, { mark }: Result): string =>
  mark === 'badge' ? words.t('awards.explain.badgeEarned') : markInWords(words, mark);

const resultInWords = (words: Words, result: Result): string =>
  result.score === undefined
    ? askedInWords(words, result)
    : scoreInWords(words, result.score, result.maximum);

const titleOfBadge = ({ t }: Words, name: string): string => t('awards.explain.badge', { name });

/** One badge of the learner's own, and who may see it. */
export async function buildMyBadge(
  deps: PageDeps,
  visit: Visit,
  award: Award,
  credential: Credential,
) {
  const { content } = await deps.achievements.getVersion(
    award.achievementId,
    award.achievementVersion,
  );
  const publicUrl = `${deps.settings.publicUrl}/credentials/${credential.id}`;
  return {
    title: content.name,
    canDo: canDoSentence(content.description, content.language),
    image: imageOf(award.achievementId, award.achievementVersion),
    alt: content.imageAlt ?? visit.t('awards.myBadge.alt', { name: content.name }),
    awardedAt: award.awardedAt,
    course: visit.launch.context.title,
    action: `/my/badges/${award.id}/share`,
    isRevoked: award.state === 'revoked',
    validity: await validityOfMine(deps, visit, award),
    revokedWhy: reasonInWords(visit, award.reason),
    results: award.results.map((result) => ({
      label: result.mark === 'badge' ? titleOfBadge(visit, result.title) : result.title,
      value:
        result.score === undefined
          ? askedInWords(visit, result)
          : visit.t('awards.myBadge.result', {
              score: resultInWords(visit, result),
              mark: askedInWords(visit, result),
            }),
    })),
    shows: await shownModel(deps, visit, award, credential),
    publicUrl,
    isShared: credential.visibility !== 'private',
    form: { values: { visibility: credential.visibility }, errors: {} },
    fileUrl: publicUrl,
  };
}
