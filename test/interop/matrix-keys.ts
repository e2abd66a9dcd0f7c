import { buildDidDocument } from '../../src/credentials/issuer/did-document.js';
import {
  generateIssuerKey,
  openSigningKey,
  type IssuerKey,
  type KeyAlgorithm,
} from '../../src/credentials/issuer/issuer-key.js';

/** Where the badges of the matrix are from, and when they are looked at. */
export const ORIGIN = 'https://badges.example.edu';
export const DID = 'did:web:badges.example.edu';
export const STRANGER = 'did:web:stranger.example';

async function makeKey(controller: string, algorithm: KeyAlgorithm, over: Partial<IssuerKey> = {}) {
  const { fragment, pkcs8, ...half } = await generateIssuerKey(algorithm);
  const key: IssuerKey = {
    id: `${controller}#${fragment}`,
    issuerId: 'default',
    controller,
    algorithm,
    ...half,
    sealedPrivateKey: '',
    state: 'active',
    createdAt: new Date('2026-01-01T00:00:00Z'),
    ...over,
  };
  return { key, signing: openSigningKey(key, pkcs8), fragment };
}
export type Made = Awaited<ReturnType<typeof makeKey>>;

const COMPROMISED = { compromisedFrom: new Date('2026-03-01T00:00:00Z') };
const RETIRED = { state: 'retired' as const };
const ALGORITHMS: KeyAlgorithm[] = ['Ed25519', 'RS256', 'ES256'];
const keysOf = async (controller: string, over: Partial<IssuerKey> = {}) =>
  Object.fromEntries(
    await Promise.all(
      ALGORITHMS.map(async (algorithm) => [algorithm, await makeKey(controller, algorithm, over)]),
    ),
  ) as Record<KeyAlgorithm, Made>;

/** The keys of each case, one for each algorithm. */
export const sets = {
  current: await keysOf(DID),
  former: await keysOf(DID, RETIRED),
  compromised: await keysOf(DID, COMPROMISED),
  stranger: await keysOf(STRANGER),
};

const allKeys = (...of: Record<KeyAlgorithm, Made>[]) =>
  of.flatMap((made) => Object.values(made).map(({ key }) => key));

/** The address of a key as a token names it. */
export const keyUrl = (fragment: string) => `${ORIGIN}/issuers/default/keys/${fragment}`;

/** @returns the documents that keys are found in, by address: each key by itself, and the DID documents */
export function keyDocuments(): Record<string, unknown> {
  const single = Object.values(sets)
    .flatMap((made) => Object.values(made))
    .flatMap(({ key, fragment }) => (key.publicJwk ? [[keyUrl(fragment), key.publicJwk]] : []));
  return {
    ...(Object.fromEntries(single) as Record<string, unknown>),
    [`${ORIGIN}/.well-known/did.json`]: buildDidDocument(
      DID,
      allKeys(sets.former, sets.current, sets.compromised),
    ),
    'https://stranger.example/.well-known/did.json': buildDidDocument(
      STRANGER,
      allKeys(sets.stranger),
    ),
  };
}
