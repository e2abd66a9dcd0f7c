import { isOwnService } from '../platform/own-address.js';
import { originOf, unique } from '../platform/framing.js';
import type { PlatformStore } from '../platform/platform-store.js';
import type { ContextStore } from './context-store.js';

/**
 * A platform that an earlier version registered says nowhere that its services may be on another site than its issuer, as a
 * school's own Canvas has them. Where its courses named such sites and were read there, those stay its own; from now on
 * a further one has to be allowed by the operator. Done once for each platform; repeating it changes nothing.
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
