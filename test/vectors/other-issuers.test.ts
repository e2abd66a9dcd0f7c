import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as vcLibrary from '@digitalbazaar/vc';
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import { DataIntegrityProof } from '@digitalbazaar/data-integrity';
import { cryptosuite as ecdsaRdfc2019 } from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020';
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import { base64url, CompactSign, exportJWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../src/credentials/verify/index.js';
import { encodeBase58 } from '../../src/credentials/verify/base58.js';
import { loadContext } from '../../src/credentials/verify/contexts.js';

type Json = Record<string, unknown>;

const V1 = 'https://www.w3.org/2018/credentials/v1';
const V2 = 'https://www.w3.org/ns/credentials/v2';
const OB = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json';
const PROFILE = 'https://college.example/profile';
const now = () => new Date('2026-05-04T09:00:00Z');

/** A badge as other issuers write it, in the envelope of VC 1.1 or 2.0. */
function badgeOf(issuerId: string, version: 1 | 2, over: Json = {}): Json {
  const achievement = {
    id: 'https://college.example/achievements/1',
    type: ['Achievement'],
    name: 'Teamwork',
    description: 'Works with others.',
    criteria: { narrative: 'Nominated by peers.' },
  };
  return {
    '@context': [version === 1 ? V1 : V2, OB],
    id: 'https://college.example/badges/1',
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: { id: issuerId, type: ['Profile'], name: 'College' },
    [version === 1 ? 'issuanceDate' : 'validFrom']: '2026-01-01T00:00:00Z',
    name: 'Teamwork',
    credentialSubject: { id: 'did:example:ada', type: ['AchievementSubject'], achievement },
    ...over,
  };
}

const webOf = (documents: Record<string, unknown>) => (url: string) =>
  url in documents ? Promise.resolve(documents[url]) : Promise.reject(new Error('unreachable'));

async function judge(input: Json | string, documents: Record<string, unknown> = {}) {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const { verdict, checks, state } = await verify(text, { now, fetchJson: webOf(documents) });
  const of = (name: string) => checks.find((check) => check.name === name)?.code;
  return {
    verdict,
    ...{ proof: of('proof'), schema: of('schema'), identity: of('issuer-identity') },
    ...{ status: of('status'), validity: of('validity'), state },
  };
}

/** The registered claims of such a badge (OB 3.0, 8.2.4). */
const claims = (iss: string) => ({
  ...{ iss, jti: 'https://college.example/badges/1', sub: 'did:example:ada', nbf: 1_767_225_600 },
});

const changed = (badge: Json): Json => ({ ...badge, name: 'Leadership' });

type Suite = object;
const issueBy = (credential: Json, suite: Suite): Promise<Json> =>
  vcLibrary.issue({
    credential: structuredClone(credential),
    suite,
    documentLoader: loadContext,
    now: now(),
  });

let ed: Awaited<ReturnType<typeof Ed25519Multikey.generate>>;
let edDid: string;
beforeAll(async () => {
  ed = await Ed25519Multikey.generate({});
  edDid = `did:key:${ed.publicKeyMultibase}`;
  Object.assign(ed, { id: `${edDid}#${ed.publicKeyMultibase}`, controller: edDid });
});

const edSigner = () => ({ ...ed.signer(), id: ed.id! });

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
      ...{ verdict: 'valid', proof: 'signed', schema: 'well_formed', identity: 'key_listed' },
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
      ...{ suite: suites['Ed25519Signature2020']!(), documentLoader: loadContext },
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
      ...{ signer, cryptosuite: eddsaRdfc2022, date: '2026-02-01T00:00:00Z' },
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
      ...{
        type: 'DataIntegrityProof',
        cryptosuite: 'eddsa-jcs-2022',
        created: '2026-01-01T00:00:00Z',
      },
      ...{
        verificationMethod: ed.id,
        proofPurpose: 'assertionMethod',
        '@context': document['@context'],
      },
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
      expect((await judged(right)).schema).toBe('well_formed');
    for (const wrong of [['text'], [{ digestMultibase: 'uEiBu' }], [{ id: one.id }], 'text'])
      expect([wrong, (await judged(wrong)).schema]).toEqual([wrong, 'schema_violated']);
    expect((await judged([one, one])).schema).toBe('resource_twice');
  });
});

