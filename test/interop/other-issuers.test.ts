/** What broke in other programs' hands, by their public reports: each written anew, none copied. */
import { generateKeyPairSync } from 'node:crypto';
import { base64url, CompactSign, exportJWK, type JWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { badgeOf, createSigner, type Json, OB, V2 } from './sign-badge.js';
import { environment, judge, signed, useOthers } from './judge-others.js';

useOthers();

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
let jwk: JWK;
let did: string;
beforeAll(async () => {
  jwk = await exportJWK(publicKey);
  did = `did:jwk:${base64url.encode(JSON.stringify(jwk))}`;
});
const claimsOf = (iss: string) => ({
  iss,
  jti: 'https://college.example/badges/1',
  sub: 'did:example:ada',
  nbf: 1_767_225_600,
});
const token = (payload: Json, header: Json = {}) =>
  new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', kid: `${did}#0`, ...header })
    .sign(privateKey);
const achievementWith = (more: Json): Json => ({
  achievement: {
    ...((badgeOf('')['credentialSubject'] as Json)['achievement'] as Json),
    ...more,
  },
});

describe('times in a token', () => {
  it.each([
    ['cut to the second', '2026-01-01T00:00:00.900Z', 1_767_225_600],
    ['rounded to the second', '2026-01-01T00:00:00.900Z', 1_767_225_601],
    ['with its fraction', '2026-01-01T00:00:00.250Z', 1_767_225_600.25],
    ['with nine digits', '2026-01-01T00:00:00.854747599Z', 1_767_225_600],
    ['with an offset', '2026-01-01T02:00:00.000+02:00', 1_767_225_600],
  ])('%s are the badge’s', async (_, validFrom, nbf) => {
    const payload = { ...badgeOf(did, { validFrom }), ...claimsOf(did), nbf };
    expect(await judge(await token(payload))).toMatchObject({
      verdict: 'valid',
      codes: { proof: 'signed', validity: 'in_force' },
    });
  });

  it.each([1_767_225_599, 1_767_225_602, '1767225600'])('%s are not', async (nbf) => {
    const payload = { ...badgeOf(did), ...claimsOf(did), nbf };
    expect((await judge(await token(payload))).codes['proof']).toBe('claims_differ');
  });
});

describe('a key of did:web', () => {
  const WEB = 'did:web:badges.college.example:issuers:one';
  const URL = 'https://badges.college.example/issuers/one/did.json';
  const documentOf = (id: string, relation: Json = { assertionMethod: [id] }): Json => {
    const method = { id, type: 'JsonWebKey2020', controller: WEB, publicKeyJwk: jwk };
    return {
      '@context': ['https://www.w3.org/ns/did/v1'],
      id: WEB,
      verificationMethod: [method],
      ...relation,
    };
  };
  const judgeBy = async (kid: string | undefined, document: Json, typ = 'vc+jwt') => {
    const payload = { ...badgeOf(WEB), ...claimsOf(WEB) };
    return judge(await token(payload, { kid, typ }), environment({ [URL]: document }));
  };

  it.each([
    ['named in full', `${WEB}#owner`, `${WEB}#owner`],
    ['named by its fragment', '#owner', `${WEB}#owner`],
    ['listed by its fragment', `${WEB}#owner`, '#owner'],
    ['named by the issuer alone, which has one', WEB, `${WEB}#owner`],
    ['not named, where the issuer has one', undefined, `${WEB}#owner`],
  ])('%s is found', async (_, kid, id) => {
    expect(await judgeBy(kid, documentOf(id))).toMatchObject({
      verdict: 'valid',
      codes: { 'issuer-identity': 'key_listed' },
      issuedBy: { domain: 'badges.college.example/issuers/one' },
    });
  });

  it('written into the list of those for assertions is found', async () => {
    const method = { id: `${WEB}#k`, type: 'JsonWebKey', controller: WEB, publicKeyJwk: jwk };
    const document = { id: WEB, assertionMethod: [method] };
    expect((await judgeBy(`${WEB}#k`, document)).verdict).toBe('valid');
  });

  it('that is for signing in alone, or of another issuer’s document, does not count', async () => {
    const id = `${WEB}#owner`;
    expect((await judgeBy(id, documentOf(id, { authentication: [id] }))).verdict).not.toBe('valid');
    const other = { ...documentOf(id), id: 'did:web:other.example' };
    expect((await judgeBy(id, other)).verdict).not.toBe('valid');
  });
});

describe('parts that others add', () => {
  const jwt = `${base64url.encode('{"alg":"ES256"}')}.${base64url.encode('{}')}.AAAA`;
  it.each([
    ['an endorsement as a token', {}, achievementWith({ endorsementJwt: [jwt] })],
    ['an issuer that is an address alone', { issuer: null }, {}],
    [
      'criteria with a type',
      {},
      achievementWith({ criteria: { type: 'Criteria', narrative: 'A' } }),
    ],
    ['criteria by address', {}, achievementWith({ criteria: { id: 'https://c.example/c' } })],
    ['a subject in a list of one', {}, null],
    [
      'letters of every script',
      { name: 'SAFe® 4 – 敏捷 · رشيق', description: '“world’s best”' },
      {},
    ],
    [
      'a picture within',
      {},
      achievementWith({ image: { id: 'data:image/png;base64,iVBORw0KGgo=', type: 'Image' } }),
    ],
    ['an empty list of evidence', { evidence: [] }, {}],
    [
      'a refresh service',
      { refreshService: { id: 'https://c.example/r', type: '1EdTechCredentialRefresh' } },
      {},
    ],
  ])('%s: a right signature stays right', async (_, over: Json, subject: Json | null) => {
    const issuer = over['issuer'] === null ? { issuer: did } : {};
    const badge = badgeOf(did, { ...over, ...issuer }, subject ?? {});
    const listed = { ...badge, credentialSubject: [badge['credentialSubject']] };
    const payload = { ...(subject === null ? listed : badge), ...claimsOf(did) };
    const found = await judge(await token(payload));
    expect([found.verdict, found.codes['proof']]).toEqual(['valid', 'signed']);
  });

  it('a schema of 1EdTech counts where its context is there; in a token it needs none', async () => {
    const credentialSchema = [
      {
        id: 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json',
        type: '1EdTechJsonSchemaValidator2019',
      },
    ];
    const EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json';
    const whole = await signed({ '@context': [V2, OB, EXTENSIONS], credentialSchema });
    expect((await judge(whole)).verdict).toBe('valid');
    const payload = { ...badgeOf(did, { credentialSchema }), ...claimsOf(did) };
    expect((await judge(await token(payload))).verdict).toBe('valid');
  });
});

describe('algorithms', () => {
  it.each(['ES256K', 'Ed448', 'ESP256', 'ML-DSA-44', 'ML-DSA-87'])(
    '%s is not known here, which is not wrong',
    async (alg) => {
      const head = base64url.encode(JSON.stringify({ alg, kid: `${did}#0` }));
      const body = base64url.encode(JSON.stringify({ ...badgeOf(did), ...claimsOf(did) }));
      expect(await judge(`${head}.${body}.AAAA`)).toMatchObject({
        verdict: 'unknown',
        codes: { proof: 'proof_not_supported' },
      });
    },
  );

  it.each([
    'Ed25519Signature2018',
    'JsonWebSignature2020',
    'RsaSignature2018',
    'BbsBlsSignature2020',
  ])('a proof by %s neither', async (type) => {
    const badge = await signed();
    const proof = { ...(badge['proof'] as Json), type, cryptosuite: undefined };
    expect(await judge(JSON.stringify({ ...badge, proof }))).toMatchObject({
      verdict: 'unknown',
      codes: { proof: 'proof_not_supported' },
    });
  });

  it.each(['bbs-2023', 'ecdsa-sd-2023', 'mldsa44-rdfc-2024'])('nor by %s', async (cryptosuite) => {
    const badge = await signed();
    const proof = { ...(badge['proof'] as Json), cryptosuite };
    expect((await judge({ ...badge, proof })).codes['proof']).toBe('proof_not_supported');
  });
});

describe('containers', () => {
  const jwtOf = () => token({ ...badgeOf(did), ...claimsOf(did) });
  it.each<[string, (jwt: string) => unknown]>([
    ['a wallet’s record', (document) => ({ wallet: '1', id: 'urn:uuid:1', document })],
    ['the answer of a service', (jwt) => ({ status: { success: true }, result: [jwt] })],
    ['an answer of layers', (jwt) => ({ data: { credential: jwt } })],
    ['a member for what was signed', (signedCredential) => ({ signedCredential })],
  ])('%s is opened', async (_, wrap) => {
    expect((await judge(JSON.stringify(wrap(await jwtOf())))).verdict).toBe('valid');
  });

  it.each<[string, string, (jwt: string) => string]>([
    ['SD-JWT', 'that discloses', (jwt) => `${jwt}~WyJzIiwibmFtZSIsIkFkYSJd~`],
    ['SD-JWT', 'that discloses nothing', (jwt) => `${jwt}~`],
    ['SD-JWT', 'with its holder’s key', (jwt) => `${jwt}~WyJz~${jwt}`],
    ['JWE', 'for somebody', () => 'eyJhbGciOiJSU0EtT0FFUCJ9.a2V5.aXY.Y2lwaGVy.dGFn'],
    ['JWE', 'without a key of its own', () => 'eyJhbGciOiJkaXIifQ..aXY.Y2lwaGVy.dGFn'],
    ['CBOR-LD', 'out of a QR code', () => 'VP1-B3ECQDIYACEMHIGDODBIQTXQB'],
  ])('%s %s cannot be checked here, and is not wrong', async (form, _, write) => {
    const found = await judge(write(await jwtOf()));
    expect(found).toMatchObject({ verdict: 'unknown', kind: 'unreadable' });
    expect(found.checks[0]).toMatchObject({ code: 'form_not_supported', values: { form } });
  });
});

describe('an issuer whose document is written otherwise', () => {
  it('by a key for several uses, and one more that is unknown', async () => {
    const web = await createSigner('did:web:college.example');
    const unknown = { id: '#x', type: 'Unheard2030', publicKeyThing: 'a' };
    const methods = web.document.verificationMethod;
    const document = { ...web.document, verificationMethod: [unknown, ...methods] };
    const documents = { 'https://college.example/.well-known/did.json': document };
    const found = await judge(await web.sign(badgeOf(web.id)), environment(documents));
    expect(found.verdict).toBe('valid');
  });
});
