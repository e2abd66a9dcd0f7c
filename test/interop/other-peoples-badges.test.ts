import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { omitUndefined } from '../../src/base/index.js';
import { checkShape } from '../../src/credentials/verify/simple-checks.js';
import { badgeOf, createSigner, type Json, V2 } from './sign-badge.js';
import { environment, judge, signed, signer, useOthers } from './judge-others.js';

useOthers();

describe('another spelling is no forgery', () => {
  it.each([
    ['a type that is one text', { issuer: { id: '', type: 'Profile', name: 'College' } }, {}],
    [
      'one piece of evidence alone',
      { evidence: { type: 'Evidence', narrative: 'It went well.' } },
      {},
    ],
    [
      'one identifier alone',
      {},
      {
        identifier: {
          type: 'IdentityObject',
          hashed: false,
          identityHash: 'a@b.example',
          identityType: 'emailAddress',
        },
      },
    ],
    ['one result alone', {}, { result: { type: 'Result', value: '7' } }],
  ])('%s is fine', async (_, over: Json, subject: Json) => {
    const issuer = (over['issuer'] as Json | undefined) && {
      ...(over['issuer'] as Json),
      id: signer.id,
    };
    const badge = await signed(omitUndefined({ ...over, issuer }), subject);
    expect(await judge(badge)).toMatchObject({
      verdict: 'valid',
      codes: { proof: 'signed', schema: 'well_formed' },
    });
  });

  it.each([
    ['en-us', 'well_formed'],
    ['zh-Hant-TW', 'well_formed'],
    ['English (US)', 'schema_spelling'],
  ])('a language written as %s is %s', async (inLanguage, schema) => {
    const { achievement } = badgeOf('')['credentialSubject'] as Json;
    const badge = await signed({}, { achievement: { ...(achievement as Json), inLanguage } });
    expect(await judge(badge)).toMatchObject({ verdict: 'valid', codes: { schema } });
  });

  const achievementWith = (more: Json): Json => ({
    achievement: {
      ...((badgeOf('')['credentialSubject'] as Json)['achievement'] as Json),
      ...more,
    },
  });

  it.each([
    [
      'a picture that is an address',
      {},
      achievementWith({ image: 'https://college.example/1.png' }),
    ],
    [
      'a picture without its type',
      {},
      achievementWith({ image: { id: 'https://college.example/1' } }),
    ],
    ['a creator that is an address', {}, achievementWith({ creator: 'https://college.example/' })],
    ['a number for a code', {}, achievementWith({ humanCode: 101 })],
    ['a number for a result', {}, { result: [{ type: ['Result'], value: 7 }] }],
    ['a description without words', {}, achievementWith({ description: '' })],
    ['a name with its language', { name: { '@value': 'Teamwork', '@language': 'en' } }, {}],
    ['a time without its zone', { validFrom: '2026-01-01T00:00:00' }, {}],
    ['a day for a time', { awardedDate: '2026-01-01' }, {}],
  ])('%s is told, and the badge is good', async (_, over: Json, subject: Json) => {
    const found = await judge(await signed(over, subject));
    expect([found.codes['schema'], found.codes['proof'], found.verdict]).toEqual([
      ...['schema_spelling', 'signed', 'valid'],
    ]);
  });

  it.each([
    [{ validUntil: '2026-05-04T08:00:00' }, 'expired'],
    [{ validUntil: '2026-05-04T10:00:00' }, 'in_force'],
    [{ validFrom: '2026-05-04T10:00:00' }, 'not_yet_valid'],
  ])('a time without its zone is of UTC: %j', async (over, code) => {
    expect((await judge(await signed(over))).codes['validity']).toBe(code);
  });

  it('a picture that is no address, or a list of names, is none', async () => {
    const { image, name } = { image: { image: 'cat' }, name: { name: ['A', 'B'] } };
    for (const wrong of [image, name])
      expect(checkShape(badgeOf('', {}, achievementWith(wrong))).code).toBe('schema_violated');
  });

  it('a word that the vocabulary does not have is told, a part that is missing counts', async () => {
    const { achievement } = badgeOf('')['credentialSubject'] as Json;
    const odd = { ...(achievement as Json), achievementType: 'Micro-Credential' };
    expect(await judge(await signed({}, { achievement: odd }))).toMatchObject({
      verdict: 'valid',
      codes: { schema: 'schema_spelling' },
    });
    const nameless = { ...(achievement as Json) };
    delete nameless['name'];
    expect(await judge(await signed({}, { achievement: nameless }))).toMatchObject({
      verdict: 'invalid',
      codes: { schema: 'schema_violated' },
    });
  });
});

