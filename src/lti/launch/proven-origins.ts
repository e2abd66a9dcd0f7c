import type { Launch } from './launch.js';
import { unique, originOf } from '../platform/framing.js';

/**
 * @returns the origins that a verified launch proves to belong to the platform: those of its return_url and of its
 *   services. A school's own domain is found this way; the issuer's may be another
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
