import type { Verification } from '../verify/index.js';
import type { Credential } from './credential.js';
import type { OpenBadgeCredential } from './open-badge.js';

/**
 * Parses a badge of this installation from its text.
 * @param verification of the same text, where there is one, since it has parsed the badge already
 */
export function badgeOf(
  { json }: Pick<Credential, 'json'>,
  verification?: Pick<Verification, 'credential'>,
): OpenBadgeCredential {
  const read: unknown = verification?.credential ?? JSON.parse(json);
  return read as OpenBadgeCredential;
}
