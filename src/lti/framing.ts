import type { Launch } from './launch.js';
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
