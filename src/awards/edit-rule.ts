import type { AchievementInput } from '../achievements/index.js';
import { refuseCircle } from './activate-rule.js';
import { getRule, replacePlan } from './change-rule.js';
import { formOfContent } from './form-of-content.js';
import { keepUnshown } from './keep-unshown.js';
import type { PageDeps, Visit } from './pages.js';
import type { Rule } from './rule.js';
import { formOfRule, type RulePlan, type SetUpForm } from './set-up.js';
import type { Names } from './set-up-page.js';
import type { Simulation } from './simulate.js';

const SHOWN = 50;

/** A rule with the form that would make it. Throws NotFound. */
export async function getEditForm(
  deps: PageDeps,
  { course }: Visit,
  id: string,
): Promise<{ rule: Rule; form: SetUpForm }> {
  const rule = await getRule(deps, course, id);
  const { content } = await deps.achievements.getOwn(course, rule.achievementId);
  return { rule, form: { ...formOfContent(content), ...formOfRule(rule) } };
}

/** Who would gain a badge by a change, and who has it and would not earn it any more; by user id. */
export interface Effects {
  readonly gain: readonly string[];
  readonly miss: readonly string[];
  /** What happens to those who would not earn it any more: as the changed rule says. */
  readonly afterFall: Rule['afterFall']['policy'];
}

/** What a change does to whom: shown before it is saved. */
export async function describeEffects(
  deps: PageDeps,
  rule: Rule,
  { afterFall }: Pick<RulePlan, 'afterFall'>,
  simulation: Simulation,
): Promise<Effects> {
  const awards = (await deps.awards.listByRule(rule.id, { limit: 100_000 })).filter(
    (award) => award.state === 'active',
  );
  const holders = new Set(awards.map((award) => award.userId));
  const earning = new Set(simulation.earned.map((each) => each.userId));
  const miss = awards.filter((award) => !earning.has(award.userId) && award.by === 'rule');
  return {
    gain: [...earning].filter((userId) => !holders.has(userId)).sort(),
    miss: miss.map((award) => award.userId).sort(),
    afterFall: afterFall.policy,
  };
}

/** The same with names, as the page shows it. */
export function effectsModel({ gain, miss, afterFall }: Effects, { nameOf }: Names) {
  return {
    ...{ gain: gain.slice(0, SHOWN).map(nameOf), gainCount: gain.length },
    ...{ miss: miss.slice(0, SHOWN).map(nameOf), missCount: miss.length, afterFall },
  };
}

/** Saves a changed rule; what the badge says becomes a new version for those who earn it from now on. */
export async function saveEdit(
  deps: PageDeps,
  visit: Visit,
  rule: Rule,
  plan: RulePlan,
  badge: AchievementInput,
  needsApproval: boolean,
): Promise<void> {
  const next: Rule = { ...rule, ...plan };
  await refuseCircle(deps, next);
  const { content } = await deps.achievements.getOwn(visit.course, rule.achievementId);
  const version = await deps.achievements.newVersion(
    visit.course,
    rule.achievementId,
    keepUnshown(badge, content),
    visit.actor,
  );
  const confirmed =
    rule.release.policy === 'confirm' && plan.release.policy === 'confirm'
      ? rule.release
      : plan.release;
  await replacePlan(
    deps,
    rule,
    { ...next, release: confirmed, achievementVersion: version.version },
    visit.actor,
    needsApproval,
  );
}
