import type { Credential } from './credential.js';
import type { Addresses } from '../issuer/addresses.js';
import type { CredentialStore } from './credential-store.js';

const START = '/credentials/';

/** @returns the search for the badge of this installation that has an identifier; null for any other */
export function createFindOwn(
  addresses: Pick<Addresses, 'pathOf'>,
  store: Pick<CredentialStore, 'find'>,
): (badgeId: string) => Promise<Credential | null> {
  return async (badgeId) => {
    const path = await addresses.pathOf(badgeId);
    return path?.startsWith(START) === true ? store.find(path.slice(START.length)) : null;
  };
}
