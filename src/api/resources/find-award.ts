import type { Award } from '../../awards/index.js';
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

/** @returns a rule. @throws NotFound `resource_unknown` where the token does not open it */
export async function findRule(
  { rules }: Pick<ResourceDeps, 'rules'>,
  { within }: Pick<Call, 'within'>,
  id: string,
): Promise<Rule> {
  return visible(within, await rules.store.find(id), ({ tenant }) => tenant);
}