describe('verify, keys of an issuer that is a Profile', () => {
  const key = { type: 'Multikey', controller: PROFILE };
  const sign2022 = (issuerId: string, id: string) =>
    issueBy(
      badgeOf(issuerId, 2),
      new DataIntegrityProof({ signer: { ...ed.signer(), id }, cryptosuite: eddsaRdfc2022 }),
    );
  const profile = { id: PROFILE, type: ['Profile'], name: 'College' };

  it('takes a key below the address of a Profile that names none, and no other', async () => {
    const below = `${PROFILE}/keys/1`;
    const beside = 'https://college.example/elsewhere/keys/1';
    for (const [id, identity] of [
      [below, 'key_at_issuer'],
      [beside, 'issuer_names_no_keys'],
    ] as const) {
      const badge = await sign2022(PROFILE, id);
      const document = { id, ...key, publicKeyMultibase: ed.publicKeyMultibase };
      expect(await judge(badge, { [id]: document, [PROFILE]: profile })).toMatchObject({
        proof: 'signed',
        identity,
        verdict: identity === 'key_at_issuer' ? 'valid' : 'unknown',
      });
    }
  });

  it('takes a key described elsewhere that the Profile names, and refuses one that it does not', async () => {
    const badge = await sign2022(PROFILE, ed.id!);
    const naming = { ...profile, assertionMethod: [ed.id] };
    const namingAnother = { ...profile, assertionMethod: ['did:key:z6MkOther#z6MkOther'] };
    expect(await judge(badge, { [PROFILE]: naming })).toMatchObject({ verdict: 'valid' });
    for (const document of [profile, namingAnother])
      expect(await judge(badge, { [PROFILE]: document })).toMatchObject({
        ...{ verdict: 'invalid', proof: 'signed', identity: 'issuer_mismatch' },
      });
    expect(await judge(badge)).toMatchObject({
      verdict: 'unknown',
      identity: 'issuer_unreachable',
    });
  });

  it('says that an issuer without an address names no keys', async () => {
    const badge = await sign2022('urn:uuid:6f2e33e5-7a29-4155-840a-59483ba10164', edDid);
    expect(await judge(badge)).toMatchObject({
      verdict: 'unknown',
      identity: 'issuer_not_resolvable',
    });
  });
});

