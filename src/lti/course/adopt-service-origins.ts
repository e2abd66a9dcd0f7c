import { isOwnService } from '../platform/own-address.js';
import { originOf, unique } from '../platform/framing.js';
import type { PlatformStore } from '../platform/platform-store.js';
import type { ContextStore } from './context-store.js';

/**
 * Adds to platforms that an earlier version registered the origins at which their courses' services were read, such as
 * a school's own Canvas domain. Those earlier registrations do not say that services may be outside of the issuer's
 * origin; from now on the operator has to allow a further origin. Done once for each platform; repeating it changes
 * nothing.
 */
export async function adoptServiceOrigins(deps: {
  readonly platforms: Pick<PlatformStore, 'list' | 'change'>;
  readonly contexts: Pick<ContextStore, 'listContexts'>;
}): Promise<void> {
  for (const platform of await deps.platforms.list()) {
    if (platform.serviceOrigins !== undefined) continue;
    const contexts = await deps.contexts.listContexts(platform.id);
    const named = contexts.flatMap(({ services: { ags, nrps } }) =>
      [ags?.lineItemsUrl, ags?.lineItemUrl, nrps?.membershipsUrl].filter(
        (url) => url !== undefined && !isOwnService(platform, url),
      ),
    );
    await deps.platforms.change(platform.id, { serviceOrigins: unique(named.map(originOf)) });
  }
}
