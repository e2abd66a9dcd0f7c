import type { Credential } from './credential.js';
import type { CredentialStore } from './credential-store.js';

/** A badge corrected or changed more often than this is not followed further. */
const MOST_STEPS = 50;

/** By whose id the page of a badge is reached, whatever is corrected or chosen later. */
export const addressIdOf = ({ id, addressId }: Pick<Credential, 'id' | 'addressId'>): string =>
  addressId ?? id;

/** The address of a badge's page, where its credential has the identifier `badgeId`. */
export const pageUrlOf = (
  credential: Pick<Credential, 'id' | 'addressId'>,
  badgeId: string,
): string => badgeId.slice(0, badgeId.length - credential.id.length) + addressIdOf(credential);

/** The id of the badge that stands in the place of one; undefined where it is the newest itself. */
export const nextOf = ({
  supersededBy,
  refreshedBy,
}: Pick<Credential, 'supersededBy' | 'refreshedBy'>): string | undefined =>
  supersededBy ?? refreshedBy;

/** The newest of a badge's versions: past corrections, and past what its holder chose to show. */
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

/** The ids of the versions before this one, corrected and chosen anew, the last one first. */
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

/** Every badge in whose place this one was put by its holder's choice, also where a crash left a chain of them. */
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
