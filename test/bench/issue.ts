import { sign } from 'node:crypto';
import { DataIntegrityProof as DccProof } from '@digitalcredentials/data-integrity';
import * as DccMultikey from '@digitalcredentials/ed25519-multikey';
import { cryptosuite as dccSuite } from '@digitalcredentials/eddsa-rdfc-2022-cryptosuite';
import * as dccVc from '@digitalcredentials/vc';
import { importJWK, SignJWT, type JWK } from 'jose';
import { createLogger } from '../../src/base/index.js';
import { createBadgeSigner, signAll } from '../../src/credentials/signing/badge-signer.js';
import { buildCredential, dateTimeOf } from '../../src/credentials/credential/build-credential.js';
import { createDraw } from '../../src/credentials/issuing/randomness.js';
import { signBadge } from '../../src/credentials/signing/sign-credential.js';
import { createTakeStatusIndexes } from '../../src/credentials/status/status-indexes.js';
import type { StatusListRecord } from '../../src/credentials/status/status-list-store.js';
import { loadContext } from '../../src/credentials/verify/contexts.js';
import { measure } from './measure.js';
import { storedPerSecond } from './store-badges.js';
import { verifyRatio } from './verify-badges.js';
import { issuer, key, multikey, orderOf, ORIGIN, privateKey } from './world.js';

const drawFor = createDraw();

const BATCH = 1_000;
const created = dateTimeOf(new Date());
const orders = Array.from({ length: BATCH }, (_, at) => orderOf(at));

/** Status lists in memory: what is measured first is issuing without the store. */
function createLists() {
  let list: StatusListRecord | null = null;
  return {
    find: () => Promise.resolve(list),
    take: (_: object, count: number) => {
      if (list === null || list.given + count > 98_304) return Promise.resolve(null);
      list = { ...list, given: list.given + count };
      return Promise.resolve(list);
    },
    closeUnfit: () => Promise.resolve(),
    open: (fresh: StatusListRecord) => Promise.resolve(void (list = fresh)),
  };
}

/** The whole of issuing but the store: place, id, salt, hash, checks, signature, text, cross-checks. */
function createOurs(): () => Promise<void> {
  const takePlaces = createTakeStatusIndexes({
    store: createLists(),
    clock: { now: () => new Date() },
  });
  const signer = createBadgeSigner(createLogger('error'));
  return async () => {
    const prepare = signer.with(issuer, key);
    const places = await takePlaces(issuer, BATCH);
    const draws = orders.map(({ recipient }, at) =>
      drawFor(recipient.identity, places[at]!, ORIGIN),
    );
    await signAll(prepare, orders, draws, created);
  };
}

let next = 0;
function nextBadge() {
  const at = next++ % BATCH;
  const { identity } = orders[at]!.recipient;
  return buildCredential(
    orders[at]!,
    issuer,
    drawFor(identity, { listId: 'l', index: at }, ORIGIN),
  );
}

async function createDcc(): Promise<() => Promise<unknown>> {
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const pair = await DccMultikey.generate({ seed, id: key.id, controller: key.controller });
  if (pair.publicKeyMultibase !== multikey) throw new Error('not the same key');
  return () =>
    dccVc.issue({
      credential: nextBadge(),
      suite: new DccProof({ signer: pair.signer(), cryptosuite: dccSuite, date: created }),
      documentLoader: loadContext,
    });
}

async function createJose(): Promise<() => Promise<unknown>> {
  const joseKey = await importJWK(privateKey.export({ format: 'jwk' }) as JWK, 'EdDSA');
  return () => {
    const badge = nextBadge();
    return new SignJWT({ ...badge, iss: issuer.profileId, jti: badge.id })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT', kid: key.id })
      .sign(joseKey);
  };
}

/** What issuing costs beside others, and how fast badges get into the embedded store. */
export default async function bench(): Promise<object> {
  const message = Buffer.alloc(64, 7);
  const perCpuSecond = await measure([
    { name: 'ours', run: createOurs(), each: BATCH },
    { name: '@digitalbazaar/vc', run: () => signBadge(nextBadge(), key, created) },
    { name: '@digitalcredentials/vc', run: await createDcc() },
    { name: 'jose (VC-JWT, EdDSA)', run: await createJose() },
    {
      name: 'raw Ed25519, kept key',
      each: 100,
      run: () => {
        for (let at = 0; at < 100; at++) sign(null, message, privateKey);
      },
    },
  ]);
  const ours = perCpuSecond['ours']!;
  const library = perCpuSecond['@digitalbazaar/vc']!;
  const raw = perCpuSecond['raw Ed25519, kept key']!;
  const verifyRatioToLibrary = await verifyRatio();
  const stored = storedPerSecond();
  const round = (value: number, digits = 0) => Number(value.toFixed(digits));
  return {
    ours: round(ours),
    library: round(library),
    raw: round(raw),
    ratioToLibrary: round(ours / library, 1),
    ratioToRaw: round(ours / raw, 3),
    ...stored,
    verifyRatioToLibrary: round(verifyRatioToLibrary, 1),
  };
}
