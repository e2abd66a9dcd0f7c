import { LRUCache } from 'lru-cache';
import { NotFound, type Clock } from '../../base/index.js';
import { dateTimeOf } from '../credential/build-credential.js';
import type { StatusSource } from './status-source.js';
import type { IssuerKeys } from '../issuer/issuer-keys.js';
import { originOfIdentity, profileIdAt } from '../issuer/addresses.js';
import { signStatusList } from '../signing/sign-credential.js';
import {
  buildStatusListCredential,
  encodeList,
  listUrlOf,
  type StatusPurpose,
} from './status-list.js';
import type { StatusListStore } from './status-list-store.js';

/** How long a served list may lack a change that another process made, in milliseconds. */
const LOOK_AGAIN_AFTER_MS = 5_000;
/** A list is made and signed anew at least this often, in milliseconds, whatever the last change is. */
const REMAKE_AFTER_MS = 60_000;
const MOST_KEPT = 64;

interface Kept {
  readonly json: string;
  readonly change: string;
  readonly madeAt: number;
  lookedAt: number;
}

export interface StatusLists {
  /**
   * @returns the signed list as JSON text
   * @throws NotFound `status_list_not_found`
   */
  get(listId: string, purpose: StatusPurpose): Promise<string>;
  /** To be called when a badge of the list changed in this process: the list is read again at once. */
  drop(listId: string): void;
  /** To be called when a key is compromised: no list that was signed before is served. */
  dropAll(): void;
}

/** @returns the signed status lists of this installation */
export function createStatusLists(deps: {
  readonly publicUrl: string;
  readonly lists: StatusListStore;
  /** What has places in the lists. */
  readonly credentials: StatusSource;
  readonly keys: IssuerKeys;
  readonly clock: Clock;
}): StatusLists {
  const { publicUrl, lists, credentials, keys, clock } = deps;
  const kept = new LRUCache<string, Kept>({ max: MOST_KEPT });

  const placesIn = (listId: string, purpose: StatusPurpose): Promise<number[]> => {
    if (purpose === 'refresh') return credentials.listRefreshed(listId);
    const states =
      purpose === 'suspension' ? (['suspended'] as const) : (['revoked', 'suspended'] as const);
    return credentials.listPlaces(listId, states);
  };

  const make = async (listId: string, purpose: StatusPurpose): Promise<string> => {
    const list = await lists.find(listId);
    if (list === null) throw new NotFound('status_list_not_found', 'There is no such status list.');
    const { issuerId } = list;
    // A list of an earlier version names no identity: it belongs to its issuer's did:web.
    const atFirst = { publicUrl, origin: publicUrl };
    const controller = list.controller ?? profileIdAt(atFirst, issuerId, 'did:web');
    const url = listUrlOf(originOfIdentity(publicUrl, controller), listId, purpose);
    const now = dateTimeOf(clock.now());
    const credential = buildStatusListCredential({
      url,
      issuer: controller,
      purpose,
      encodedList: await encodeList(await placesIn(listId, purpose)),
      validFrom: now,
    });
    const key = await keys.signingKey({ id: issuerId, profileId: controller });
    return signStatusList(credential, key, now);
  };

  return {
    async get(listId, purpose) {
      const name = `${listId}/${purpose}`;
      const now = clock.now().getTime();
      const held = kept.get(name);
      if (held && now - held.lookedAt < LOOK_AGAIN_AFTER_MS) return held.json;
      // The last change is read before the list: a change in between is found by the next look.
      const change = await credentials.lastChange(listId);
      if (held?.change === change && now - held.madeAt < REMAKE_AFTER_MS) {
        held.lookedAt = now;
        return held.json;
      }
      const json = await make(listId, purpose);
      kept.set(name, { json, change, madeAt: now, lookedAt: now });
      return json;
    },
    dropAll: () => kept.clear(),
    drop(listId) {
      kept.delete(`${listId}/revocation`);
      kept.delete(`${listId}/suspension`);
      kept.delete(`${listId}/refresh`);
    },
  };
}
