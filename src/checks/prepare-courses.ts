import type { AwardStore } from '../awards/index.js';
import { courseKeyText, type CourseKey } from '../grades/index.js';
import type { Rule, RuleStore } from '../rules/index.js';

/** What a look at a course needs of the store, read for many courses at once. */
export interface Prepared {
  readonly at: Date;
  readonly rules: readonly Rule[];
  /** False where nothing of this course and the others of its deployment is left to be issued, told or taken back. */
  readonly mayBeUnfinished: boolean;
  /** The rules of which an award is to be taken back by now. */
  readonly fallsDue: ReadonlySet<string>;
}

/** Rules that are watched, and those whose activation was undone. */
export const WATCHED_STATES = ['active', 'draft'] as const;

const deploymentOf = ({ platformId, deploymentId }: CourseKey): string =>
  JSON.stringify([platformId, deploymentId]);

function byDeployment(courses: readonly CourseKey[]): CourseKey[][] {
  const groups = new Map<string, CourseKey[]>();
  for (const course of courses) {
    const key = deploymentOf(course);
    groups.set(key, [...(groups.get(key) ?? []), course]);
  }
  return [...groups.values()];
}

/**
 * Reads what looks at these courses begin with: two commands a deployment, and one for all of them.
 * @returns what was read, by the course's key
 */
export async function prepareCourses(
  deps: {
    readonly rules: Pick<RuleStore, 'listIn'>;
    readonly awards: Pick<AwardStore, 'hasUnfinished' | 'listRulesWithFallsDue'>;
  },
  courses: readonly CourseKey[],
  at: Date,
): Promise<ReadonlyMap<string, Prepared>> {
  const rulesOf = new Map<string, Rule[]>();
  const unfinished = new Set<string>();
  const read = byDeployment(courses).map(async (group) => {
    const [of] = group;
    if (of === undefined) return;
    const contextIds = group.map(({ contextId }) => contextId);
    const [rules, isUnfinished] = await Promise.all([
      deps.rules.listIn(of, contextIds, WATCHED_STATES),
      deps.awards.hasUnfinished(of, contextIds),
    ]);
    if (isUnfinished) unfinished.add(deploymentOf(of));
    for (const rule of rules) {
      const key = courseKeyText(rule.tenant);
      rulesOf.set(key, [...(rulesOf.get(key) ?? []), rule]);
    }
  });
  await Promise.all(read);
  const ruleIds = [...rulesOf.values()].flat().map(({ id }) => id);
  const fallsDue = new Set(await deps.awards.listRulesWithFallsDue(ruleIds, at));
  return new Map(
    courses.map((course) => {
      const key = courseKeyText(course);
      const mayBeUnfinished = unfinished.has(deploymentOf(course));
      return [key, { at, rules: rulesOf.get(key) ?? [], mayBeUnfinished, fallsDue }];
    }),
  );
}
