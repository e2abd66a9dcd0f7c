import { LRUCache } from 'lru-cache';
import type { Achievements } from '../achievements/index.js';
import type { Credentials } from '../credentials/index.js';
import type { AwardStore } from './award-store.js';
import { givingKey, type Award } from './award.js';
import type { ReadValidity, Validity } from './validity.js';

const KEPT = 1_000;

/** Reads how long a version's badges are valid. A version never changes, so that it is read once. */
export function createReadValidity(achievements: Pick<Achievements, 'findVersions'>): ReadValidity {
  const known = new LRUCache<string, { readonly validity: Validity | null }>({ max: KEPT });
  return async ({ achievementId, achievementVersion: version }) => {
    const key = `${achievementId} ${version}`;
    const kept = known.get(key);
    if (kept !== undefined) return kept.validity;
    const [found] = await achievements.findVersions([{ achievementId, version }]);
    if (!found) return null;
    const validity = found.content.validity ?? null;
    known.set(key, { validity });
    return validity;
  };
}

/** The badges that these awards renew, by the award's id. */
export async function findRenewed(
  deps: {
    readonly awards: Pick<AwardStore, 'findByIds'>;
    readonly credentials: Pick<Credentials, 'findByAward'>;
  },
  list: readonly Award[],
): Promise<ReadonlyMap<string, string>> {
  const renewing = list.filter((award) => award.renews !== undefined);
  const found = new Map<string, string>();
  if (renewing.length === 0) return found;
  const earlier = await deps.awards.findByIds(renewing.flatMap(({ renews }) => renews ?? []));
  const byId = new Map(earlier.map((award) => [award.id, award]));
  for (const award of renewing) {
    const before = byId.get(award.renews ?? '');
    const credential = before && (await deps.credentials.findByAward(givingKey(before)));
    if (credential) found.set(award.id, credential.id);
  }
  return found;
}
