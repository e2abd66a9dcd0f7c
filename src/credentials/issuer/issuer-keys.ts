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

/** The keys of this installation's issuers: made when first needed, rotated, opened once and cached. */
export interface IssuerKeys {
  /** @returns the key that signs for an identity now; Ed25519 by default. A former identity keeps its own keys */
  signingKey(identity: IssuerIdentity, algorithm?: KeyAlgorithm): Promise<SigningKey>;
  find(keyId: string): Promise<IssuerKey | null>;
  /** Lists every key that may have signed the issuer's badges, the oldest first. */
  listByController(controller: string): Promise<IssuerKey[]>;
  /** Lists every key of every issuer, the oldest first. */
  list(): Promise<IssuerKey[]>;
  /**
   * Retires the active key and makes another one. Old badges remain verifiable.
   * @param replacing rotates only while this is the active key, so that the same request twice rotates once
   */
  rotate(
    identity: IssuerIdentity,
    algorithm?: KeyAlgorithm,
    replacing?: string,
  ): Promise<SigningKey>;
  /** Declares that signatures of a key from a moment on do not count. @throws NotFound `key_not_found` */
  markCompromised(keyId: string, from: Date): Promise<void>;
  /** Encrypts every key anew with the current master key. @returns how many were changed */
  reseal(): Promise<number>;
}

/** @returns the keys of this installation's issuers */
export function createIssuerKeys(deps: {
  store: IssuerKeyStore;
  sealer: Sealer;
  clock: Clock;
  /** A key was made or retired: documents that list keys are out of date. */
  onChanged?: () => void;
}): IssuerKeys {
  const { store, sealer, clock } = deps;
  const opened = new LRUCache<string, SigningKey>({ max: MOST_OPENED });

  /** Opened keys are cached, since opening costs more than signing; which key is active is read each time. */
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
    const isMade = await store.insert(key);
    deps.onChanged?.();
    if (isMade) return open(key);
    // Another process made this identity's key first: that one counts.
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
      // The key is retired first: it must sign nothing more, and the next badge gets a new key.
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
