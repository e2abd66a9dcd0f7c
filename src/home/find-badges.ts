import { givingKey, type Award } from '../awards/index.js';
import type { Credential, Credentials } from '../credentials/index.js';
import { listJoined } from './list-persons.js';

type FindDeps = Parameters<typeof listJoined>[0] & {
  readonly credentials: Pick<Credentials, 'findByAward'>;
};

async function validOf({ credentials }: FindDeps, award: Award): Promise<Credential | null> {
  if (award.state !== 'active') return null;
  const found = await credentials.findByAward(givingKey(award));
  return found?.state === 'valid' ? found : null;
}

const awardsOf = async (deps: FindDeps, homeId: string): Promise<Award[]> =>
  (await listJoined(deps, homeId)).flatMap(({ awards }) => [...awards]);

/** Finds the badge of an award in a home; null for another home's, and for one that does not count. */
export async function findBadge(
  deps: FindDeps,
  homeId: string,
  awardId: string,
): Promise<Credential | null> {
  const award = (await awardsOf(deps, homeId)).find(({ id }) => id === awardId);
  return award === undefined ? null : validOf(deps, award);
}

/** Finds every badge of a home that counts. */
export async function findBadges(deps: FindDeps, homeId: string): Promise<Credential[]> {
  const found: Credential[] = [];
  for (const award of await awardsOf(deps, homeId)) {
    const credential = await validOf(deps, award);
    if (credential !== null) found.push(credential);
  }
  return found;
}
