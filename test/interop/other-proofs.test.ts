import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import { cryptosuite as ecdsaRdfc2019 } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vcLibrary from '@digitalbazaar/vc';
import { base64url } from 'jose';
import { describe, expect, it } from 'vitest';
import { encodeBase58 } from '../../src/credentials/verify/base58.js';
import { loadContext } from '../../src/credentials/verify/contexts.js';
import { verify } from '../../src/credentials/verify/index.js';
import {
  badgeOf,
  ed,
  edDid,
  edSigner,
  EXTENSIONS,
  issueBy,
  type Json,
  judge,
  now,
  OB,
  type Suite,
  useSigner,
  V2,
  webOf,
} from './sign-as-others.js';

useSigner();

const changed = (badge: Json): Json => ({ ...badge, name: 'Leadership' });

describe('verify, embedded proofs of other issuers', () => {
  const suites: Record<string, () => Suite> = {
    Ed25519Signature2020: () => new Ed25519Signature2020({ signer: edSigner() }),
    'eddsa-rdfc-2022': () =>
      new DataIntegrityProof({ signer: edSigner(), cryptosuite: eddsaRdfc2022 }),
  };

  it.each([
    ['Ed25519Signature2020', 1],
    ['Ed25519Signature2020', 2],
    ['eddsa-rdfc-2022', 1],
  ] as const)('reads %s in VC %i', async (name, version) => {
    const badge = await issueBy(badgeOf(edDid, version), suites[name]!());
    expect(await judge(badge)).toMatchObject({
      verdict: 'valid',
      proof: 'signed',
      schema: 'well_formed',
      identity: 'key_listed',
    });
    expect(await judge(changed(badge))).toMatchObject({
      verdict: 'invalid',
      proof: 'signature_wrong',
    });
  });

  it.each(['P-256', 'P-384'])('reads ecdsa-rdfc-2019 over %s', async (curve) => {
    const key = await EcdsaMultikey.generate({ curve });
    const did = `did:key:${key.publicKeyMultibase}`;
    const signer = { ...key.signer(), id: `${did}#${key.publicKeyMultibase}` };
    const suite = new DataIntegrityProof({ signer, cryptosuite: ecdsaRdfc2019 });
    const badge = await issueBy(badgeOf(did, 2), suite);
    expect(await judge(badge)).toMatchObject({ verdict: 'valid', identity: 'key_listed' });
    expect(await judge(changed(badge))).toMatchObject({ proof: 'signature_wrong' });
  });

  it('wants every proof that it can check to be right, and passes over the others', async () => {
    const first = await issueBy(badgeOf(edDid, 2), suites['eddsa-rdfc-2022']!());
    const second = await issueBy(badgeOf(edDid, 2), suites['Ed25519Signature2020']!());
    const unheard = { type: 'SomeOtherSignature2030', proofPurpose: 'assertionMethod' };
    const with2020 = { ...first, '@context': second['@context'] };
    const proofs = [first['proof'], second['proof'], unheard];
    expect(await judge({ ...with2020, proof: proofs })).toMatchObject({ verdict: 'valid' });
    const wrong = {
      ...(second['proof'] as Json),
      proofValue: (first['proof'] as Json)['proofValue'],
    };
    expect(await judge({ ...with2020, proof: [first['proof'], wrong] })).toMatchObject({
      verdict: 'invalid',
      proof: 'signature_wrong',
    });
    expect(await judge({ ...first, proof: [unheard] })).toMatchObject({
      proof: 'proof_not_supported',
    });
  });

  it('goes by issuanceDate and expirationDate in VC 1.1', async () => {
    const expired = badgeOf(edDid, 1, { expirationDate: '2026-02-01T00:00:00Z' });
    // The library signs nothing that has expired: it is told another date.
    const badge = await vcLibrary.issue({
      credential: expired,
      suite: suites['Ed25519Signature2020']!(),
      documentLoader: loadContext,
      now: '2026-01-15T00:00:00Z',
    });
    expect(await judge(badge)).toMatchObject({ verdict: 'invalid', validity: 'expired' });
    const without = { ...badgeOf(edDid, 1), issuanceDate: undefined };
    expect(await judge(without)).toMatchObject({ schema: 'schema_violated' });
  });

  it('takes a key written as JsonWebKey2020 or Ed25519VerificationKey2018 in a DID document', async () => {
    const did = 'did:web:college.example';
    const id = `${did}#key-1`;
    const suite = new Ed25519Signature2020({ signer: { ...ed.signer(), id } });
    const badge = await issueBy(badgeOf(did, 1), suite);
    const x = base64url.encode(ed.publicKey);
    const methods = [
      { type: 'JsonWebKey2020', publicKeyJwk: { kty: 'OKP', crv: 'Ed25519', x } },
      { type: 'Ed25519VerificationKey2018', publicKeyBase58: encodeBase58(ed.publicKey) },
      { type: 'Ed25519VerificationKey2020', publicKeyMultibase: ed.publicKeyMultibase },
    ];
    for (const method of methods) {
      const verificationMethod = [{ id: '#key-1', controller: did, ...method }];
      const document = { id: did, verificationMethod, assertionMethod: ['#key-1'] };
      const web = { 'https://college.example/.well-known/did.json': document };
      expect([method.type, (await judge(badge, web)).verdict]).toEqual([method.type, 'valid']);
    }
  });

  it('believes a key that expires up to then (CID 1.0, 2.2)', async () => {
    const did = 'did:web:college.example';
    const id = `${did}#key-1`;
    const signer = { ...ed.signer(), id };
    const suite = new DataIntegrityProof({
      signer,
      cryptosuite: eddsaRdfc2022,
      date: '2026-02-01T00:00:00Z',
    });
    const badge = await issueBy(badgeOf(did, 2), suite);
    for (const [expires, identity] of [
      ['2026-02-01T00:00:01Z', 'key_listed'],
      ['2026-02-01T00:00:00Z', 'key_expired'],
      ['2025-02-01T00:00:00Z', 'key_expired'],
    ] as const) {
      const { publicKeyMultibase } = ed;
      const method = { id, type: 'Multikey', controller: did, publicKeyMultibase, expires };
      const document = { id: did, verificationMethod: [method], assertionMethod: [id] };
      const web = { 'https://college.example/.well-known/did.json': document };
      expect([expires, (await judge(badge, web)).identity]).toEqual([expires, identity]);
    }
  });
});

