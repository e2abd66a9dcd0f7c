import type { Launch } from './launch.js';
import { unique, originOf } from '../platform/framing.js';

/**
 * Origins a validated launch proves to belong to the platform's side: its return_url and service addresses. A
 * school's own domain is found so; it is not the issuer.
 */
export function provenOrigins(launch: Pick<Launch, 'presentation' | 'services' | 'deepLinking'>) {
  const { presentation, services, deepLinking } = launch;
  return unique(
    [
      presentation.returnUrl,
      services.ags?.lineItemsUrl,
      services.ags?.lineItemUrl,
      services.nrps?.membershipsUrl,
      deepLinking?.returnUrl,
    ].map(originOf),
  );
}
