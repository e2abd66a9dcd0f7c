import type { OwnData } from '../people/index.js';
import type { ClaimStore } from './keep/claim-store.js';
import type { DueStore } from './keep/due-store.js';
import type { PathwayStore } from './keep/pathway-store.js';
import type { WalkStore } from './keep/walk-store.js';

/**
 * What this room keeps of a person. That a milestone was given stays, by ids alone: it is given once, whatever was erased
 * meanwhile.
 */
export const pathwayData = (stores: {
  readonly pathways: Pick<PathwayStore, 'findMany'>;
  readonly walks: WalkStore;
  readonly claims: ClaimStore;
  readonly dues: DueStore;
}): OwnData => ({
  name: 'pathways',
  async read({ id }) {
    const [walks, claims] = await Promise.all([
      stores.walks.ofPerson(id),
      stores.claims.ofPerson(id),
    ]);
    const found = await stores.pathways.findMany(walks.map(({ pathwayId }) => pathwayId));
    const names = new Map(found.map((one) => [one.id, one.name]));
    return walks.map(({ pathwayId, version, begunAt, state, done }) => ({
      pathway: names.get(pathwayId) ?? pathwayId,
      version,
      begunAt,
      state,
      stepsDone: done.length,
      milestones: claims
        .filter((claim) => claim.pathwayId === pathwayId)
        .map(({ achievementId, awardId, claimedAt }) => ({ achievementId, awardId, claimedAt })),
    }));
  },
  async erase({ id }) {
    await stores.walks.forgetPerson(id);
    await stores.dues.forgetPerson(id);
  },
});
