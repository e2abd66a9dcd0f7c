import { requireOwnService } from '../platform/own-address.js';
import type { Platform } from '../platform/platform.js';
import type { LaunchClaims } from './claims.js';

/**
 * Checks that every address that this tool will call, or send a browser to with something signed, belongs to the
 * platform.
 * @throws NotAllowed `service_elsewhere`
 */
export function checkServices(
  platform: Platform,
  { services, deepLinking }: Pick<LaunchClaims, 'services' | 'deepLinking'>,
): void {
  const { ags, nrps } = services;
  const named = [ags?.lineItemsUrl, ags?.lineItemUrl, nrps?.membershipsUrl, deepLinking?.returnUrl];
  for (const url of named) if (url !== undefined) requireOwnService(platform, url);
}
