import type { Credential } from './credential.js';
import type { CredentialStore } from './credential-store.js';

/** @returns the search for the badge of this installation that has an identifier; null for any other */
export function createFindOwn(
  publicUrl: string,
  store: Pick<CredentialStore, 'find'>,
): (badgeId: string) => Promise<Credential | null> {
  const start = `${publicUrl}/credentials/`;
  return async (badgeId) =>
    badgeId.startsWith(start) ? store.find(badgeId.slice(start.length)) : null;
}
