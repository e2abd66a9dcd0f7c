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

/** What an update would change of a platform that is registered already. */
export interface PlatformUpdate {
  readonly platformId: string;
  readonly name: string;
  readonly clientId: string;
  readonly changes: readonly ChangedValue[];
  /** Scopes the platform has on record for the tool now; absent where it does not say. */
  readonly scopes?: readonly string[];
}

/**
 * Whether a registration token is for a tool that the platform has already: Moodle marks it so (mod/lti,
 * `reg-update`). A hint alone, because the token is the platform's to check: what follows asks the platform.
 */
export function isUpdateToken(token: string | undefined): boolean {
  try {
    return token !== undefined && decodeJwt(token)['scope'] === 'reg-update';
  } catch {
    return false;
  }
}

/** What a configuration would change of a platform: the endpoints that are not as recorded. */
export function changesOf(platform: Platform, found: PlatformConfiguration): ChangedValue[] {
  const names = ['authorizationUrl', 'tokenUrl', 'jwksUrl'] as const;
  return names
    .filter((name) => platform[name] !== found[name])
    .map((name) => ({ name, from: platform[name], to: found[name] }));
}

/** Somebody else speaks for a registered platform, or the platform of something else. */
export function elsewhere(): NotAllowed {
  return new NotAllowed(
    'registration_elsewhere',
    'This platform is registered already, and the update does not come from its own site.',
    { action: 'Ask the administrator of Laurel to look at the platform’s addresses.' },
  );
}

/**
 * Lets a configuration speak for a registered platform only from where that platform is known to be: its issuer, or an
 * origin recorded for it (a Canvas school's own domain). Whoever else claims the issuer is refused.
 * @throws NotAllowed `registration_elsewhere`
 */
export function requireSameSite(platform: Platform, found: PlatformConfiguration): void {
  const known = [new URL(platform.issuer).origin, ...platform.frameOrigins];
  const sayers = [found.configurationUrl, found.registrationUrl].map((url) => new URL(url).origin);
  if (found.issuer === platform.issuer && sayers.every((origin) => known.includes(origin))) return;
  throw elsewhere();
}