describe('a status list', () => {
  const LIST = 'https://college.example/status/1';
  const listOf = (issuer: string, over: Json, revoked: boolean): Json => {
    const bits = Buffer.alloc(16_384);
    if (revoked) bits[0] = 0x80;
    const encodedList = `u${gzipSync(bits).toString('base64url')}`;
    const subject = { type: 'BitstringStatusList', statusPurpose: 'revocation', encodedList };
    return {
      '@context': [V2],
      type: ['VerifiableCredential', 'BitstringStatusListCredential'],
      issuer,
      validFrom: '2026-01-01T00:00:00Z',
      credentialSubject: subject,
      ...over,
    };
  };
  const credentialStatus = {
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: '0',
    statusListCredential: LIST,
    id: `${LIST}#0`,
  };

  it.each([
    ['without an id', {}, 'not_revoked'],
    ['by its own address', { id: LIST }, 'not_revoked'],
    ['by another address', { id: 'https://college.example/status/2' }, 'status_unreachable'],
  ])('%s is %s', async (_, over, status) => {
    const badge = await signed({ credentialStatus });
    const list = await signer.sign(listOf(signer.id, over, false));
    expect((await judge(badge, environment({ [LIST]: list }))).codes['status']).toBe(status);
  });

  it('of another issuer counts, and whose it is is said', async () => {
    const other = await createSigner();
    const badge = await signed({ credentialStatus });
    const standing = await other.sign(listOf(other.id, { id: LIST }, false));
    const found = await judge(badge, environment({ [LIST]: standing }));
    expect(found).toMatchObject({ verdict: 'valid', codes: { status: 'status_by_another' } });
    expect(found.checks.find(({ name }) => name === 'status')?.detail).toContain(other.id);
    const revoked = await other.sign(listOf(other.id, { id: LIST }, true));
    expect(await judge(badge, environment({ [LIST]: revoked }))).toMatchObject({
      verdict: 'invalid',
      state: 'revoked',
    });
  });

  it('whose part is named otherwise than it is signed is none', async () => {
    const badge = await signed({ credentialStatus });
    const list = await signer.sign(
      listOf(signer.id, { id: LIST, validUntil: '2026-02-01T00:00:00Z' }, false),
    );
    const { validUntil, ...rest } = list;
    const iri = 'https://www.w3.org/2018/credentials#validUntil';
    const typed = { '@type': 'http://www.w3.org/2001/XMLSchema#dateTime', '@value': validUntil };
    const found = await judge(badge, environment({ [LIST]: { ...rest, [iri]: typed } }));
    expect(found.codes['status']).toBe('status_unreachable');
  });
});

describe('who says so', () => {
  it('names the domain that was proved, and otherwise nobody', async () => {
    const web = await createSigner('did:web:badges.college.example');
    const documents = { 'https://badges.college.example/.well-known/did.json': web.document };
    const proven = await judge(await web.sign(badgeOf(web.id)), environment(documents));
    expect(proven.issuedBy).toMatchObject({ domain: 'badges.college.example', name: 'College' });
    const away = await judge(await web.sign(badgeOf(web.id)));
    expect(away.issuedBy).toMatchObject({ domain: null, name: 'College' });
    expect((await judge(await signed())).issuedBy).toMatchObject({ domain: null, name: 'College' });
  });

  it('warns of a name that is known here under another identifier', async () => {
    const recognise = (id: string) => (id === 'did:web:college.example' ? 'College' : null);
    const findNamesake = (name: string) => (name === 'College' ? 'did:web:college.example' : null);
    const found = await judge(await signed(), environment({}, { recognise, findNamesake }));
    expect(found).toMatchObject({
      verdict: 'valid',
      issuedBy: { namesake: 'did:web:college.example' },
      codes: { 'issuer-recognised': 'issuer_namesake' },
    });
  });
});
