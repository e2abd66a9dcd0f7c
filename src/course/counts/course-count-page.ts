import { addUp, countedSince, rowsOfUses, weekStarts } from '../../usage/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';
import { chartOfWeeks, weeksOf, type CountPageDeps } from './count-page.js';

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

/** Models the counts of a course: all its badges together, and a line a badge. */
export async function buildCourseCountPage(
  { rosters, usage, ...deps }: CountPageDeps & Pick<CourseDeps, 'rules'>,
  visit: Visit,
  isRightToLeft: boolean,
) {
  await rosters.refresh(visit.course);
  const now = deps.clock.now();
  const since = countedSince(now);
  const [rules, listed] = await Promise.all([
    deps.rules.list(visit.course),
    deps.achievements.list(visit.course),
  ]);
  const live = rules.filter(({ state }) => state !== 'draft');
  const starts = weekStarts(now);
  const [uses, ...given] = await Promise.all([
    usage.ofBadges([...new Set(live.map(({ achievementId }) => achievementId))], since),
    ...live.map(({ id }) => rosters.entries.countGiven(id, starts)),
  ]);
  const ofAll = starts.map((_, at) => sumOf(given.map((weeks) => weeks[at] ?? 0)));
  const badges = live.map(({ id, achievementId }, at) => {
    const own = uses.filter((each) => each.achievementId === achievementId);
    return {
      href: `/course/badges/${id}/counts`,
      name: listed.find((each) => each.id === achievementId)?.content.name,
      given: sumOf(given[at] ?? []),
      uses: addUp(own).map(({ group, total }) => ({
        label: visit.t(`desk.counts.group.${group}`),
        total,
      })),
    };
  });
  const { context } = visit.launch;
  return {
    course: context.title ?? context.label,
    badges,
    heads: addUp([]).map(({ group }) => visit.t(`desk.counts.group.${group}`)),
    charts: [
      chartOfWeeks(visit, weeksOf(starts, ofAll), isRightToLeft),
      {
        title: visit.t('desk.counts.uses'),
        text: visit.t('desk.counts.usesText'),
        head: visit.t('desk.counts.use'),
        rows: rowsOfUses(uses, visit.t, isRightToLeft),
      },
    ],
  };
}
