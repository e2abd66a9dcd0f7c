import { canDoSentence } from '../achievements/index.js';
import { NotFound } from '../base/index.js';
import { reasonInWords } from '../credentials/index.js';
import { latestOf, personKey, type Award } from './award.js';
import { checkNotice, imageOf, requirementOf, stateTag } from './course-page.js';
import type { CourseCheck } from './check-store.js';
import type { DecisionRecord } from './decision-store.js';
import { driftInWords } from './drift.js';
import { explain, gradeInWords } from './explain.js';
import { personIdOf } from '../people/index.js';
import type { PageDeps, Visit } from './pages.js';
import { nameIn } from './names.js';
import {
  isFirstCheckDue,
  isStanding,
  OF_VERDICT,
  standingOf,
  tagOf,
  type Standing,
} from './standing.js';
import { renewableFrom, validUntilOf } from './renewal.js';
import type { Rule } from './rule.js';
import { sourceName } from './set-up-page.js';
import { validityInWords } from './validity-words.js';
import type { Words } from './words.js';

const PER_PAGE = 50;

interface Row {
  readonly userId: string;
  readonly name: string;
  readonly standing: Standing;
  readonly grade: string;
  readonly why: string;
  readonly awardedAt: Date | undefined;
  readonly isSilent: boolean;
  /** Has a decision or a badge here and is on the course's roster no more. */
  readonly hasLeft: boolean;
}

function gradeOf(words: Words, record: DecisionRecord | undefined): string {
  const graded = record?.decision.inputs.filter(
    (trace) => trace.score !== undefined || trace.letter !== undefined,
  );
  return graded?.map((trace) => gradeInWords(words, trace)).join(' · ') ?? '';
}

function whyOf(
  words: Words,
  rule: Rule,
  award: Award | undefined,
  record: DecisionRecord | undefined,
  { standing, isUnderWay }: { readonly standing: Standing; readonly isUnderWay: boolean },
): string {
  const isEnding = standing === 'renew' || standing === 'expired';
  if (isEnding && record?.decision.renewal)
    return explain(words, rule, record.decision, 'instructor').renewal ?? '';
  if (award?.by === 'hand' || award?.state === 'revoked')
    return reasonInWords(words, award.reason) ?? '';
  if (!record) return words.t(`awards.rule.${isUnderWay ? 'beingRead' : 'noGrade'}`);
  const told = explain(words, rule, record.decision, 'instructor');
  return (
    [...told.inputs.map((input) => input.text), ...told.changes.slice(0, 1)][0] ?? told.summary
  );
}

