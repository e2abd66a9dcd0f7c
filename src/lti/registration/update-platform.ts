import { decodeJwt } from 'jose';
import { NotAllowed } from '../../base/index.js';
import type { PlatformConfiguration } from './configuration.js';
import type { Platform } from '../platform/platform.js';

/** One value that an update changes. */
export interface ChangedValue {
  readonly name: 'authorizationUrl' | 'tokenUrl' | 'jwksUrl';
  readonly from: string;
  readonly to: string;
}

/** What an update would change of a registered platform. */
export interface PlatformUpdate {
  readonly platformId: string;
  readonly name: string;
  readonly clientId: string;
  readonly changes: readonly ChangedValue[];
  /** The scopes that the platform has recorded for the tool; absent where it does not say. */
  readonly scopes?: readonly string[];
}

/**
 * Whether a registration token is for a tool that the platform has already: Moodle marks such tokens (mod/lti,
 * `reg-update`). The mark is a hint, since only the platform can verify the token: the next step asks the platform.
 */
export function isUpdateToken(token: string | undefined): boolean {
  try {
    return token !== undefined && decodeJwt(token)['scope'] === 'reg-update';
  } catch {
    return false;
  }
}

/** Lists the endpoints of a configuration that differ from those recorded for the platform. */
export function changesOf(platform: Platform, found: PlatformConfiguration): ChangedValue[] {
  const names = ['authorizationUrl', 'tokenUrl', 'jwksUrl'] as const;
  return names
    .filter((name) => platform[name] !== found[name])
    .map((name) => ({ name, from: platform[name], to: found[name] }));
}

/**
 * The error where a configuration claims a registered platform from another site, or a platform names another tool's
 * registration.
 */
export function elsewhere(): NotAllowed {
  return new NotAllowed(
    'registration_elsewhere',
    'This platform is registered already, and the update does not come from its own site.',
    { action: 'Ask the administrator of Laurel to look at the platform’s addresses.' },
  );
}

/**
 * Accepts a configuration of a registered platform only from where that platform is known to be: its issuer, or an
 * origin recorded for it (a Canvas school's own domain).
 * @throws NotAllowed `registration_elsewhere`
 */
export function requireSameSite(platform: Platform, found: PlatformConfiguration): void {
  const known = [new URL(platform.issuer).origin, ...platform.frameOrigins];
  const sayers = [found.configurationUrl, found.registrationUrl].map((url) => new URL(url).origin);
  if (found.issuer === platform.issuer && sayers.every((origin) => known.includes(origin))) return;
  throw elsewhere();
}