describe('verify, VC-JWT of other issuers', () => {
  const jwtOf = (payload: Json, header: Json, privateKey: KeyObject): Promise<string> =>
    new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'ES256', ...header })
      .sign(privateKey);
  const ec = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

  it('reads a claim vc whose members are left to the registered claims (VC 1.1, 6.3.1)', async () => {
    const { privateKey, publicKey } = ec();
    const jwk = await exportJWK(publicKey);
    const did = `did:jwk:${base64url.encode(JSON.stringify(jwk))}`;
    const vc = badgeOf(did, 1, { issuanceDate: undefined, id: undefined });
    const jwt = await jwtOf({ ...claims(did), vc }, { kid: `${did}#0` }, privateKey);
    expect(await judge(jwt)).toMatchObject({ verdict: 'valid', identity: 'key_listed' });
    const later = await jwtOf(
      { ...claims(did), nbf: 1_767_225_601, vc: badgeOf(did, 1) },
      { kid: `${did}#0` },
      privateKey,
    );
    expect(await judge(later)).toMatchObject({ verdict: 'invalid', proof: 'claims_differ' });
  });

  it('finds the key by kid: did:key, a name inside a DID document, a JWK Set, a JWK below the Profile', async () => {
    const { privateKey, publicKey } = ec();
    const jwk = await exportJWK(publicKey);
    const did = 'did:web:college.example';
    const method = { id: `${did}#a`, type: 'JsonWebKey2020', controller: did };
    const web = {
      'https://college.example/.well-known/did.json': {
        id: did,
        verificationMethod: [{ ...method, publicKeyJwk: { ...jwk, kid: 'signing-1' } }],
        assertionMethod: [method.id],
      },
      'https://college.example/jwks': {
        keys: [
          { kty: 'RSA', kid: 'other' },
          { ...jwk, kid: 'one' },
        ],
      },
      [PROFILE]: { id: PROFILE, type: ['Profile'] },
      [`${PROFILE}/key`]: jwk,
    };
    const cases = [
      [did, 'signing-1'],
      [did, method.id],
      [did, 'https://college.example/jwks#one'],
      [PROFILE, `${PROFILE}/key`],
    ] as const;
    for (const [issuer, kid] of cases) {
      const jwt = await jwtOf({ ...claims(issuer), ...badgeOf(issuer, 2) }, { kid }, privateKey);
      expect([kid, (await judge(jwt, web)).verdict]).toEqual([kid, 'valid']);
    }
  });

  it('finds whose a key is in the JWK Set at the host of a Profile (Implementation Guide, Key provenance)', async () => {
    const { privateKey, publicKey } = ec();
    const jwk = await exportJWK(publicKey);
    const jwt = await jwtOf({ ...claims(PROFILE), ...badgeOf(PROFILE, 2) }, { jwk }, privateKey);
    const profile = { id: PROFILE, type: ['Profile'] };
    const identityOf = async (...keys: Json[]) => {
      const web = { [PROFILE]: profile, 'https://college.example/.well-known/jwks.json': { keys } };
      return (await judge(jwt, web)).identity;
    };
    expect(await identityOf({ ...jwk, kid: 'one' })).toBe('key_listed');
    expect(await identityOf({ ...jwk, iss: PROFILE })).toBe('key_listed');
    expect(await identityOf({ ...jwk, iss: `${PROFILE}/2` })).toBe('issuer_names_no_keys');
    expect(await identityOf(await exportJWK(ec().publicKey))).toBe('issuer_names_no_keys');
  });

  it('does not believe a key in the header that the issuer does not name', async () => {
    const { privateKey, publicKey } = ec();
    const header = { jwk: await exportJWK(publicKey) };
    const jwt = await jwtOf({ ...claims(PROFILE), ...badgeOf(PROFILE, 2) }, header, privateKey);
    expect(await judge(jwt, { [PROFILE]: { id: PROFILE, type: ['Profile'] } })).toMatchObject({
      ...{ verdict: 'unknown', proof: 'signed', identity: 'issuer_names_no_keys' },
    });
    const other = await exportJWK(ec().publicKey);
    const method = {
      id: `${PROFILE}#k`,
      type: 'JsonWebKey',
      controller: PROFILE,
      publicKeyJwk: other,
    };
    const naming = { id: PROFILE, assertionMethod: [method] };
    expect(await judge(jwt, { [PROFILE]: naming })).toMatchObject({ identity: 'key_not_listed' });
  });

  describe('by their header and claims', () => {
    const { privateKey, publicKey } = ec();
    let did: string;
    beforeAll(async () => {
      did = `did:jwk:${base64url.encode(JSON.stringify(await exportJWK(publicKey)))}`;
    });
    const judged = async (payload: Json, header: Json = {}) =>
      judge(await jwtOf(payload, { kid: `${did}#0`, ...header }, privateKey));

    it('wants iss, jti, sub and nbf (OB 3.0, 8.2.5.1), which vc+jwt leaves out (VC-JOSE-COSE 3.1.3)', async () => {
      const badge = badgeOf(did, 2);
      expect(await judged({ ...claims(did), ...badge })).toMatchObject({ verdict: 'valid' });
      for (const name of ['iss', 'jti', 'sub', 'nbf']) {
        const without = { ...claims(did), ...badge, [name]: undefined };
        expect([name, (await judged(without)).proof]).toEqual([name, 'claims_missing']);
        expect((await judged(without, { typ: 'JWT' })).verdict).toBe('invalid');
        expect((await judged(without, { typ: 'vc+jwt' })).verdict).toBe('valid');
      }
      expect(await judged(badge, { typ: 'application/vc+jwt', cty: 'vc' })).toMatchObject({
        verdict: 'valid',
      });
      const other = { iss: 'did:example:other', ...badge };
      expect(await judged(other, { typ: 'vc+jwt' })).toMatchObject({ proof: 'claims_differ' });
    });

    it('takes no token for another use (RFC 8725, 3.11)', async () => {
      const payload = { ...claims(did), ...badgeOf(did, 2) };
      for (const typ of ['at+jwt', 'vp+jwt', 'openid4vci-proof+jwt', 'bad+typ', '', 7])
        expect([typ, (await judged(payload, { typ })).proof]).toEqual([
          typ,
          'token_of_another_kind',
        ]);
    });

    it('takes no claim vc or vp in vc+jwt (VC-JOSE-COSE 3.1.3)', async () => {
      const badge = badgeOf(did, 2);
      for (const name of ['vc', 'vp'])
        expect(await judged({ ...badge, [name]: badge }, { typ: 'vc+jwt' })).toMatchObject({
          ...{ verdict: 'invalid', proof: 'claims_differ' },
        });
    });

    it('reads its end from exp alone where the badge does not say it (OB 3.0, 8.2.5.1)', async () => {
      const day = (text: string) => Date.parse(text) / 1000;
      const payload = { ...claims(did), ...badgeOf(did, 2) };
      expect(await judged({ ...payload, exp: day('2027-01-01T00:00:00Z') })).toMatchObject({
        ...{ verdict: 'valid', validity: 'in_force' },
      });
      expect(await judged({ ...payload, exp: day('2026-02-01T00:00:00Z') })).toMatchObject({
        ...{ verdict: 'invalid', proof: 'signed', validity: 'expired' },
      });
    });

    it('reads ES512 and PS384', async () => {
      const pairs = [
        ['ES512', generateKeyPairSync('ec', { namedCurve: 'P-521' })],
        ['PS384', generateKeyPairSync('rsa', { modulusLength: 2048 })],
      ] as const;
      for (const [alg, pair] of pairs) {
        const jwk = await exportJWK(pair.publicKey);
        const issuer = `did:jwk:${base64url.encode(JSON.stringify(jwk))}`;
        const payload = { ...claims(issuer), ...badgeOf(issuer, 2) };
        const jwt = await jwtOf(payload, { alg, kid: `${issuer}#0` }, pair.privateKey);
        expect([alg, (await judge(jwt)).verdict]).toEqual([alg, 'valid']);
      }
    });
  });
});

