import { listEarlier } from '../credential/address.js';
import type { Credential } from '../credential/credential.js';
import type { CredentialStore } from '../credential/credential-store.js';
import type { PageCache } from './page-cache.js';

/** Drops the cached pages of a badge, at the address of each of its versions. */
export const createDropPages =
  (store: Pick<CredentialStore, 'find'>, pages: Pick<PageCache, 'drop'>) =>
  async (credential: Credential): Promise<void> => {
    pages.drop(credential.id);
    for (const earlier of await listEarlier(store, credential)) pages.drop(earlier);
  };
