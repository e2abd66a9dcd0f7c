import type { Rule } from '../../rules/index.js';
import type { Visit } from '../visit/visit.js';
import type { CourseDeps } from '../visit/course-deps.js';

/** @returns the names of this course's badges whose rules ask for the badge of `rule` */
export async function dependantsOf(
  deps: Pick<CourseDeps, 'rules' | 'achievements'>,
  { course }: Pick<Visit, 'course'>,
  { achievementId }: Pick<Rule, 'achievementId'>,
): Promise<string[]> {
  const [rules, achievements] = await Promise.all([
    deps.rules.list(course, ['active', 'paused', 'waiting']),
    deps.achievements.list(course),
  ]);
  const asking = rules.filter(({ inputs }) =>
    inputs.some((input) => input.kind === 'badge' && input.achievementId === achievementId),
  );
  const ids = new Set(asking.map((rule) => rule.achievementId));
  return achievements.filter(({ id }) => ids.has(id)).map(({ content }) => content.name);
}
