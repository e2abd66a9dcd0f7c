import type { Credential } from './credential.js';
import type { CredentialStore } from './credential-store.js';

/** How many corrections or changes of one badge are followed. */
const MOST_STEPS = 50;

/** @returns the id in the address of a badge's page, which survives corrections and reissues */
export const addressIdOf = ({ id, addressId }: Pick<Credential, 'id' | 'addressId'>): string =>
  addressId ?? id;

/** @returns the address of the page of a badge whose credential has the identifier `badgeId` */
export const pageUrlOf = (
  credential: Pick<Credential, 'id' | 'addressId'>,
  badgeId: string,
): string => badgeId.slice(0, badgeId.length - credential.id.length) + addressIdOf(credential);

/** @returns the id of the badge that replaced one; undefined where it is the newest */
export const nextOf = ({
  supersededBy,
  refreshedBy,
}: Pick<Credential, 'supersededBy' | 'refreshedBy'>): string | undefined =>
  supersededBy ?? refreshedBy;

/** Finds the newest version of a badge, past corrections and reissues. */
export async function findNewest(
  store: Pick<CredentialStore, 'find'>,
  credential: Credential,
): Promise<Credential> {
  let newest = credential;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const next = nextOf(newest);
    const found = next === undefined ? null : await store.find(next);
    if (found === null) return newest;
    newest = found;
  }
  return newest;
}

/** Lists the ids of the versions before one, the latest first. */
export async function listEarlier(
  store: Pick<CredentialStore, 'find'>,
  credential: Pick<Credential, 'supersedes' | 'refreshes'>,
): Promise<string[]> {
  const ids: string[] = [];
  let before = credential.supersedes ?? credential.refreshes;
  while (before !== undefined && ids.length < MOST_STEPS) {
    ids.push(before);
    const found = await store.find(before);
    before = found?.supersedes ?? found?.refreshes;
  }
  return ids;
}

/** Lists every badge that a holder's choice replaced by this one, also where a crash left a chain of them. */
export async function listFormer(
  store: Pick<CredentialStore, 'listFormer'>,
  id: string,
): Promise<Credential[]> {
  const former: Credential[] = [];
  const ahead = [id];
  const seen = new Set(ahead);
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    for (const one of await store.listFormer(next)) {
      if (seen.has(one.id)) continue;
      seen.add(one.id);
      ahead.push(one.id);
      former.push(one);
    }
  }
  return former;
}
