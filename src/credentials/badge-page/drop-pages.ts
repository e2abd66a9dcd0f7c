import { listEarlier } from '../credential/address.js';
import type { Credential } from '../credential/credential.js';
import type { CredentialStore } from '../credential/credential-store.js';

/** Drops what is kept of a badge, at the address of each of its versions. */
export const createDropPages =
  (store: Pick<CredentialStore, 'find'>, drop: (addressId: string) => void) =>
  async (credential: Credential): Promise<void> => {
    drop(credential.id);
    for (const earlier of await listEarlier(store, credential)) drop(earlier);
  };