/** Everybody in the course beside everybody a decision or an award is kept for. */
async function rowsOf(
  deps: PageDeps,
  visit: Visit,
  rule: Rule,
  check: CourseCheck | null,
): Promise<Row[]> {
  const { course } = visit;
  const isUnderWay = isFirstCheckDue(rule, check);
  const roster = await deps.grades.roster(course).catch(() => null);
  const [records, awards] = await Promise.all([
    deps.decisions.list(rule.id),
    deps.awards.listByRule(rule.id, { limit: 100_000 }),
  ]);
  const byUser = new Map(records.map((record) => [record.userId, record]));
  const awardOf = new Map<string, Award>();
  for (const award of awards) {
    const known = awardOf.get(award.userId);
    awardOf.set(award.userId, (known && latestOf([known, award])) ?? award);
  }
  const now = deps.clock.now();
  const learners = [...(roster?.members.values() ?? [])].filter((member) => member.isLearner);
  const userIds = new Set([
    ...learners.map((member) => member.userId),
    ...byUser.keys(),
    ...awardOf.keys(),
  ]);
  const { platformId } = course;
  const leavers = roster ? [...userIds].filter((userId) => !roster.members.has(userId)) : [];
  const persons = await deps.people.findMany(leavers.map((id) => personIdOf(platformId, id)));
  const known = new Map(persons.map(({ userId, name }) => [userId, name]));
  return [...userIds]
    .map((userId): Row => {
      const award = awardOf.get(userId);
      const record = byUser.get(userId);
      const standing = standingOf(award, record, isUnderWay, now);
      return {
        userId,
        name: known.get(userId) ?? nameIn(visit, roster, platformId, userId),
        hasLeft: roster !== null && !roster.members.has(userId),
        standing,
        grade: gradeOf(visit, record),
        why: whyOf(visit, rule, award, record, { standing, isUnderWay }),
        awardedAt: award?.state === 'active' ? award.awardedAt : undefined,
        isSilent: award?.state === 'active' && award.notNotified === true,
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name, visit.locale));
}

/** Buttons for what can be done to a rule now. */
function actionsOf(rule: Rule, now: Date) {
  const waits = rule.release.policy === 'confirm' && !rule.release.confirmedAt;
  const canUndo = rule.state === 'active' && rule.undoUntil !== undefined && rule.undoUntil > now;
  return {
    canPause: rule.state === 'active',
    canResume: rule.state === 'paused' && !rule.pausedFor && rule.sentBack === undefined,
    canEnd: rule.state !== 'ended',
    canConfirm: waits && rule.state === 'active',
    undoUntil: canUndo ? rule.undoUntil : undefined,
  };
}

function filtersOf(words: Words, base: string, rows: readonly Row[], chosen: string) {
  const counts = new Map<Standing, number>();
  for (const row of rows) counts.set(row.standing, (counts.get(row.standing) ?? 0) + 1);
  const filters = [...counts].map(([standing, count]) => ({
    label: tagOf(words, standing).text,
    count,
    href: `${base}?filter=${standing}`,
    isChosen: standing === chosen,
  }));
  return [
    {
      label: words.t('awards.rule.everybody'),
      count: rows.length,
      href: base,
      isChosen: chosen === '',
    },
    ...filters,
  ];
}

/** The page of one badge for instructors. */
export async function buildRulePage(
  deps: PageDeps,
  visit: Visit,
  rule: Rule,
  { filter, page }: { readonly filter: string; readonly page: number },
) {
  const check = await deps.checks.get(visit.course);
  const [rows, version] = await Promise.all([
    rowsOf(deps, visit, rule, check),
    deps.achievements.getVersion(rule.achievementId, rule.achievementVersion),
  ]);
  const base = `/course/badges/${rule.id}`;
  const chosen = isStanding(filter) ? filter : '';
  const shown = chosen === '' ? rows : rows.filter((row) => row.standing === chosen);
  const last = Math.max(1, Math.ceil(shown.length / PER_PAGE));
  const at = Math.min(page, last);
  const pageHref = (to: number) =>
    `${base}?${new URLSearchParams({ ...(chosen ? { filter: chosen } : {}), page: String(to) }).toString()}`;
  return {
    title: version.content.name,
    ...{ base, state: stateTag(visit, rule.state), requirement: requirementOf(visit, rule) },
    canDo: canDoSentence(version.content.description, version.content.language),
    image: imageOf(rule.achievementId, rule.achievementVersion),
    pausedFor: rule.pausedFor && driftInWords(visit, rule.pausedFor),
    isWaiting: rule.state === 'waiting',
    sentBack: rule.sentBack,
    notices: checkNotice(visit, check),
    checkedAt: check?.checkedAt,
    ...actionsOf(rule, deps.clock.now()),
    filters: filtersOf(visit, base, rows, chosen),
    falls: rows.filter((row) => row.standing === 'fallen').length,
    renewals: rows.filter((row) => row.standing === 'renew').length,
    rows: shown.slice((at - 1) * PER_PAGE, at * PER_PAGE).map((row) => ({
      ...row,
      tag: tagOf(visit, row.standing),
      href: `${base}/learner?${new URLSearchParams({ user: row.userId }).toString()}`,
    })),
    previous: at > 1 ? pageHref(at - 1) : undefined,
    next: at < last ? pageHref(at + 1) : undefined,
    pageText: last > 1 ? visit.t('awards.rule.page', { at, last }) : '',
  };
}

/** Until when a learner's badge is valid, and whether it can be given for a further time now. */
async function endingOf(
  deps: PageDeps,
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

/** Why, or why not, for one learner, with the decisions an instructor can take. */
export async function buildLearnerTrace(deps: PageDeps, visit: Visit, rule: Rule, userId: string) {
  const { platformId } = visit.course;
  const [record, awards, roster, version, check] = await Promise.all([
    deps.decisions.get(rule.id, userId),
    deps.awards.findFor(rule.achievementId, [personKey(platformId, userId)]),
    deps.grades.roster(visit.course).catch(() => null),
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
  const standing = standingOf(award, record ?? undefined, isFirstCheckDue(rule, check), now);
  const ending = await endingOf(deps, visit, rule, award, now);
  const base = `/course/badges/${rule.id}`;
  return {
    title: nameIn(visit, roster, platformId, userId),
    badge: version.content.name,
    ...{ base, userId, standing: tagOf(visit, standing), words },
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
    award: award && {
      ...award,
      reason: reasonInWords(visit, award.reason),
      isHand: award.by === 'hand',
      isFallen: standing === 'fallen',
      isActive: award.state === 'active',
    },
    canAward: award?.state !== 'active' && rule.state !== 'draft',
    ...ending,
    renewalAsks: standing === 'renew',
    canDeny: award === undefined,
    isSelf: userId === visit.launch.user.id,
  };
}
