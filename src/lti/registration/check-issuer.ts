import type { InvalidInput } from '../../base/index.js';
import { CANVAS_INSTANCES } from '../platform/canvas-instances.js';
import { isOfBlackboard, isOfInstructure } from '../platform/own-address.js';
import type { Platform } from '../platform/platform.js';
import { BRIGHTSPACE } from '../platform/token-audience.js';
import type { PlatformConfiguration } from './configuration.js';
import { refuse } from './refuse.js';

type Endpoints = Pick<Platform, 'issuer' | 'authorizationUrl' | 'tokenUrl' | 'jwksUrl'>;

/** Whether all addresses are on one origin, or on origins that the operator vouched for. */
function belongTogether(urls: readonly string[], vouched: readonly string[]): boolean {
  const origins = new Set(urls.map((url) => new URL(url).origin));
  return origins.size === 1 || [...origins].every((origin) => vouched.includes(origin));
}

const elsewhere = (urls: readonly string[]): InvalidInput =>
  refuse(
    'registration_origins',
    'The addresses this platform gives are not on one site, so Laurel cannot tell whether they belong together.',
    new Error([...new Set(urls.map((url) => new URL(url).origin))].join(' ')),
  );

/** All schools at Brightspace have one token endpoint; what is sent there is of use to nobody else. */
const isNotShared = (url: string): boolean => url !== BRIGHTSPACE.tokenUrl;

/**
 * Checks that an issuer belongs to whoever answers at its origin: its endpoints are there, or are those of
 * Instructure's hosted Canvas, of Blackboard, or Brightspace's token endpoint.
 * @param vouched origins that the operator named in the invitation
 * @throws InvalidInput `registration_origins`
 */
export function checkIssuer(endpoints: Endpoints, vouched: readonly string[]): void {
  const { issuer, authorizationUrl, tokenUrl, jwksUrl } = endpoints;
  const urls = [issuer, authorizationUrl, tokenUrl, jwksUrl];
  if (isOfInstructure(endpoints) || isOfBlackboard(endpoints)) return;
  if (!belongTogether(urls.filter(isNotShared), vouched)) throw elsewhere(urls);
}

/**
 * Whether hosted Canvas itself published a configuration: at the issuer, or where people sign in. The registration is
 * then sent to the school's own domain, which Canvas names. A configuration from elsewhere could claim Canvas's issuer
 * for another server.
 */
function isSaidByCanvas(found: PlatformConfiguration): boolean {
  const row = Object.values(CANVAS_INSTANCES).find(({ issuer }) => issuer === found.issuer);
  if (row === undefined || !isOfInstructure(found)) return false;
  return [row.issuer, row.ssoOrigin].includes(new URL(found.configurationUrl).origin);
}

/**
 * Checks that a platform states only what it controls: every address is on one origin, is Canvas's, or was vouched for.
 * @throws InvalidInput `registration_origins`
 */
export function checkConfiguration(found: PlatformConfiguration, vouched: readonly string[]): void {
  const { configurationUrl, issuer, authorizationUrl, tokenUrl, jwksUrl, registrationUrl } = found;
  const urls = [configurationUrl, issuer, authorizationUrl, tokenUrl, jwksUrl, registrationUrl];
  if (isSaidByCanvas(found)) return;
  if (!belongTogether(urls.filter(isNotShared), vouched)) throw elsewhere(urls);
}
