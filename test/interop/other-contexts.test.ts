import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { badgeOf, createSigner, OB, V2 } from './sign-badge.js';
import { environment, judge, signed, useOthers } from './judge-others.js';

useOthers();

describe('what cannot be compared or checked', () => {
  const hash = (algorithm: string, text: string) =>
    `${algorithm}$${createHash(algorithm).update(text).digest('hex')}`;
  const identity = (identityHash: string, hashed = true, salt = 's') => ({
    identifier: [
      { type: 'IdentityObject', hashed, identityHash, identityType: 'emailAddress', salt },
    ],
  });
  it.each([
    ['a md5 hash', hash('md5', 'ada@example.edus'), 'ada@example.edu', 'recipient_not_comparable'],
    ['a hash of an unknown kind', 'blake9$00ff', 'ada@example.edu', 'recipient_not_comparable'],
    ['text without a kind', '00ff', 'ada@example.edu', 'recipient_not_comparable'],
    ['a sha512 hash', hash('sha512', 'ada@example.edus'), 'ada@example.edu', 'recipient_matches'],
    [
      'a domain in capitals',
      hash('sha256', 'Ada.L@example.edus'),
      'Ada.L@EXAMPLE.edu',
      'recipient_matches',
    ],
    ['somebody else', hash('sha256', 'bob@example.edus'), 'ada@example.edu', 'recipient_differs'],
  ])('%s', async (_, identityHash, email, code) => {
    const badge = await signed({}, identity(identityHash));
    expect((await judge(badge, environment({}, { email }))).codes['recipient']).toBe(code);
  });

  it('an address that is not hashed has no case', async () => {
    const badge = await signed({}, identity('Ada@Example.EDU', false));
    const env = environment({}, { email: 'ada@example.edu' });
    expect((await judge(badge, env)).codes['recipient']).toBe('recipient_matches');
  });

  it('a token signed by ES256K is not known, one by none or a shared secret is refused', async () => {
    const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = (alg: string) =>
      `${b64({ alg, typ: 'JWT' })}.${b64(badgeOf('did:example:1'))}.AAAA`;
    expect(await judge(token('ES256K'))).toMatchObject({
      verdict: 'unknown',
      codes: { proof: 'proof_not_supported' },
    });
    for (const alg of ['none', 'HS256'])
      expect(await judge(token(alg))).toMatchObject({ verdict: 'invalid' });
  });
});

describe('related resources', () => {
  const bytes = Buffer.from('The rubric.');
  const id = 'https://college.example/rubric';
  const sri = (text: Buffer) => `sha384-${createHash('sha384').update(text).digest('base64')}`;
  const multihash = `u${Buffer.concat([Buffer.from([0x12, 0x20]), createHash('sha256').update(bytes).digest()]).toString('base64url')}`;
  const atHand = environment(
    {},
    {
      findResource: (url) => Promise.resolve(url === id ? new Uint8Array(bytes) : null),
    },
  );

  it.each([
    ['digestSRI', { digestSRI: sri(bytes) }, 'resource_unchanged', 'valid'],
    ['digestMultibase', { digestMultibase: multihash }, 'resource_unchanged', 'valid'],
    [
      'a digest of something else',
      { digestSRI: sri(Buffer.from('x')) },
      'resource_changed',
      'invalid',
    ],
  ])('are held against %s', async (_, digest, code, verdict) => {
    const badge = await signed({ relatedResource: [{ id, ...digest }] });
    expect(await judge(badge, atHand)).toMatchObject({ verdict, codes: { resources: code } });
  });

  it('are not looked at where they are not at hand', async () => {
    const badge = await signed({ relatedResource: [{ id, digestSRI: sri(bytes) }] });
    expect(await judge(badge)).toMatchObject({
      verdict: 'valid',
      codes: { resources: 'resource_not_at_hand' },
    });
  });
});

describe('contexts that are not known here', () => {
  const URL = 'https://terms.example/v1';
  const own = { '@context': { campus: 'https://terms.example/v1#campus' } };
  const loader = async (url: string) => {
    const { loadContext } = await import('../../src/credentials/verify/contexts.js');
    return url === URL ? { contextUrl: null, documentUrl: url, document: own } : loadContext(url);
  };
  const make = async (context: unknown) => {
    const other = await createSigner(undefined, loader);
    return other.sign(badgeOf(other.id, { '@context': [V2, OB, context], campus: 'North' }));
  };

  it('are fetched from hosts that the operator allows, and that is said', async () => {
    const badge = await make(URL);
    const documents = { [URL]: own };
    expect(await judge(badge, environment(documents))).toMatchObject({
      verdict: 'unknown',
      codes: { proof: 'context_not_listed' },
    });
    const allowed = environment(documents, { contextHosts: ['terms.example'] });
    expect(await judge(badge, allowed)).toMatchObject({
      verdict: 'valid',
      codes: { proof: 'signed', contexts: 'context_fetched' },
    });
    const away = environment({}, { contextHosts: ['terms.example'] });
    expect(await judge(badge, away)).toMatchObject({ codes: { proof: 'context_unreachable' } });
  });

  it('written into the badge are taken where the operator lets them be', async () => {
    const badge = await make(own['@context']);
    expect(await judge(badge)).toMatchObject({ codes: { proof: 'context_unfit' } });
    expect(await judge(badge, environment({}, { allowsOwnContexts: true }))).toMatchObject({
      verdict: 'valid',
      codes: { contexts: 'context_own' },
    });
  });

  it('cannot give another name to what a known one names', async () => {
    const alias = { state: 'https://www.w3.org/2018/credentials#evidence' };
    const badge = await signed({ evidence: [{ type: ['Evidence'], narrative: 'Seen.' }] });
    const { evidence, ...rest } = badge;
    const renamed = { ...rest, '@context': [V2, OB, alias], state: evidence };
    const found = await judge(renamed, environment({}, { allowsOwnContexts: true }));
    expect(found.verdict).toBe('invalid');
  });
});
