import { dayIn, type Rule } from '../../rules/index.js';
import type { Rosters } from '../entries/create-rosters.js';
import { tagOf, type LearnerStatus } from '../entries/learner-status.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';
import { drawBars, type Bar } from './bar-chart.js';

const WEEK_MS = 7 * 86_400_000;
const WEEKS = 12;
/** How many percentage points below the mark count as near it. */
const NEAR = 5;

/** What the page of counts works with. */
export interface CountPageDeps extends Pick<CourseDeps, 'clock' | 'achievements'> {
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

/** Counts badges by the week in which they were given; the last of the weeks ends now. */
export function weeksOf(dates: readonly Date[], now: Date): { from: Date; count: number }[] {
  const weeks = Array.from({ length: WEEKS }, (_, at) => ({
    from: new Date(now.getTime() - (WEEKS - at) * WEEK_MS),
    count: 0,
  }));
  for (const date of dates) {
    const back = Math.ceil((now.getTime() - date.getTime()) / WEEK_MS);
    const week = weeks[WEEKS - Math.max(1, back)];
    if (week) week.count += 1;
  }
  return weeks;
}

/** Models the counts of one badge, from what is stored anyway: no learner is tracked for them. */
export async function buildCountPage(
  { rosters, ...deps }: CountPageDeps,
  visit: Visit,
  rule: Rule,
  isRightToLeft: boolean,
) {
  await rosters.refresh(visit.course);
  const now = deps.clock.now();
  const since = new Date(now.getTime() - WEEKS * WEEK_MS);
  const mark = markOf(rule);
  const [states, dates, near, { content }] = await Promise.all([
    rosters.states([rule.id]),
    rosters.entries.datesSince(rule.id, since),
    mark === null ? null : rosters.entries.countNear(rule.id, mark - NEAR),
    deps.achievements.getVersion(rule.achievementId, rule.achievementVersion),
  ]);
  const counts = Object.entries(states.get(rule.id)?.counts ?? {}) as [LearnerStatus, number][];
  const standings: Bar[] = counts.map(([standing, value]) => ({
    label: tagOf(visit, standing).text,
    value,
  }));
  const weeks: Bar[] = weeksOf(dates, now).map(({ from, count }) => ({
    label: dayIn(visit, from),
    value: count,
  }));
  return {
    title: content.name,
    base: `/course/badges/${rule.id}`,
    near: near === null ? undefined : visit.t('desk.counts.near', { count: near, points: NEAR }),
    charts: [
      { title: visit.t('desk.counts.weeks'), head: visit.t('desk.counts.week'), bars: weeks },
      {
        title: visit.t('desk.counts.standings'),
        head: visit.t('desk.counts.standing'),
        bars: standings,
      },
    ].map((chart) => ({ ...chart, picture: drawBars(chart.bars, isRightToLeft) })),
  };
}
