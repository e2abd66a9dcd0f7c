import { canDoSentence } from '../../achievements/index.js';
import { type Rule, describeAssessmentChange } from '../../rules/index.js';
import type { CourseCheck } from '../../checks/index.js';
import { checkDueSince } from '../entries/learner-status.js';
import type { Visit } from '../visit/visit.js';
import type { CourseDeps } from '../visit/course-deps.js';
import { imageOf, requirementOf, stateTag } from '../visit/rule-card.js';
import { checkNotice, isRestrictionDoubt, namesOfOdd } from '../visit/notices.js';
import { leftOutOf } from '../visit/left-out.js';
import { buildRosterPage, type RosterPageDeps } from './roster-page.js';
import type { RosterQuery } from './roster-query.js';

/** Lists the buttons for what can be done to a rule now. */
function actionsOf(rule: Rule, now: Date) {
  const waits = rule.release.policy === 'confirm' && !rule.release.confirmedAt;
  const canUndo = rule.state === 'active' && rule.undoUntil !== undefined && rule.undoUntil > now;
  const canUndoEnd =
    rule.state === 'ended' && rule.ended !== undefined && rule.ended.undoUntil > now;
  return {
    canPause: rule.state === 'active',
    canResume:
      rule.state === 'paused' &&
      (!rule.pausedFor || rule.pausedFor.code === 'many_fell') &&
      rule.sentBack === undefined,
    canEnd: rule.state !== 'ended',
    canConfirm: waits && rule.state === 'active',
    undoUntil: canUndo ? rule.undoUntil : undefined,
    undoEndUntil: canUndoEnd ? rule.ended?.undoUntil : undefined,
  };
}

const MINUTE_MS = 60_000;

/**
 * How often a badge's page looks by itself whether the check that is on its way is over, in seconds: less often after a
 * minute, and not any more after ten, as while the platform is silent.
 */
function secondsToNext(rule: Rule, check: CourseCheck | null, now: Date): number | undefined {
  const since = checkDueSince(rule, check);
  if (since === undefined) return undefined;
  const waited = now.getTime() - since.getTime();
  if (waited < MINUTE_MS) return 3;
  return waited < 10 * MINUTE_MS ? 15 : undefined;
}

/** What the page of a badge works with. */
export type RulePageDeps = RosterPageDeps &
  Pick<CourseDeps, 'clock' | 'checks' | 'achievements' | 'people'>;

/** Models the page of one badge for its instructors. */
export async function buildRulePage(
  deps: RulePageDeps,
  visit: Visit,
  rule: Rule,
  asked: RosterQuery,
) {
  const check = await deps.checks.get(visit.course);
  const [roster, version, current] = await Promise.all([
    buildRosterPage(deps, visit, rule, asked, check),
    deps.achievements.getVersion(rule.achievementId, rule.achievementVersion),
    deps.rosters.current(visit.course),
  ]);
  const { counts } = roster;
  const leftOut = leftOutOf(visit, current);
  return {
    title: version.content.name,
    base: `/course/badges/${rule.id}`,
    state: stateTag(visit, rule.state),
    requirement: requirementOf(visit, rule),
    canDo: canDoSentence(version.content.description, version.content.language),
    languages: (version.content.editions ?? []).map(({ language }) => language),
    image: imageOf(rule.achievementId, rule.achievementVersion),
    pausedFor: rule.pausedFor && describeAssessmentChange(visit, rule.pausedFor),
    isWaiting: rule.state === 'waiting',
    sentBack: rule.sentBack,
    notices: checkNotice(visit, check, await namesOfOdd(deps, visit, visit.course, check), rule.id),
    checkedAt: check?.checkedAt,
    pollSeconds: secondsToNext(rule, check, deps.clock.now()),
    ...actionsOf(rule, deps.clock.now()),
    falls: counts.fallen ?? 0,
    teachers: counts.teaches ?? 0,
    isRestricted: isRestrictionDoubt(check),
    leftOut,
    isDoubtful: leftOut.some(({ canConfirm }) => canConfirm),
    renewals: counts.renew ?? 0,
    roster,
  };
}
