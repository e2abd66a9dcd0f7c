import { findNewest } from './address.js';
import type { Credential } from './credential.js';
import type { CredentialStore } from './credential-store.js';

/** Finds the badges of awards: of each, its newest version. */
export function createFindByAward(
  store: Pick<CredentialStore, 'find' | 'findByAward' | 'findByAwards'>,
) {
  return {
    async findByAward(awardId: string): Promise<Credential | null> {
      const found = await store.findByAward(awardId);
      return found && findNewest(store, found);
    },
    async findByAwards(awardIds: readonly string[]): Promise<ReadonlyMap<string, Credential>> {
      const found = await store.findByAwards(awardIds);
      const newest = await Promise.all(found.map((each) => findNewest(store, each)));
      return new Map(found.map(({ awardId }, at) => [awardId, newest[at] ?? found[at]!]));
    },
  };
}
