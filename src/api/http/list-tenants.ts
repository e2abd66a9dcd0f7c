import type { Lti } from '../../lti/index.js';
import { byTenant, type ListTenants } from './cursor.js';
import type { Within } from './within.js';

/** @returns what lists the deployments that a token opens, in the order of their ids */
export function createListTenants(lti: Pick<Lti, 'platforms' | 'deployments'>): ListTenants {
  return async (within: Within) => {
    if (within?.deploymentId !== undefined)
      return [{ platformId: within.platformId, deploymentId: within.deploymentId }];
    const platforms = within === null ? await lti.platforms.list() : [{ id: within.platformId }];
    const lists = await Promise.all(platforms.map(({ id }) => lti.deployments.list(id)));
    return lists
      .flat()
      .map(({ platformId, deploymentId }) => ({ platformId, deploymentId }))
      .sort(byTenant);
  };
}
