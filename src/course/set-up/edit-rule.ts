import { omitUndefined } from '../../base/index.js';
import type { AchievementContent, AchievementInput } from '../../achievements/index.js';
import type { Rule, SetUpForm } from '../../rules/index.js';
import type { Simulation } from '../../awards/index.js';
import { refuseCircle } from './activate-rule.js';
import { getRule, replacePlan, type ChangeRuleDeps } from './change-rule.js';
import { formOfContent } from './form-of-content.js';
import { keepUneditedFields } from './keep-unedited-fields.js';
import { leavesEditions } from './leaves-editions.js';
import type { Visit } from '../visit/visit.js';
import type { RulePlan } from './choices.js';
import { formOfRule } from './default-form.js';
import type { Names } from './simulation-model.js';
import type { CourseDeps } from '../visit/course-deps.js';

const SHOWN = 50;

/**
 * @returns a rule with the form that would make it, and what its badge says
 * @throws NotFound
 */
export async function getEditForm(
  deps: Pick<CourseDeps, 'rules' | 'achievements'>,
  { course }: Visit,
  id: string,
): Promise<{ rule: Rule; form: SetUpForm; content: AchievementContent }> {
  const rule = await getRule(deps, course, id);
  const { content } = await deps.achievements.getOwn(course, rule.achievementId);
  return { rule, form: { ...formOfContent(content), ...formOfRule(rule) }, content };
}

/**
 * @returns a rule as it would be with another plan. Results that were confirmed as released stay confirmed: a changed
 *   mark does not withdraw that
 */
export function withPlan(rule: Rule, plan: RulePlan): Rule {
  const isConfirmed = rule.release.policy === 'confirm' && plan.release.policy === 'confirm';
  // The plan replaces these members also where it lacks them.
  const { notBefore, timeZone } = plan;
  const release = isConfirmed ? rule.release : plan.release;
  return omitUndefined({ ...rule, ...plan, notBefore, timeZone, release });
}

/** Which learners would gain a badge by a change, and which have it and would no longer earn it; by user id. */
export interface Effects {
  readonly gain: readonly string[];
  readonly miss: readonly string[];
  /** What happens to those who would no longer earn it, by the changed rule. */
  readonly afterFall: Rule['afterFall']['policy'];
}

/**
 * Finds the effects of a change, shown before it is saved. A learner who has no grade now, or meets the mark and waits
 * for a release or a date, does not fail the new rule.
 */
export async function describeEffects(
  deps: Pick<CourseDeps, 'awards'>,
  rule: Rule,
  { afterFall }: Pick<RulePlan, 'afterFall'>,
  simulation: Simulation,
): Promise<Effects> {
  const awards = (await deps.awards.listByRule(rule.id, { limit: 100_000 })).filter(
    (award) => award.state === 'active',
  );
  const holders = new Set(awards.map((award) => award.userId));
  const earning = new Set(simulation.earned.map((each) => each.userId));
  const below = new Set([...simulation.near, ...simulation.notYet].map((each) => each.userId));
  const miss = awards.filter((award) => below.has(award.userId) && award.by === 'rule');
  return {
    gain: [...earning].filter((userId) => !holders.has(userId)).sort(),
    miss: miss.map((award) => award.userId).sort(),
    afterFall: afterFall.policy,
  };
}

/** Models the effects with the learners' names. */
export function effectsModel({ gain, miss, afterFall }: Effects, { nameOf }: Names) {
  return {
    gain: gain.slice(0, SHOWN).map(nameOf),
    gainCount: gain.length,
    miss: miss.slice(0, SHOWN).map(nameOf),
    missCount: miss.length,
    afterFall,
  };
}

/** What saving a changed rule works with. */
export type SaveEditDeps = ChangeRuleDeps & Pick<CourseDeps, 'achievements' | 'restingOn'>;

/**
 * Saves a changed rule. What the badge says becomes a new version of the achievement, for those who earn it from now
 * on.
 * @returns whether its editions in other languages may need the same change
 */
export async function saveEdit(
  deps: SaveEditDeps,
  visit: Visit,
  rule: Rule,
  plan: RulePlan,
  badge: AchievementInput,
  needsApproval: boolean,
): Promise<boolean> {
  const next = withPlan(rule, plan);
  await refuseCircle(deps, next);
  const { content } = await deps.achievements.getOwn(visit.course, rule.achievementId);
  const kept = keepUneditedFields(badge, content);
  const { course, actor } = visit;
  const version = await deps.achievements.newVersion(course, rule.achievementId, kept, actor);
  await replacePlan(
    deps,
    rule,
    { ...next, achievementVersion: version.version },
    actor,
    needsApproval,
  );
  return leavesEditions(content, kept);
}
