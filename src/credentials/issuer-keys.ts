import { NotFound, type Clock, type Sealer } from '../base/index.js';
import type { Issuer } from './issuer.js';
import {
  generateIssuerKey,
  KEY_PURPOSE,
  openSigningKey,
  type IssuerKey,
  type KeyAlgorithm,
  type SigningKey,
} from './issuer-key.js';
import type { IssuerKeyStore } from './issuer-key-store.js';

const KEPT_FOR_MS = 60_000;

/** The keys of the issuers of this installation: made when first needed, rotated, opened once and kept. */
export interface IssuerKeys {
  /** The key that signs for an issuer now; Ed25519 unless told. */
  signingKey(issuer: Issuer, algorithm?: KeyAlgorithm): Promise<SigningKey>;
  find(keyId: string): Promise<IssuerKey | null>;
  /** Every key that the issuer's badges may be signed with, oldest first. */
  listByController(controller: string): Promise<IssuerKey[]>;
  /** Retires the present key and makes another. Old badges go on verifying. */
  rotate(issuer: Issuer, algorithm?: KeyAlgorithm): Promise<SigningKey>;
  /** Declares that nothing the key signed from that time on is to be believed. */
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
  const kept = new Map<string, { key: SigningKey; until: number }>();

  const nameOf = (issuer: Issuer, algorithm: KeyAlgorithm) => `${algorithm} ${issuer.id}`;

  const open = (issuer: Issuer, key: IssuerKey): SigningKey => {
    const signing = openSigningKey(key, sealer.open(key.sealedPrivateKey, KEY_PURPOSE));
    // Kept for a minute: a rotation by another process is taken up soon enough.
    const until = clock.now().getTime() + KEPT_FOR_MS;
    kept.set(nameOf(issuer, key.algorithm), { key: signing, until });
    return signing;
  };

  const make = async (issuer: Issuer, algorithm: KeyAlgorithm): Promise<SigningKey> => {
    const { fragment, pkcs8, ...publicHalf } = generateIssuerKey(algorithm);
    const key: IssuerKey = {
      id: `${issuer.profileId}#${fragment}`,
      issuerId: issuer.id,
      controller: issuer.profileId,
      algorithm,
      ...publicHalf,
      sealedPrivateKey: sealer.seal(pkcs8, KEY_PURPOSE),
      state: 'active',
      createdAt: clock.now(),
    };
    if (await store.insert(key)) return open(issuer, key);
    const theirs = await store.findActive(issuer.id, algorithm);
    if (theirs === null) throw new Error('the issuer has no active key');
    return open(issuer, theirs);
  };

  const retire = async (issuer: Issuer, algorithm: KeyAlgorithm): Promise<void> => {
    const active = await store.findActive(issuer.id, algorithm);
    if (active !== null) await store.retire(active.id, clock.now());
    kept.delete(nameOf(issuer, algorithm));
  };

  return {
    async signingKey(issuer, algorithm = 'Ed25519') {
      const held = kept.get(nameOf(issuer, algorithm));
      if (held && held.until > clock.now().getTime() && held.key.controller === issuer.profileId)
        return held.key;
      const active = await store.findActive(issuer.id, algorithm);
      if (active !== null && active.controller === issuer.profileId) return open(issuer, active);
      // The issuer goes by another name now: its former key is no longer the one to sign with.
      await retire(issuer, algorithm);
      return make(issuer, algorithm);
    },
    find: (keyId) => store.find(keyId),
    listByController: (controller) => store.listByController(controller),
    async rotate(issuer, algorithm = 'Ed25519') {
      await retire(issuer, algorithm);
      return make(issuer, algorithm);
    },
    async markCompromised(keyId, from) {
      if (!(await store.markCompromised(keyId, from)))
        throw new NotFound('key_not_found', 'There is no such issuer key.');
      // What it would sign from now on could not be believed: the next badge gets a new key.
      await store.retire(keyId, clock.now());
      kept.clear();
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
