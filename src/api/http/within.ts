import { NotFound } from '../../base/index.js';
import type { ApiToken } from '../../oauth/index.js';

/** The part of the data that a token opens: one platform, one deployment of it, or everything (null). */
export type Within = { readonly platformId: string; readonly deploymentId?: string } | null;

/** A deployment of a platform: a tenant (LTI 1.3 Core, 3.1.3). */
export interface Tenant {
  readonly platformId: string;
  readonly deploymentId: string;
}

export function withinOf({ platformId, deploymentId }: ApiToken): Within {
  if (platformId === null) return null;
  return deploymentId === null ? { platformId } : { platformId, deploymentId };
}

/** @returns whether a token opens what belongs to a tenant */
export function covers(within: Within, tenant: Tenant): boolean {
  if (within === null) return true;
  const { platformId, deploymentId = tenant.deploymentId } = within;
  return tenant.platformId === platformId && tenant.deploymentId === deploymentId;
}

/** What is not there and what is another tenant's are answered alike. */
export const notThere = (): NotFound =>
  new NotFound('resource_unknown', 'There is nothing with this id that your token may see.', {
    action: 'Check the id, and the platform that the token was made for.',
  });

/** @returns the resource, where the token opens it. @throws NotFound `resource_unknown` */
export function visible<T>(within: Within, found: T | null, tenantOf: (found: T) => Tenant): T {
  if (found === null || !covers(within, tenantOf(found))) throw notThere();
  return found;
}
