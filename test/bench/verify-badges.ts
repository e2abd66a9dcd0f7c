import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import { buildCredential, dateTimeOf } from '../../src/credentials/credential/build-credential.js';
import { createDraw } from '../../src/credentials/issuing/randomness.js';
import { createKnownShapes } from '../../src/credentials/compiled/known-shapes.js';
import { signBadge, signStatusList } from '../../src/credentials/signing/sign-credential.js';
import {
  buildStatusListCredential,
  encodeList,
  statusListUrl,
} from '../../src/credentials/status/status-list.js';
import { knownContexts } from '../../src/credentials/verify/contexts.js';
import { verify } from '../../src/credentials/verify/index.js';
import { measure } from './measure.js';
import { issuer, key, multikey, orderOf, ORIGIN } from './world.js';

const drawFor = createDraw();

const LIST = 'list';
const method = { id: key.id, type: 'Multikey', controller: key.controller };
const did = {
  '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
  id: key.controller,
  verificationMethod: [{ ...method, publicKeyMultibase: multikey }],
  assertionMethod: [key.id],
};

async function makeStatusList(): Promise<unknown> {
  const url = statusListUrl(ORIGIN, LIST);
  const now = dateTimeOf(new Date());
  const list = buildStatusListCredential({
    url,
    issuer: issuer.profileId,
    purpose: 'revocation',
    validFrom: now,
    encodedList: await encodeList([1]),
  });
  return JSON.parse(await signStatusList(list, key, now));
}

/**
 * How many times faster a badge of a known shape is verified than by @digitalbazaar/vc. Ours is the whole of
 * it: parsing, schema, proof, status from a list at hand, dates, issuer; the library's leaves status out.
 */
export async function verifyRatio(): Promise<number> {
  const created = dateTimeOf(new Date());
  const texts: string[] = [];
  for (let at = 0; at < 64; at++) {
    const order = orderOf(at);
    const drawn = drawFor(order.recipient.identity, { listId: LIST, index: 100 + at }, ORIGIN);
    texts.push(await signBadge(buildCredential(order, issuer, drawn), key, created));
  }
  const documents: Record<string, unknown> = {
    [`${ORIGIN}/.well-known/did.json`]: did,
    [statusListUrl(ORIGIN, LIST)]: await makeStatusList(),
  };
  const environment = {
    now: () => new Date(),
    fetchJson: (url: string) =>
      url in documents ? Promise.resolve(documents[url]) : Promise.reject(new Error('away')),
    recognise: () => issuer.name,
    findKnown: createKnownShapes(),
  };
  const documentLoader = (url: string) => {
    const document =
      knownContexts.get(url) ??
      (url === key.id
        ? { '@context': 'https://w3id.org/security/multikey/v1', ...did.verificationMethod[0] }
        : did);
    return Promise.resolve({ contextUrl: null, documentUrl: url, document });
  };
  let next = 0;
  const ours = async () => {
    const { verdict } = await verify(texts[next++ % texts.length]!, environment);
    if (verdict !== 'valid') throw new Error(`ours: ${verdict}`);
  };
  const library = async () => {
    const { verified } = await vc.verifyCredential({
      credential: JSON.parse(texts[next++ % texts.length]!) as object,
      suite: new DataIntegrityProof({ cryptosuite }),
      documentLoader,
      checkStatus: () => Promise.resolve({ verified: true }),
    });
    if (!verified) throw new Error('the library does not verify it');
  };
  const result = await measure(
    [
      { name: 'verify: ours, known shape', run: ours },
      { name: 'verify: @digitalbazaar/vc', run: library },
    ],
    { rounds: 5, ms: 1_500 },
  );
  return result['verify: ours, known shape']! / result['verify: @digitalbazaar/vc']!;
}
