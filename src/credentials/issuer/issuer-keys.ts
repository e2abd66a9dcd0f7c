import { LRUCache } from 'lru-cache';
import { NotFound, type Clock, type Sealer } from '../../base/index.js';
import type { IssuerIdentity } from './issuer.js';
import {
  generateIssuerKey,
  KEY_PURPOSE,
  openSigningKey,
  type IssuerKey,
  type KeyAlgorithm,
  type SigningKey,
} from './issuer-key.js';
import type { IssuerKeyStore } from './issuer-key-store.js';

const MOST_OPENED = 64;

/** The keys of the issuers of this installation: made when first needed, rotated, opened once and kept. */
export interface IssuerKeys {
  /** The key that signs for an identity now; Ed25519 unless told. A former identity keeps keys of its own. */
  signingKey(identity: IssuerIdentity, algorithm?: KeyAlgorithm): Promise<SigningKey>;
  find(keyId: string): Promise<IssuerKey | null>;
  /** Every key that the issuer's badges may be signed with, oldest first. */
  listByController(controller: string): Promise<IssuerKey[]>;
  /** Every key of every issuer, oldest first. */
  list(): Promise<IssuerKey[]>;
  /**
   * Retires the present key and makes another. Old badges go on verifying.
   * @param replacing only while this one is the present key: the same order twice rotates once
   */
  rotate(
    identity: IssuerIdentity,
    algorithm?: KeyAlgorithm,
    replacing?: string,
  ): Promise<SigningKey>;
  /** Declares that nothing the key signed from that time on is to be believed. Throws `key_not_found`. */
  markCompromised(keyId: string, from: Date): Promise<void>;
  /** Seals every key anew with the current master key. Gives how many were changed. */
  reseal(): Promise<number>;
}

export function createIssuerKeys(deps: {
  store: IssuerKeyStore;
  sealer: Sealer;
  clock: Clock;
}): IssuerKeys {
  const { store, sealer, clock } = deps;
  const opened = new LRUCache<string, SigningKey>({ max: MOST_OPENED });

  /** Opening costs more than signing; which key is the present one is asked each time. */
  const open = (key: IssuerKey): SigningKey => {
    const before = opened.get(key.id);
    if (before !== undefined) return before;
    const signing = openSigningKey(key, sealer.open(key.sealedPrivateKey, KEY_PURPOSE));
    opened.set(key.id, signing);
    return signing;
  };

  const make = async (
    { id: issuerId, profileId }: IssuerIdentity,
    algorithm: KeyAlgorithm,
  ): Promise<SigningKey> => {
    const { fragment, pkcs8, ...publicHalf } = await generateIssuerKey(algorithm);
    const key: IssuerKey = {
      id: `${profileId}#${fragment}`,
      issuerId,
      controller: profileId,
      algorithm,
      ...publicHalf,
      sealedPrivateKey: sealer.seal(pkcs8, KEY_PURPOSE),
      state: 'active',
      createdAt: clock.now(),
    };
    if (await store.insert(key)) return open(key);
    // Another process was first with this identity's key: its key is the key.
    const theirs = await store.findActive(profileId, algorithm);
    if (theirs === null) throw new Error('the issuer has no active key');
    return open(theirs);
  };

  return {
    async signingKey(identity, algorithm = 'Ed25519') {
      const active = await store.findActive(identity.profileId, algorithm);
      return active === null ? make(identity, algorithm) : open(active);
    },
    find: (keyId) => store.find(keyId),
    listByController: (controller) => store.listByController(controller),
    list: () => store.list(),
    async rotate(identity, algorithm = 'Ed25519', replacing) {
      const active = await store.findActive(identity.profileId, algorithm);
      if (active !== null) {
        if (replacing !== undefined && active.id !== replacing) return open(active);
        await store.retire(active.id, clock.now());
      }
      return make(identity, algorithm);
    },
    async markCompromised(keyId, from) {
      // Retired first: what it would sign from now on could not be believed, so the next badge gets a new key.
      await store.retire(keyId, clock.now());
      if (!(await store.markCompromised(keyId, from)))
        throw new NotFound('key_not_found', 'There is no such issuer key.');
    },
    async reseal() {
      const all = await store.list();
      const old = all.filter((key) => !sealer.isCurrent(key.sealedPrivateKey));
      for (const { id, sealedPrivateKey } of old) {
        const after = sealer.seal(sealer.open(sealedPrivateKey, KEY_PURPOSE), KEY_PURPOSE);
        await store.reseal(id, sealedPrivateKey, after);
      }
      return old.length;
    },
  };
}
