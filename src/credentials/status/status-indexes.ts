import { LRUCache } from 'lru-cache';
import { randomId, type Clock } from '../../base/index.js';
import type { IssuerIdentity } from '../issuer/issuer.js';
import { placesOf } from './status-list.js';
import type { StatusListStore } from './status-list-store.js';
import type { StatusPlace } from '../credential/drawn.js';

/** How many places are taken in one step; a list may exceed three quarters by this many. */
const MOST_AT_ONCE = 1_000;
const MOST_SHUFFLES_KEPT = 8;

/** Takes `count` places in status lists; no place is ever given twice. */
export type TakeStatusIndexes = (issuer: IssuerIdentity, count: number) => Promise<StatusPlace[]>;

/**
 * Creates the taking of places. A crash after it wastes the places, and gives none twice; the unique index of badges on
 * list and place is a second guard.
 */
export function createTakeStatusIndexes(deps: {
  store: Omit<StatusListStore, 'idsOf'>;
  clock: Clock;
}): TakeStatusIndexes {
  const { store, clock } = deps;
  const shuffles = new LRUCache<string, Uint32Array>({ max: MOST_SHUFFLES_KEPT });

  const shuffleOf = (listId: string, seed: string): Uint32Array => {
    const kept = shuffles.get(listId);
    if (kept) return kept;
    const made = placesOf(seed);
    shuffles.set(listId, made);
    return made;
  };

  const takeOnce = async (issuer: IssuerIdentity, count: number): Promise<StatusPlace[]> => {
    for (let attempt = 0; attempt < 5; attempt++) {
      const list = await store.take(issuer, count);
      if (list !== null) {
        const shuffle = shuffleOf(list.id, list.seed);
        const taken = shuffle.subarray(list.given - count, list.given);
        return Array.from(taken, (index) => ({ listId: list.id, index }));
      }
      await store.closeUnfit(issuer);
      await store.open({
        id: randomId(),
        issuerId: issuer.id,
        controller: issuer.profileId,
        seed: randomId(),
        given: 0,
        isOpen: true,
        createdAt: clock.now(),
      });
    }
    throw new Error('no status list could be opened');
  };

  return async (issuer, count) => {
    const places: StatusPlace[] = [];
    while (places.length < count)
      places.push(...(await takeOnce(issuer, Math.min(MOST_AT_ONCE, count - places.length))));
    return places;
  };
}