describe('verify, JCS proofs', () => {
  /** RFC 8785 by hand: what is signed has no numbers, and its names are sorted by these few lines alone. */
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort()
        .map(([name, one]) => [name, sorted(one)]),
    );
  };

  async function signJcs(document: Json, did: string): Promise<Json> {
    const proof = {
      type: 'DataIntegrityProof',
      cryptosuite: 'eddsa-jcs-2022',
      created: '2026-01-01T00:00:00Z',
      verificationMethod: ed.id,
      proofPurpose: 'assertionMethod',
      '@context': document['@context'],
    };
    const hash = async (value: unknown) =>
      Buffer.from(
        await crypto.subtle.digest('SHA-256', Buffer.from(JSON.stringify(sorted(value)))),
      );
    const data = Buffer.concat([await hash(proof), await hash(document)]);
    const signature = await ed.signer().sign({ data });
    return {
      ...document,
      issuer: did,
      proof: { ...proof, proofValue: `z${encodeBase58(signature)}` },
    };
  }

  it('reads eddsa-jcs-2022', async () => {
    const badge = await signJcs({ ...badgeOf(edDid, 2), issuer: edDid }, edDid);
    expect(await judge(badge)).toMatchObject({ verdict: 'valid', proof: 'signed' });
    expect(await judge(changed(badge))).toMatchObject({ proof: 'signature_wrong' });
  });

  it('wants the contexts of the badge to begin with those of the proof (VC-DI-EdDSA 3.3.2, step 4)', async () => {
    const badge = await signJcs({ ...badgeOf(edDid, 2), issuer: edDid }, edDid);
    const more = { ...badge, '@context': [V2, OB, EXTENSIONS] };
    expect(await judge(more)).toMatchObject({ verdict: 'valid', proof: 'signed' });
    for (const contexts of [[V2, EXTENSIONS, OB], [EXTENSIONS, V2, OB], [V2], [OB, V2]]) {
      const other = await judge({ ...badge, '@context': contexts });
      expect([contexts, other.proof]).toEqual([contexts, 'proof_malformed']);
    }
  });

  it('wants what makes it a badge to be among the contexts that were signed', async () => {
    const plain = { ...badgeOf(edDid, 2), '@context': [V2], issuer: edDid };
    const badge = { ...(await signJcs(plain, edDid)), '@context': [V2, OB] };
    expect(await judge(badge)).toMatchObject({ verdict: 'invalid', proof: 'proof_malformed' });
  });
});

describe('verify, related resources (VC 2.0, 5.3)', () => {
  const one = { id: 'https://college.example/rubric', digestMultibase: 'uEiBuCopO' };
  const judged = (relatedResource: unknown) => judge({ ...badgeOf(edDid, 2), relatedResource });

  it('have an id and a digest each, and each id once', async () => {
    for (const right of [one, [one], [one, { id: 'urn:two', digestSRI: 'sha384-abc' }]])
      expect((await judged(right)).schema).toBe('not_checked');
    for (const wrong of [['text'], [{ digestMultibase: 'uEiBu' }], [{ id: one.id }], 'text'])
      expect([wrong, (await judged(wrong)).schema]).toEqual([wrong, 'schema_violated']);
    expect((await judged([one, one])).schema).toBe('resource_twice');
  });
});

describe('verify, where there is no WebCrypto', () => {
  it('says so', async () => {
    const { subtle } = globalThis.crypto;
    Object.defineProperty(globalThis.crypto, 'subtle', { value: undefined, configurable: true });
    try {
      const { verdict, checks } = await verify('{}', { now, fetchJson: webOf({}) });
      expect([verdict, checks[0]?.code]).toEqual(['unknown', 'no_cryptography']);
    } finally {
      Reflect.deleteProperty(globalThis.crypto, 'subtle');
    }
    expect(globalThis.crypto.subtle).toBe(subtle);
  });
});
