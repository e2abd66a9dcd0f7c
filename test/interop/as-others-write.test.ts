import { generateKeyPairSync } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CompactSign } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { verify, type VerifyEnvironment } from '../../src/credentials/verify/index.js';
import { badgeOf, createSigner, NOW, OB, V2, type Json } from './sign-badge.js';

const documents: Json = {};
const away = () => Promise.reject(new Error('away'));
const environment: VerifyEnvironment = {
  now: () => NOW,
  fetchJson: (url) => (url in documents ? Promise.resolve(documents[url]) : away()),
};

async function judge(input: Json | string | Uint8Array, env = environment) {
  const isRaw = typeof input === 'string' || input instanceof Uint8Array;
  const result = await verify(isRaw ? input : JSON.stringify(input), env);
  const codes = Object.fromEntries(result.checks.map(({ name, code }) => [name, code]));
  return { ...result, codes };
}

let signer: Awaited<ReturnType<typeof createSigner>>;
beforeAll(async () => {
  signer = await createSigner();
});
const signed = (over: Json = {}, subject: Json = {}) =>
  signer.sign(badgeOf(signer.id, over, subject));

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = publicKey.export({ format: 'jwk' });
const did = `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`;
const claims = {
  iss: did,
  jti: 'https://college.example/badges/1',
  sub: 'did:example:ada',
  nbf: 1_767_225_600,
};
const sign = (payload: Json, header: Json = {}) =>
  new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', kid: `${did}#0`, typ: 'JWT', ...header })
    .sign(privateKey);
const token = (over: Json = {}, subject: Json = {}) =>
  sign({ ...badgeOf(did, over, subject), ...claims });
const achievementWith = (more: Json): Json => ({
  achievement: {
    ...((badgeOf('')['credentialSubject'] as Json)['achievement'] as Json),
    ...more,
  },
});

/** What the badge says, in a token and with a proof: both are right, whatever is said of its spelling. */
const inBoth = async (over: Json, subject: Json) => [
  await judge(await signed(over, subject)),
  await judge(await token(over, subject)),
];

const endorsement = {
  '@context': [V2, OB],
  id: 'https://e.example/1',
  type: ['VerifiableCredential', 'EndorsementCredential'],
  name: 'Endorsed',
  issuer: 'https://e.example/',
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: { id: 'https://college.example/achievements/1', type: 'EndorsementSubject' },
};
const identity = {
  type: 'IdentityObject',
  hashed: false,
  identityHash: 'a@b.example',
  identityType: 'emailAddress',
};
const aligned = { type: 'Alignment', targetName: 'A', targetUrl: 'https://a.example/' };

describe('one where a list may be, at any depth', () => {
  it.each([
    ['an alignment, a tag', {}, achievementWith({ alignment: aligned, tag: 'teams' })],
    ['a related one', {}, achievementWith({ related: { id: 'urn:r', type: 'Related' } })],
    [
      'a result description, its value and its level',
      {},
      achievementWith({
        resultDescription: {
          id: 'urn:d',
          type: 'ResultDescription',
          name: 'Mark',
          resultType: 'LetterGrade',
          allowedValue: 'A',
          rubricCriterionLevel: {
            id: 'urn:l',
            type: 'RubricCriterionLevel',
            name: 'Top',
            alignment: aligned,
          },
        },
      }),
    ],
    ['an endorsement with its subject', {}, achievementWith({ endorsement })],
    ['a list where one has to be', {}, achievementWith({ criteria: [{ narrative: 'Both.' }] })],
  ])('%s is fine', async (_, over: Json, subject: Json) => {
    for (const found of await inBoth(over, subject))
      expect(found).toMatchObject({ verdict: 'valid', codes: { schema: 'well_formed' } });
  });
});

describe('what is written otherwise', () => {
  it.each([
    [
      'a member that the class does not have',
      {},
      achievementWith({ image: { id: 'https://c.example/1', type: 'Image', name: 'Cup' } }),
    ],
    [
      'an identity that does not say whether it is hashed',
      {},
      { identifier: [{ ...identity, hashed: undefined }] },
    ],
    [
      'a context before that of Open Badges',
      { '@context': [V2, 'https://w3id.org/security/data-integrity/v2', OB] },
      {},
    ],
    ['an offset without its colon', { validFrom: '2026-01-01T00:00:00+0000' }, {}],
  ])('%s is told, and the badge is good', async (_, over: Json, subject: Json) => {
    const clean = JSON.parse(JSON.stringify([over, subject])) as [Json, Json];
    for (const found of await inBoth(...clean))
      expect(found).toMatchObject({ verdict: 'valid', codes: { schema: 'schema_spelling' } });
  });

  it.each([
    [{ validFrom: '2026-01-01t00:00:00z' }, {}],
    [{ validFrom: '2026-01-01 00:00:00Z' }, {}],
    [{ validFrom: '2026-01-01T00:00Z' }, {}],
    [{}, { identifier: [{ ...identity, hashed: 'false' }] }],
    [{}, achievementWith({ creditsAvailable: '3' })],
  ])('%j %j is told in a token', async (over: Json, subject: Json) => {
    const found = await judge(await token(over, subject));
    expect(found).toMatchObject({ verdict: 'valid', codes: { schema: 'schema_spelling' } });
  });

  it('null says that nothing is there', async () => {
    const found = await judge(await token({ validUntil: null, awardedDate: null }));
    expect(found).toMatchObject({ verdict: 'valid', codes: { schema: 'well_formed' } });
  });

  it('a day without an hour ends with it, and what is no date is none', async () => {
    expect((await judge(await token({ validUntil: '2026-05-04 08:00Z' }))).codes['validity']).toBe(
      'expired',
    );
    expect((await judge(await token({ validUntil: 'soon' }))).codes['validity']).toBe(
      'validity_malformed',
    );
    expect((await judge(await token({ '@context': [V2] }))).codes['schema']).toBe(
      'schema_violated',
    );
  });
});

