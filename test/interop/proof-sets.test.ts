import { createHash } from 'node:crypto';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeBase58 } from '../../src/credentials/verify/base58.js';
import { loadContext } from '../../src/credentials/verify/contexts.js';
import { verify } from '../../src/credentials/verify/index.js';
import { decodeMultibase, encodeBase64url } from '../../src/credentials/verify/multibase.js';

type Json = Record<string, unknown>;
type Signer = Awaited<ReturnType<typeof Ed25519Multikey.generate>> & { did: string };

const VC_V2 = 'https://www.w3.org/ns/credentials/v2';
const OB = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';

async function newSigner(): Promise<Signer> {
  const key = await Ed25519Multikey.generate({});
  const did = `did:key:${key.publicKeyMultibase}`;
  return Object.assign(key, { did, id: `${did}#${key.publicKeyMultibase}`, controller: did });
}

/** VC Data Integrity EdDSA 1.0, 3.2.1, by hand: the library makes no chains. */
async function prove(document: Json, by: Signer, over: Json = {}, previous: Json[] = []) {
  const proof: Json = {
    type: 'DataIntegrityProof',
    cryptosuite: 'eddsa-rdfc-2022',
    created: '2026-01-01T00:00:00Z',
    proofPurpose: 'assertionMethod',
    verificationMethod: by.id,
    ...over,
  };
  const hash = async (value: Json) =>
    createHash('sha256')
      .update(await cryptosuite.canonize(value, { documentLoader: loadContext }))
      .digest();
  const unsigned = previous.length === 0 ? document : { ...document, proof: previous };
  const options = { ...proof, '@context': document['@context'] };
  const data = Buffer.concat([await hash(options), await hash(unsigned)]);
  return { ...proof, proofValue: `z${encodeBase58(await by.signer().sign({ data }))}` };
}

async function judge(document: Json, ...proof: Json[]) {
  const { verdict, checks } = await verify(JSON.stringify({ ...document, proof }), {
    now: () => new Date('2026-05-04T09:00:00Z'),
    fetchJson: () => Promise.reject(new Error('unreachable')),
  });
  const of = (name: string) => checks.find((check) => check.name === name);
  return { verdict, proof: of('proof')?.code, identity: of('issuer-identity')?.code, of };
}

const FIRST = { id: 'urn:uuid:60102d04-b51e-11ed-acfe-2fcd717666a7' };

let issuer: Signer;
let witness: Signer;
let badge: Json;
beforeAll(async () => {
  [issuer, witness] = await Promise.all([newSigner(), newSigner()]);
  badge = {
    '@context': [VC_V2, OB],
    id: 'https://college.example/badges/1',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: { id: issuer.did, type: ['Profile'], name: 'College' },
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: {
      id: 'did:example:ada',
      type: ['AchievementSubject'],
      achievement: {
        id: 'https://college.example/achievements/1',
        type: ['Achievement'],
        name: 'Teamwork',
        description: 'Works with others.',
        criteria: { narrative: 'Nominated by peers.' },
      },
    },
  };
});

describe('verify, a proof set (VC Data Integrity 1.0, 2.1.1)', () => {
  it('takes proofs of others beside the issuer’s, in any order', async () => {
    const [own, other] = [await prove(badge, issuer), await prove(badge, witness)];
    const right = { verdict: 'valid', proof: 'signed', identity: 'key_listed' };
    expect(await judge(badge, own, other)).toMatchObject(right);
    expect(await judge(badge, other, own)).toMatchObject(right);
  });

  it('is nothing without the issuer’s own', async () => {
    const others = [await prove(badge, witness), await prove(badge, await newSigner())];
    expect(await judge(badge, ...others)).toMatchObject({
      verdict: 'invalid',
      proof: 'signed',
      identity: 'issuer_mismatch',
    });
  });

  it('wants the others to be right too', async () => {
    const own = await prove(badge, issuer);
    const other = await prove({ ...badge, name: 'Leadership' }, witness);
    expect(await judge(badge, own, other)).toMatchObject({
      verdict: 'invalid',
      proof: 'signature_wrong',
    });
  });
});

describe('verify, a proof chain (VC Data Integrity 1.0, 2.1.2 and 4.5)', () => {
  it('takes a proof over the ones before it, named alone or in a list', async () => {
    const first = await prove(badge, issuer, FIRST);
    for (const previousProof of [FIRST.id, [FIRST.id]]) {
      const second = await prove(badge, witness, { previousProof }, [first]);
      expect(await judge(badge, first, second)).toMatchObject({ verdict: 'valid' });
      expect(await judge(badge, second, first)).toMatchObject({ verdict: 'valid' });
    }
    const last = await prove(badge, issuer, { previousProof: FIRST.id }, [first]);
    expect(await judge(badge, first, last)).toMatchObject({ verdict: 'valid' });
  });

  it('refuses a proof that was not made over the one that it names', async () => {
    const first = await prove(badge, witness, FIRST);
    const beside = await prove(badge, issuer, { previousProof: FIRST.id });
    expect(await judge(badge, first, beside)).toMatchObject({ proof: 'signature_wrong' });
    const another = await prove(badge, witness, { ...FIRST, created: '2026-01-02T00:00:00Z' });
    const second = await prove(badge, issuer, { previousProof: FIRST.id }, [first]);
    expect(await judge(badge, another, second)).toMatchObject({ proof: 'signature_wrong' });
  });

  it('refuses a previous proof that is wrong itself', async () => {
    const first = await prove({ ...badge, name: 'Leadership' }, witness, FIRST);
    const second = await prove(badge, issuer, { previousProof: FIRST.id }, [first]);
    expect(await judge(badge, first, second)).toMatchObject({
      verdict: 'invalid',
      proof: 'signature_wrong',
    });
  });

  it('refuses a previous proof that is not there, or is there twice', async () => {
    const first = await prove(badge, witness, FIRST);
    for (const previousProof of ['urn:uuid:none', [FIRST.id, 'urn:uuid:none'], [], 7]) {
      const second = await prove(badge, issuer, {}, [first]);
      expect(await judge(badge, first, { ...second, previousProof })).toMatchObject({
        verdict: 'invalid',
        proof: 'proof_malformed',
      });
    }
    const second = await prove(badge, issuer, { previousProof: FIRST.id }, [first]);
    expect(await judge(badge, first, first, second)).toMatchObject({ proof: 'proof_malformed' });
    expect(await judge(badge, second)).toMatchObject({ proof: 'proof_malformed' });
  });

  it('leaves it open where the previous proof is of a kind not known here, and names that kind', async () => {
    const first = { ...(await prove(badge, witness, FIRST)), cryptosuite: 'bbs-2023' };
    const second = await prove(badge, issuer, { previousProof: FIRST.id }, [first]);
    const judged = await judge(badge, first, second);
    expect(judged).toMatchObject({ verdict: 'unknown', proof: 'proof_not_supported' });
    expect(judged.of('proof')?.values).toEqual({ suite: 'bbs-2023' });
  });
});

describe('verify, the spelling of a proof (VC Data Integrity EdDSA 1.0, 2.2.1)', () => {
  it('wants base58-btc, and no other alphabet of multibase', async () => {
    const proof = await prove(badge, issuer);
    expect(await judge(badge, proof)).toMatchObject({ verdict: 'valid' });
    const { proofValue } = proof;
    const same = `u${encodeBase64url(decodeMultibase(proofValue))}`;
    for (const written of [same, proofValue.slice(1), ''])
      expect(await judge(badge, { ...proof, proofValue: written })).toMatchObject({
        verdict: 'invalid',
        proof: 'proof_malformed',
      });
  });
});
