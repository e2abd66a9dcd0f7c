import { NotAllowed } from '../../base/index.js';
import { BLACKBOARD } from './blackboard.js';
import { CANVAS_INSTANCES } from './canvas-instances.js';
import { originOf } from './framing.js';
import type { Platform } from './platform.js';

type Addresses = Pick<
  Platform,
  'issuer' | 'authorizationUrl' | 'tokenUrl' | 'jwksUrl' | 'serviceOrigins'
>;

/** The parent domain of schools' Canvases at Instructure. */
const CANVAS_HOST = '.instructure.com';

/** Whether a platform is Instructure's hosted Canvas, by its issuer with the keys and endpoints that belong to it. */
export function isOfInstructure(platform: Omit<Addresses, 'serviceOrigins'>): boolean {
  return Object.values(CANVAS_INSTANCES).some(
    ({ issuer, authorizationUrl, tokenUrl, jwksUrl }) =>
      platform.issuer === issuer &&
      platform.authorizationUrl === authorizationUrl &&
      platform.tokenUrl === tokenUrl &&
      platform.jwksUrl === jwksUrl,
  );
}

/** Whether a platform is Blackboard, by its issuer with the keys and endpoints that belong to it. */
export function isOfBlackboard(platform: Omit<Addresses, 'serviceOrigins'>): boolean {
  const { issuer, authorizationUrl, tokenUrl, jwksUrl } = platform;
  return (
    issuer === BLACKBOARD.issuer &&
    authorizationUrl === BLACKBOARD.authorizationUrl &&
    tokenUrl === BLACKBOARD.tokenUrl &&
    jwksUrl.startsWith(`${BLACKBOARD.applications}/`)
  );
}

/** Whether one vendor signs the launches of all its schools, and states where each one's services are. */
const isOfVendor = (platform: Omit<Addresses, 'serviceOrigins'>): boolean =>
  isOfInstructure(platform) || isOfBlackboard(platform);

/**
 * Whether an address belongs to a platform: it is on the origin of the issuer or an endpoint, on one that the operator
 * vouched for, or at Instructure for its hosted Canvas. Otherwise a platform could make this tool call other people's
 * servers.
 */
export function isOwnAddress(platform: Addresses, url: string): boolean {
  const { issuer, authorizationUrl, tokenUrl, jwksUrl, serviceOrigins = [] } = platform;
  const origin = originOf(url);
  if (origin === undefined) return false;
  const own = [issuer, authorizationUrl, tokenUrl, jwksUrl].map(originOf);
  if (own.includes(origin) || serviceOrigins.includes(origin)) return true;
  const { hostname, port } = new URL(url);
  return isHttps(url) && port === '' && hostname.endsWith(CANVAS_HOST) && isOfInstructure(platform);
}

const isHttps = (url: string): boolean => originOf(url)?.startsWith('https:') === true;

/**
 * Whether an address of a launch's service belongs to the platform. Instructure and Blackboard sign the launches of all
 * their schools and state where each one's services are, also on a school's own domain; no school can state another's.
 */
export const isOwnService = (platform: Addresses, url: string): boolean =>
  isOwnAddress(platform, url) || (isOfVendor(platform) && isHttps(url));

/**
 * Checks that an address of a service belongs to the platform.
 * @throws NotAllowed `service_elsewhere`
 */
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