describe('a status list entry', () => {
  const LIST = 'https://college.example/list';
  const entry = {
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: '7',
    statusListCredential: LIST,
  };
  const list = (first: number): Json => {
    const bits = Buffer.alloc(16_384);
    bits[0] = first;
    return {
      '@context': [V2],
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer: signer.id,
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: {
        type: 'BitstringStatusList',
        statusPurpose: 'revocation',
        encodedList: `u${gzipSync(bits).toString('base64url')}`,
      },
    };
  };

  it.each([
    ['without an id', entry],
    ['in a list', [entry]],
    ['with its index as a number', { ...entry, statusListIndex: 7 }],
    ['with its type in a list', { ...entry, type: ['BitstringStatusListEntry'] }],
  ])('%s is asked about', async (_, credentialStatus) => {
    for (const [first, status, verdict] of [
      [0, 'not_revoked', 'valid'],
      [1, 'revoked', 'invalid'],
    ] as const) {
      documents[LIST] = await signer.sign(list(first));
      const found = await judge(await signed({ credentialStatus }));
      expect(found).toMatchObject({ verdict, codes: { status, proof: 'signed' } });
    }
  });
});

describe('a token, as it is copied and passed on', () => {
  const enveloped = (id: string) =>
    JSON.stringify({ '@context': V2, type: 'EnvelopedVerifiableCredential', id });
  it.each<[string, (jwt: string) => string]>([
    ['between quotes', (jwt) => `'${jwt}'`],
    ['between brackets', (jwt) => `<${jwt}>`],
    ['in a fence', (jwt) => `\`\`\`text\n${jwt}\n\`\`\``],
    ['as a header', (jwt) => `Bearer ${jwt}`],
    ['as a data: URL', (jwt) => `data:application/vc+jwt,${jwt}`],
    ['after a mark that shows nothing', (jwt) => `\u200B${jwt}`],
    ['quoted in a mail', (jwt) => `> ${jwt.replace(/.{70}/g, '$&\n> ')}`],
    ['as mail encodes it', (jwt) => jwt.replace(/.{75}/g, '$&=\r\n')],
    ['above a name', (jwt) => `${jwt}\n\n-- \nAda`],
    ['in an envelope with a parameter', (jwt) => enveloped(`data:application/vc+jwt;v=2,${jwt}`)],
    ['in an envelope of a draft', (jwt) => enveloped(`data:application/vc-ld+jwt,${jwt}`)],
    ['in an envelope in capitals', (jwt) => enveloped(`DATA:application/VC+JWT,${jwt}`)],
    ['as a member "jwt"', (jwt) => JSON.stringify({ jwt })],
    ['as OpenID4VCI gives it', (jwt) => JSON.stringify({ credentials: [{ credential: jwt }] })],
    [
      'as JSON with one signature',
      (jwt) => {
        const [head, payload, signature] = jwt.split('.');
        return JSON.stringify({ payload, signatures: [{ protected: head, signature }] });
      },
    ],
  ])('%s is read', async (_, wrap) => {
    expect(await judge(wrap(await token()))).toMatchObject({ verdict: 'valid', format: 'jwt' });
  });

  it('in a presentation that is a token, too, is read; who presents it is not asked', async () => {
    const jwt = await token();
    const vp = { '@context': [V2], type: ['VerifiablePresentation'], verifiableCredential: [jwt] };
    const held = { type: 'EnvelopedVerifiableCredential', id: `data:application/vc+jwt,${jwt}` };
    const tokens = [
      await sign({ iss: did, vp }),
      await sign({ ...vp, verifiableCredential: [held] }, { typ: 'vp+jwt' }),
    ];
    for (const one of tokens) expect((await judge(one)).verdict).toBe('valid');
    const embedded = await sign({
      iss: did,
      vp: { ...vp, verifiableCredential: [await signed()] },
    });
    expect(await judge(embedded)).toMatchObject({ verdict: 'valid' });
  });

  it('of another kind stays one, and a badge does not hide another in a claim vp', async () => {
    const payload = { ...badgeOf(did), ...claims };
    expect((await judge(await sign(payload, { typ: 'at+jwt' }))).verdict).toBe('invalid');
    const inner = { type: ['VerifiablePresentation'], verifiableCredential: [await signed()] };
    const outer = await sign({ ...payload, name: 'Outer', vp: inner });
    expect((await judge(outer)).credential?.['name']).toBe('Outer');
  });
});