describe('verify, status of other issuers', () => {
  const LIST = 'https://college.example/status/3';
  const bitsOf = (...set: number[]): string => {
    const bytes = Buffer.alloc(16_384);
    for (const index of set) bytes[index >> 3]! |= 0x80 >> (index & 7);
    return gzipSync(bytes).toString('base64url');
  };
  const entry = (index: string) => ({
    ...{ id: `${LIST}#${index}`, type: 'StatusList2021Entry', statusPurpose: 'revocation' },
    ...{ statusListIndex: index, statusListCredential: LIST },
  });
  const STATUS_LIST = 'https://w3id.org/vc/status-list/2021/v1';
  const suite = () => new Ed25519Signature2020({ signer: edSigner() });
  const listOf = () => ({
    '@context': [V1, STATUS_LIST],
    ...{ id: LIST, type: ['VerifiableCredential', 'StatusList2021Credential'], issuer: edDid },
    issuanceDate: '2026-01-01T00:00:00Z',
    credentialSubject: {
      ...{ id: `${LIST}#list`, type: 'StatusList2021', statusPurpose: 'revocation' },
      encodedList: bitsOf(7),
    },
  });
  const badgeAt = (index: string) =>
    issueBy(
      {
        ...badgeOf(edDid, 1, { credentialStatus: entry(index) }),
        '@context': [V1, OB, STATUS_LIST],
      },
      suite(),
    );

  it('reads StatusList2021, signed by Ed25519Signature2020', async () => {
    const web = { [LIST]: await issueBy(listOf(), suite()) };
    expect(await judge(await badgeAt('6'), web)).toMatchObject({
      verdict: 'valid',
      state: 'valid',
    });
    expect(await judge(await badgeAt('7'), web)).toMatchObject({
      verdict: 'invalid',
      status: 'revoked',
    });
  });

  it('does not believe a list that was changed', async () => {
    const list = await issueBy(listOf(), suite());
    const subject = { ...(list['credentialSubject'] as Json), encodedList: bitsOf() };
    const web = { [LIST]: { ...list, credentialSubject: subject } };
    expect(await judge(await badgeAt('7'), web)).toMatchObject({ status: 'status_unreachable' });
  });

  it('reads a list that is a VC-JWT', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const did = `did:jwk:${base64url.encode(JSON.stringify(await exportJWK(publicKey)))}`;
    const head = base64url.encode(JSON.stringify({ alg: 'EdDSA', kid: `${did}#0` }));
    const jwtOf = (payload: Json) => {
      const text = `${head}.${base64url.encode(JSON.stringify(payload))}`;
      return `${text}.${sign(null, Buffer.from(text), privateKey).toString('base64url')}`;
    };
    const list = jwtOf({ iss: did, vc: { ...listOf(), issuer: did } });
    for (const [index, status] of [
      ['6', 'not_revoked'],
      ['7', 'revoked'],
    ] as const) {
      const badge = badgeOf(did, 2, { credentialStatus: entry(index) });
      const jwt = jwtOf({ ...claims(did), ...badge });
      expect([index, (await judge(jwt, { [LIST]: list })).status]).toEqual([index, status]);
    }
    const subject = { ...listOf().credentialSubject, type: 'AchievementSubject' };
    const noList = jwtOf({
      iss: did,
      vc: { ...listOf(), issuer: did, credentialSubject: subject },
    });
    const forged = `${list.slice(0, -8)}AAAAAAAA`;
    const badge = badgeOf(did, 2, { credentialStatus: entry('6') });
    for (const wrong of [forged, noList])
      expect(await judge(jwtOf({ ...claims(did), ...badge }), { [LIST]: wrong })).toMatchObject({
        status: 'status_unreachable',
      });
  });

  describe('by the rules of Bitstring Status List 1.0', () => {
    const at = (over: Json = {}) => ({ ...entry('7'), type: 'BitstringStatusListEntry', ...over });
    const newList = (subject: Json = {}, over: Json = {}) => ({
      '@context': [V2],
      ...{ id: LIST, type: ['VerifiableCredential', 'BitstringStatusListCredential'] },
      ...{ issuer: edDid, validFrom: '2026-01-01T00:00:00Z', ...over },
      credentialSubject: {
        ...{ id: `${LIST}#list`, type: 'BitstringStatusList', statusPurpose: 'revocation' },
        encodedList: `u${bitsOf()}`,
        ...subject,
      },
    });
    const judged = async (status: Json, list: Json) => {
      const suite = new DataIntegrityProof({ signer: edSigner(), cryptosuite: eddsaRdfc2022 });
      const badge = await issueBy(badgeOf(edDid, 2, { credentialStatus: status }), suite);
      return judge(badge, { [LIST]: await issueBy(list, suite) });
    };
    const packed = (...bytes: number[]) => {
      const list = Buffer.alloc(65_536);
      list.set(bytes);
      return `u${gzipSync(list).toString('base64url')}`;
    };

    it('wants a list that is one, and in force (2.2)', async () => {
      expect(await judged(at(), newList())).toMatchObject({ status: 'not_revoked' });
      const lists = [
        newList({}, { type: ['VerifiableCredential'] }),
        newList({}, { validFrom: '2026-05-05T09:00:00Z' }),
        newList({}, { validUntil: '2026-05-03T09:00:00Z' }),
        newList({ encodedList: 'uH4sIAAAA' }),
        newList({ encodedList: `u${gzipSync(Buffer.alloc(16_383)).toString('base64url')}` }),
      ];
      for (const list of lists)
        expect(await judged(at(), list)).toMatchObject({
          ...{ verdict: 'unknown', status: 'status_unreachable' },
        });
    });

    it('wants an entry as it has to be, in the list’s range and for its purpose (2.1, 3.2)', async () => {
      const message = (status: string) => ({ status, message: status });
      const two = [message('0x0'), message('0x1')];
      const entries = [
        ...['-1', '07', '1e3', '0x7', '', '131072'].map((statusListIndex) =>
          at({ statusListIndex }),
        ),
        at({ statusPurpose: 'suspension' }),
        at({ statusSize: 0 }),
        at({ statusSize: 2 }),
        at({ statusSize: 2, statusMessage: two }),
      ];
      for (const one of entries) expect((await judged(one, newList())).verdict).toBe('invalid');
      expect(await judged(at({ statusSize: 1, statusMessage: two }), newList())).toMatchObject({
        verdict: 'valid',
      });
    });

    it('reads what the issuer says of a badge by a place of several bits (2.1, statusMessage)', async () => {
      const said = ['accepted', 'in review', 'on hold', 'refused'];
      const statusMessage = said.map((message, at) => ({ status: `0x${at}`, message }));
      const status = at({
        ...{ statusPurpose: 'message', statusSize: 2, statusListIndex: '1', statusMessage },
      });
      // Place 1 of two bits each is 10.
      const list = newList({ statusPurpose: 'message', encodedList: packed(0b0010_0000) });
      const suite = new DataIntegrityProof({ signer: edSigner(), cryptosuite: eddsaRdfc2022 });
      const badge = await issueBy(badgeOf(edDid, 2, { credentialStatus: status }), suite);
      const signedList = await issueBy(list, suite);
      const { verdict, checks } = await verify(JSON.stringify(badge), {
        ...{ now, fetchJson: webOf({ [LIST]: signedList }) },
      });
      expect(verdict).toBe('valid');
      expect(checks.find(({ name }) => name === 'status')).toMatchObject({
        ...{ outcome: 'warning', code: 'status_message', values: { message: 'on hold' } },
      });
    });
  });

  it('reads 1EdTechRevocationList', async () => {
    const url = 'https://college.example/revocations';
    const credential = badgeOf(edDid, 1, {
      credentialStatus: { id: url, type: '1EdTechRevocationList' },
    });
    const badge = await issueBy({ ...credential, '@context': [V1, OB, EXTENSIONS] }, suite());
    const web = (...ids: string[]) => ({
      [url]: { id: url, issuer: edDid, revokedCredential: ids.map((id) => ({ id })) },
    });
    expect(await judge(badge, web('https://college.example/badges/2'))).toMatchObject({
      verdict: 'valid',
    });
    expect(await judge(badge, web('https://college.example/badges/1'))).toMatchObject({
      status: 'revoked',
    });
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
