import { dayIn, type Rule } from '../../rules/index.js';
import { countedSince, drawBars, drawShare, rowsOfUses, weekStarts } from '../../usage/index.js';
import type { Rosters } from '../entries/create-rosters.js';
import { tagOf, type LearnerStatus } from '../entries/learner-status.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';

/** How many percentage points below the mark count as near it. */
const NEAR = 5;

/** What the pages of counts work with. */
export interface CountPageDeps extends Pick<CourseDeps, 'clock' | 'achievements' | 'usage'> {
  readonly rosters: Rosters;
}

/** @returns the mark of a rule over one assessment, in percent of its maximum; null for other rules and marks */
export function markOf({ inputs }: Pick<Rule, 'inputs'>): number | null {
  const [input, another] = inputs;
  if (input?.kind !== 'assessment' || another) return null;
  const { mark, maximum } = input;
  if (mark.kind === 'percent') return Number(mark.value);
  const most = Number(maximum);
  return mark.kind === 'points' && most > 0 ? (Number(mark.value) / most) * 100 : null;
}

/** @returns weeks with how many badges were given in each */
export const weeksOf = (starts: readonly Date[], given: readonly number[]) =>
  starts.map((from, at) => ({ from, count: given[at] ?? 0 }));

/** Models the picture and the table of the badges that were given in each of the last weeks. */
export function chartOfWeeks(
  visit: Pick<Visit, 't' | 'locale'>,
  weeks: readonly { readonly from: Date; readonly count: number }[],
  isRightToLeft: boolean,
) {
  const rows = weeks.map(({ from, count }) => ({ label: dayIn(visit, from), value: count }));
  return {
    title: visit.t('desk.counts.weeks'),
    head: visit.t('desk.counts.week'),
    rows,
    picture: drawBars(rows, isRightToLeft),
  };
}

/** Models the counts of one badge; no learner is tracked for them. */
export async function buildCountPage(
  { rosters, ...deps }: CountPageDeps,
  visit: Visit,
  rule: Rule,
  isRightToLeft: boolean,
) {
  await rosters.refresh(visit.course);
  const now = deps.clock.now();
  const since = countedSince(now);
  const mark = markOf(rule);
  const starts = weekStarts(now);
  const [states, given, near, { content }, uses] = await Promise.all([
    rosters.states([rule.id]),
    rosters.entries.countGiven(rule.id, starts),
    mark === null ? null : rosters.entries.countNear(rule.id, mark - NEAR),
    deps.achievements.getVersion(rule.achievementId, rule.achievementVersion),
    deps.usage.ofBadges([rule.achievementId], since),
  ]);
  const counts = Object.entries(states.get(rule.id)?.counts ?? {}) as [LearnerStatus, number][];
  const most = Math.max(0, ...counts.map(([, value]) => value));
  return {
    title: content.name,
    base: `/course/badges/${rule.id}`,
    near: near === null ? undefined : visit.t('desk.counts.near', { count: near, points: NEAR }),
    charts: [
      chartOfWeeks(visit, weeksOf(starts, given), isRightToLeft),
      {
        title: visit.t('desk.counts.standings'),
        head: visit.t('desk.counts.standing'),
        rows: counts.map(([standing, value]) => ({
          label: tagOf(visit, standing).text,
          value,
          share: drawShare(value, most, isRightToLeft),
        })),
      },
      {
        title: visit.t('desk.counts.uses'),
        text: visit.t('desk.counts.usesText'),
        head: visit.t('desk.counts.use'),
        rows: rowsOfUses(uses, visit.t, isRightToLeft),
      },
    ],
  };
}
