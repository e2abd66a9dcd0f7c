import { NotAllowed } from '../../base/index.js';
import { CANVAS_INSTANCES } from './canvas-instances.js';
import { originOf } from './framing.js';
import type { Platform } from './platform.js';

type Addresses = Pick<
  Platform,
  'issuer' | 'authorizationUrl' | 'tokenUrl' | 'jwksUrl' | 'serviceOrigins'
>;

/** Schools' Canvases at Instructure, each on a host of its own below this one. */
const CANVAS_HOST = '.instructure.com';

/** Whether a platform is Instructure's hosted Canvas: its issuer, and the keys and endpoints that go with it. */
export function isOfInstructure(platform: Omit<Addresses, 'serviceOrigins'>): boolean {
  return Object.values(CANVAS_INSTANCES).some(
    ({ issuer, authorizationUrl, tokenUrl, jwksUrl }) =>
      platform.issuer === issuer &&
      platform.authorizationUrl === authorizationUrl &&
      platform.tokenUrl === tokenUrl &&
      platform.jwksUrl === jwksUrl,
  );
}

/**
 * Whether an address is a platform's own: on the origin of its issuer or of an endpoint, on one that the operator vouched for,
 * or at Instructure for its hosted Canvas. Whoever could name others would have this tool call other people's servers.
 */
export function isOwnAddress(platform: Addresses, url: string): boolean {
  const { issuer, authorizationUrl, tokenUrl, jwksUrl, serviceOrigins = [] } = platform;
  const origin = originOf(url);
  if (origin === undefined) return false;
  const own = [issuer, authorizationUrl, tokenUrl, jwksUrl].map(originOf);
  if (own.includes(origin) || serviceOrigins.includes(origin)) return true;
  const { protocol, hostname, port } = new URL(url);
  const isHttps = protocol === 'https:' && port === '';
  return isHttps && hostname.endsWith(CANVAS_HOST) && isOfInstructure(platform);
}

/**
 * The same for what a launch says. Instructure signs for all of its schools and puts in where each one's services are, a
 * school's own domain among them: no school can name another's.
 */
export const isOwnService = (platform: Addresses, url: string): boolean =>
  isOwnAddress(platform, url) || (isOfInstructure(platform) && originOf(url) !== undefined);

/** @throws NotAllowed `service_elsewhere` */
export function requireOwnService(platform: Addresses & Pick<Platform, 'name'>, url: string): void {
  if (isOwnService(platform, url)) return;
  throw new NotAllowed(
    'service_elsewhere',
    `${platform.name} names a service on a site that is not its own.`,
    {
      action:
        'If the site belongs to it, whoever operates Laurel can allow it: npm run platform -- allow.',
      cause: new Error(originOf(url) ?? 'no address'),
    },
  );
}
