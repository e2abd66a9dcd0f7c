import { BLACKBOARD_FRAME_ORIGIN, isSharedByAll } from './blackboard.js';
import type { KeptPlaces } from './kept-places.js';
import { CANVAS_FRAME_ORIGIN, isHostedCanvas, type Deployment, type Platform } from './platform.js';

/** @returns the origin of an http or https address; undefined for anything else */
export function originOf(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { origin, protocol } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
}

/** @returns the origins that are defined, each once */
export function unique(origins: readonly (string | undefined)[]): string[] {
  return [...new Set(origins.filter((origin) => origin !== undefined))];
}

/** @returns the `frame-ancestors` of a deployment (CSP Level 3, 6.4.2), the origins proven last first */
export function frameAncestorsOf(
  platform: Platform,
  deployment: Pick<Deployment, 'frameOrigins' | 'ownFrameOrigins'> | null,
): string[] {
  const hosted = isHostedCanvas(platform.issuer) ? [CANVAS_FRAME_ORIGIN] : [];
  const shared = isSharedByAll(platform.issuer) ? [BLACKBOARD_FRAME_ORIGIN] : [];
  return unique([
    ...hosted,
    ...shared,
    originOf(platform.issuer),
    originOf(platform.authorizationUrl),
    ...(deployment?.ownFrameOrigins ?? platform.frameOrigins),
    ...(deployment?.frameOrigins.toReversed() ?? []),
  ]);
}

/** The ids of a session's launch; none for a session that no launch opened. */
type Subject = Readonly<Partial<Record<string, string>>>;

/**
 * Creates the check whether a session still holds, and which origins may frame its pages. When a platform was switched
 * off or removed, or a deployment refused, every session that came from it ends at its next request, in other processes
 * within seconds.
 * @returns a function that gives null where the session is over
 */
export function createSessionAdmission(
  places: Pick<KeptPlaces, 'find' | 'findDeployment'>,
): (session: {
  readonly subject: Subject;
}) => Promise<{ readonly frameAncestors: readonly string[] } | null> {
  return async ({ subject: { platformId, deploymentId } }) => {
    if (platformId === undefined || deploymentId === undefined) return { frameAncestors: [] };
    const [platform, deployment] = await Promise.all([
      places.find(platformId),
      places.findDeployment(platformId, deploymentId),
    ]);
    if (platform?.status !== 'active' || deployment?.status !== 'approved') return null;
    return { frameAncestors: frameAncestorsOf(platform, deployment) };
  };
}
