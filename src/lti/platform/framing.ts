import type { DeploymentStore } from './deployment-store.js';
import type { PlatformStore } from './platform-store.js';
import { CANVAS_FRAME_ORIGIN, isHostedCanvas, type Deployment, type Platform } from './platform.js';

export function originOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { origin, protocol } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
}

export function unique(origins: readonly (string | undefined)[]): string[] {
  return [...new Set(origins.filter((origin) => origin !== undefined))];
}

/** The `frame-ancestors` list of a deployment (CSP Level 3, 6.4.2), what was proven last before what was long ago. */
export function frameAncestorsOf(
  platform: Platform,
  deployment: Pick<Deployment, 'frameOrigins' | 'ownFrameOrigins'> | null,
): string[] {
  const hosted = isHostedCanvas(platform.issuer) ? [CANVAS_FRAME_ORIGIN] : [];
  return unique([
    ...hosted,
    originOf(platform.issuer),
    originOf(platform.authorizationUrl),
    ...(deployment?.ownFrameOrigins ?? platform.frameOrigins),
    ...(deployment?.frameOrigins.toReversed() ?? []),
  ]);
}

/** What a session stands on: ids of where its launch came from; none for one that no launch opened. */
type Subject = Readonly<Partial<Record<string, string>>>;

/**
 * Whether a session still holds, and who may frame its pages: a platform that was switched off or removed, and a
 * deployment that was refused, end every session that came from there at its next request.
 * @returns null where it holds no more
 */
export function createSessionAdmission(stores: {
  readonly platforms: Pick<PlatformStore, 'find'>;
  readonly deployments: Pick<DeploymentStore, 'find'>;
}): (session: {
  readonly subject: Subject;
}) => Promise<{ readonly frameAncestors: readonly string[] } | null> {
  return async ({ subject: { platformId, deploymentId } }) => {
    if (platformId === undefined || deploymentId === undefined) return { frameAncestors: [] };
    const [platform, deployment] = await Promise.all([
      stores.platforms.find(platformId),
      stores.deployments.find(platformId, deploymentId),
    ]);
    if (platform?.status !== 'active' || deployment?.status !== 'approved') return null;
    return { frameAncestors: frameAncestorsOf(platform, deployment) };
  };
}
