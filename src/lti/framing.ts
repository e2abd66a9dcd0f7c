import type { Clock } from '../base/index.js';
import type { DeploymentStore } from './deployment-store.js';
import type { Launch } from './launch.js';
import type { PlatformStore } from './platform-store.js';
import { CANVAS_FRAME_ORIGIN, isHostedCanvas, type Deployment, type Platform } from './platform.js';

function originOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { origin, protocol } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
}

function unique(origins: readonly (string | undefined)[]): string[] {
  return [...new Set(origins.filter((origin) => origin !== undefined))];
}

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

/** The `frame-ancestors` list of a deployment (CSP Level 3, 6.4.2). */
export function frameAncestorsOf(
  platform: Platform,
  deployment: Pick<Deployment, 'frameOrigins'> | null,
): string[] {
  const hosted = isHostedCanvas(platform.issuer) ? [CANVAS_FRAME_ORIGIN] : [];
  return unique([
    ...hosted,
    originOf(platform.issuer),
    originOf(platform.authorizationUrl),
    ...platform.frameOrigins,
    ...(deployment?.frameOrigins ?? []),
  ]);
}

const KEEP_MS = 30_000;
/** CSP headers have to stay small; an installation with more platforms shows some strangers' errors unframed. */
const MOST_ORIGINS = 100;

/**
 * Every platform's list, for answers without a session: a person whose visit has ended has to be told so in the frame
 * they are in. Pages of a session are narrowed to its deployment.
 */
export function createAllFramers(
  stores: { readonly platforms: PlatformStore; readonly deployments: DeploymentStore },
  clock: Clock,
): () => Promise<readonly string[]> {
  let kept: { origins: readonly string[]; at: number } | undefined;
  return async () => {
    const now = clock.now().getTime();
    if (kept && now - kept.at < KEEP_MS) return kept.origins;
    const [platforms, deployments] = await Promise.all([
      stores.platforms.list(),
      stores.deployments.list(),
    ]);
    const lists = platforms.map((platform) => {
      const own = deployments.filter(({ platformId }) => platformId === platform.id);
      const frameOrigins = own.flatMap((deployment) => deployment.frameOrigins);
      return frameAncestorsOf(platform, { frameOrigins });
    });
    kept = { origins: unique(lists.flat()).slice(0, MOST_ORIGINS), at: now };
    return kept.origins;
  };
}
