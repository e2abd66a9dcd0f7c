import type { AchievementInput } from '../../achievements/index.js';
import { Conflict } from '../../base/index.js';
import type { TenantKey } from '../../lti/index.js';
import { type Draft, type Rule, findCircle, UNDO_MS } from '../../rules/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { RulePlan } from './choices.js';

/** What activating a rule works with. */
export type ActivateDeps = Pick<
  CourseDeps,
  'clock' | 'audit' | 'rules' | 'drafts' | 'checks' | 'achievements' | 'credentials' | 'restingOn'
>;

/** @returns the rule that a draft would become, for a simulation before anything is saved */
export function ruleOfPlan(draft: Pick<Draft, 'id' | 'tenant'>, plan: RulePlan): Rule {
  return {
    id: draft.id,
    tenant: draft.tenant,
    achievementId: `draft ${draft.id}`,
    achievementVersion: 0,
    state: 'draft',
    revision: 0,
    ...plan,
  };
}

/** @throws Conflict `issuer_incomplete` for a badge without an issuer, which would prove nothing */
async function requireIssuer(deps: Pick<ActivateDeps, 'credentials'>, tenant: TenantKey) {
  const missing = await deps.credentials.issuers.missing(tenant);
  if (missing.length === 0) return;
  throw new Conflict('issuer_incomplete', 'Nobody is named yet as the issuer of badges.', {
    action: `Ask whoever runs Laurel to name one: Administration › Issuer, or ${missing.join(' and ')}.`,
  });
}

/** @throws Conflict `rule_circle` when the badge would depend, through other badges and milestones of pathways, on itself */
export async function refuseCircle(
  deps: Pick<ActivateDeps, 'rules' | 'restingOn'>,
  rule: Rule,
): Promise<void> {
  const others = await deps.rules.listOfPlatform(rule.tenant.platformId);
  const through = (await deps.restingOn?.(rule)) ?? [];
  const circle = findCircle([...others.filter((other) => other.id !== rule.id), ...through, rule]);
  if (!circle) return;
  throw new Conflict('rule_circle', 'This badge would ask for itself through other badges.', {
    action: 'Leave out the badge that depends on this one.',
  });
}

/**
 * Makes a draft an active rule. Each step can be repeated: a second attempt uses the achievement of the first, and the
 * rule's id is the draft's.
 * @param needsApproval whether the rule waits for an administrator instead of giving badges at once
 */
export async function activateRule(
  deps: ActivateDeps,
  draft: Draft,
  plan: RulePlan,
  badge: AchievementInput,
  actor: string,
  needsApproval = false,
): Promise<Rule> {
  const { tenant, id } = draft;
  await requireIssuer(deps, tenant);
  const achievementId =
    draft.achievementId ?? (await deps.achievements.create(tenant, badge, actor)).id;
  if (draft.achievementId === undefined) await deps.drafts.save({ ...draft, achievementId });
  await refuseCircle(deps, { ...ruleOfPlan(draft, plan), achievementId });
  const version =
    draft.achievementId === undefined
      ? await deps.achievements.publish(tenant, achievementId, actor)
      : await deps.achievements.newVersion(tenant, achievementId, badge, actor);
  const now = deps.clock.now();
  const undoUntil = new Date(now.getTime() + UNDO_MS);
  const start = needsApproval
    ? ({ state: 'waiting' } as const)
    : ({ state: 'active', activatedAt: now, undoUntil } as const);
  const rule: Rule = {
    ...plan,
    id,
    tenant,
    achievementId,
    achievementVersion: version.version,
    revision: 1,
    ...start,
  };
  const before = await deps.rules.get(tenant, id);
  const news = needsApproval ? undefined : 'rule.activated';
  if (before) await deps.rules.save({ ...rule, revision: before.revision }, news);
  else await deps.rules.insert(rule);
  await deps.checks.scheduleCheck(tenant, now);
  await deps.audit.record({
    actor,
    action: needsApproval ? 'rule.submitted' : 'rule.activated',
    subject: `rule:${id}`,
    ...tenant,
    details: { achievementId, version: version.version, backfill: plan.backfill },
  });
  return rule;
}
