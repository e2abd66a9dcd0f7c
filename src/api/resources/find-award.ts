import type { Award } from '../../awards/index.js';
import { isOfPathway } from '../../pathways/index.js';
import type { Rule } from '../../rules/index.js';
import type { ResourceDeps } from '../api-deps.js';
import type { Call } from '../http/endpoint.js';
import { visible } from '../http/within.js';

/** @returns the award of the path's id. @throws NotFound `resource_unknown` where the token does not open it */
export async function findAward(
  { awards }: Pick<ResourceDeps, 'awards'>,
  { within, params }: Pick<Call, 'within' | 'params'>,
): Promise<Award> {
  const [found] = await awards.store.findByIds([params['id'] ?? '']);
  return visible(within, found ?? null, ({ tenant }) => tenant);
}

/**
 * @returns the rule that an award was given by. A milestone of a pathway is decided about by itself: what gave it is no rule, and
 *   gives nothing again that somebody took
 * @throws NotFound `resource_unknown` where the token does not open it
 */
export async function findRuleOf(
  deps: Pick<ResourceDeps, 'rules' | 'achievements'>,
  call: Pick<Call, 'within'>,
  { ruleId, tenant, achievementId }: Award,
): Promise<Rule> {
  if (!isOfPathway(ruleId)) return findRule(deps, call, ruleId);
  const { latestVersion } = await deps.achievements.get(achievementId);
  return {
    id: ruleId,
    tenant,
    achievementId,
    achievementVersion: latestVersion,
    state: 'active',
    revision: 0,
    inputs: [],
    combine: { kind: 'all' },
    compare: 'exact',
    release: { policy: 'immediately' },
    afterFall: { policy: 'ask', graceMs: 0 },
    backfill: true,
  };
}

/** @returns a rule. @throws NotFound `resource_unknown` where the token does not open it */
export async function findRule(
  { rules }: Pick<ResourceDeps, 'rules'>,
  { within }: Pick<Call, 'within'>,
  id: string,
): Promise<Rule> {
  return visible(within, await rules.store.find(id), ({ tenant }) => tenant);
}
