import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { randomId, type Clock, type Sealer, omitUndefined } from '../../base/index.js';
import type { ToolKey, ToolKeyStore } from './tool-key-store.js';

/** The key that signs for this tool now. */
export interface Signer {
  readonly kid: string;
  readonly privateKey: CryptoKey;
}

/** A key as the administrator's page shows it. */
export interface ToolKeyState {
  readonly kid: string;
  readonly state: 'signing' | 'coming' | 'ending';
  readonly createdAt: Date;
  readonly signsFrom: Date;
  readonly publishedUntil?: Date;
}

/**
 * The tool's RSA keys: published as a JWKS (IMS Security 1.1, 6.3), and used for client assertions and deep linking.
 */
export interface ToolKeys {
  signer(): Promise<Signer>;
  /** @returns every key that platforms may still need: the one that signs, the coming one and former ones */
  jwks(): Promise<{ keys: JWK[] }>;
  list(): Promise<ToolKeyState[]>;
  /**
   * Makes a new key. It is published at once and signs after an hour, when platforms' caches have expired; the one
   * before it stays published for another day.
   */
  rotate(): Promise<ToolKeyState>;
  /** Encrypts every key anew with the current master key. @returns how many were changed */
  reseal(): Promise<number>;
}

/** How long platforms may cache our key set, in milliseconds. */
export const KEY_OVERLAP_MS = 3_600_000;
const KEEP_AFTER_MS = 24 * 3_600_000;
const PURPOSE = 'lti tool key';
const MODULUS_BITS = 2048;

async function makeKey(sealer: Sealer, now: Date, signsFrom: Date): Promise<ToolKey> {
  // WebCrypto makes the pair on the thread pool, so that the event loop is not blocked.
  const pair = await generateKeyPair('RS256', { modulusLength: MODULUS_BITS, extractable: true });
  const kid = randomId();
  const named = { kid, alg: 'RS256', use: 'sig' };
  return {
    kid,
    publicJwk: { ...(await exportJWK(pair.publicKey)), ...named },
    sealedPrivateJwk: sealer.seal(JSON.stringify(await exportJWK(pair.privateKey)), PURPOSE),
    createdAt: now,
    signsFrom,
  };
}

function signingKey(keys: readonly ToolKey[], now: Date): ToolKey | undefined {
  const begun = keys.filter((key) => key.signsFrom <= now);
  return begun[0] ?? keys.at(-1);
}

function stateOf(key: ToolKey, signing: ToolKey | undefined): ToolKeyState {
  const { kid, createdAt, signsFrom, publishedUntil } = key;
  const isComing = signing !== undefined && key.signsFrom > signing.signsFrom;
  return omitUndefined({
    kid,
    state: kid === signing?.kid ? 'signing' : isComing ? 'coming' : 'ending',
    createdAt,
    signsFrom,
    publishedUntil,
  });
}

/** @returns this tool's keys; the first one is made when it is needed */
export function createToolKeys(deps: {
  readonly store: ToolKeyStore;
  readonly sealer: Sealer;
  readonly clock: Clock;
}): ToolKeys {
  const { store, sealer, clock } = deps;
  let opened: Signer | undefined;
  let making: Promise<void> | undefined;

  /**
   * Lists the keys, and makes the first one where there is none. Two processes may each make one; both are then
   * published.
   */
  async function listOrMake(): Promise<ToolKey[]> {
    const keys = await store.list();
    if (keys.length > 0) return keys;
    making ??= makeKey(sealer, clock.now(), clock.now())
      .then((key) => store.insert(key))
      .finally(() => (making = undefined));
    await making;
    return store.list();
  }

  return {
    async signer() {
      const key = signingKey(await listOrMake(), clock.now());
      if (key === undefined) throw new Error('no tool key');
      if (opened?.kid === key.kid) return opened;
      const jwk = JSON.parse(sealer.open(key.sealedPrivateJwk, PURPOSE).toString()) as JWK;
      opened = { kid: key.kid, privateKey: (await importJWK(jwk, 'RS256')) as CryptoKey };
      return opened;
    },
    async jwks() {
      const now = clock.now();
      const published = (await listOrMake()).filter(
        (key) => key.publishedUntil === undefined || key.publishedUntil > now,
      );
      return { keys: published.map((key) => key.publicJwk) };
    },
    async list() {
      const keys = await listOrMake();
      const signing = signingKey(keys, clock.now());
      return keys.map((key) => stateOf(key, signing));
    },
    async rotate() {
      await listOrMake();
      const now = clock.now();
      const signsFrom = new Date(now.getTime() + KEY_OVERLAP_MS);
      const key = await makeKey(sealer, now, signsFrom);
      await store.insert(key);
      await store.endOthers(key.kid, new Date(signsFrom.getTime() + KEEP_AFTER_MS));
      await store.removeEnded(now);
      return { kid: key.kid, state: 'coming', createdAt: now, signsFrom };
    },
    async reseal() {
      const old = (await store.list()).filter((key) => !sealer.isCurrent(key.sealedPrivateJwk));
      for (const { kid, sealedPrivateJwk } of old) {
        const plain = sealer.open(sealedPrivateJwk, PURPOSE);
        await store.reseal(kid, sealedPrivateJwk, sealer.seal(plain, PURPOSE));
      }
      return old.length;
    },
  };
}
