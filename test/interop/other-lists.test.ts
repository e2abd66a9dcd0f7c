import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { badgeOf, createSigner, type Json, OB, V2 } from './sign-badge.js';
import { environment, judge, signed, signer, useOthers } from './judge-others.js';

useOthers();

const achievementWith = (more: Json): Json => ({
  achievement: {
    ...((badgeOf('')['credentialSubject'] as Json)['achievement'] as Json),
    ...more,
  },
});

describe('a status list of others', () => {
  const LIST = 'https://college.example/status/1';
  const entry = {
    id: `${LIST}#3`,
    type: 'BitstringStatusListEntry',
    statusPurpose: 'revocation',
    statusListIndex: '3',
    statusListCredential: LIST,
  };
  const packed = (first: number) => {
    const bits = Buffer.alloc(16_384);
    bits[0] = first;
    return gzipSync(bits);
  };
  const listOf = (encodedList: string, over: Json = {}, subject: Json = {}): Json => ({
    '@context': [V2],
    id: LIST,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: signer.id,
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: {
      type: 'BitstringStatusList',
      statusPurpose: 'revocation',
      encodedList,
      ...subject,
    },
    ...over,
  });
  const PLACE_3 = 0b0001_0000;
  it.each<[string, (bits: Buffer) => Json]>([
    ['without the prefix of multibase', (bits) => listOf(bits.toString('base64url'))],
    ['in padded base64url', (bits) => listOf(`u${bits.toString('base64url')}==`)],
    ['in base64', (bits) => listOf(bits.toString('base64'))],
    ['by multibase’s base64', (bits) => listOf(`m${bits.toString('base64').replace(/=+$/, '')}`)],
    [
      'by an issuer with a name',
      (bits) =>
        listOf(`u${bits.toString('base64url')}`, {
          '@context': [V2, OB],
          issuer: { id: signer.id, type: 'Profile', name: 'C' },
        }),
    ],
    [
      'for several purposes',
      (bits) =>
        listOf(
          `u${bits.toString('base64url')}`,
          {},
          { statusPurpose: ['revocation', 'suspension'] },
        ),
    ],
  ])('%s is read', async (_, write) => {
    for (const [first, status] of [
      [0, 'not_revoked'],
      [PLACE_3, 'revoked'],
    ] as const) {
      const list = await signer.sign(write(packed(first)));
      const badge = await signed({ credentialStatus: entry });
      expect((await judge(badge, environment({ [LIST]: list }))).codes['status']).toBe(status);
    }
  });

  it.each(['RevocationList2020Status', 'CredentialStatusList2017', 'TokenStatusList'])(
    'a status by %s is not known, which is not wrong',
    async (type) => {
      const extensions = { '@context': [V2, OB, { '@vocab': 'https://terms.example/#' }] };
      const maker = await createSigner();
      const badge = badgeOf(maker.id, { ...extensions, credentialStatus: { id: LIST, type } });
      const found = await judge(
        await maker.sign(badge),
        environment({}, { allowsOwnContexts: true }),
      );
      expect([found.verdict, found.codes['proof'], found.codes['status']]).toEqual([
        ...['unknown', 'signed', 'status_unreachable'],
      ]);
    },
  );
});

describe('related resources, wherever they stand', () => {
  const away = { digestSRI: `sha384-${'A'.repeat(64)}` };
  it('a picture behind an address is not fetched and not checked, which is said', async () => {
    const id = 'https://college.example/badge.png';
    const image = { id, type: 'Image', ...away };
    const found = await judge(await signed({}, achievementWith({ image })));
    expect(found.verdict).toBe('valid');
    expect(found.checks.find(({ name }) => name === 'resources')).toMatchObject({
      outcome: 'warning',
      code: 'resource_not_at_hand',
      values: { id },
    });
  });

  it('a picture within its address is held against its digest', async () => {
    const image = { id: 'data:image/svg+xml,%3Csvg/%3E', type: 'Image', ...away };
    const found = await judge(await signed({}, achievementWith({ image })));
    expect([found.verdict, found.codes['resources']]).toEqual(['invalid', 'resource_changed']);
  });

  it('of several that are away the first three are named', async () => {
    const relatedResource = [1, 2, 3, 4].map((n) => ({ id: `https://c.example/${n}`, ...away }));
    const { checks } = await judge(await signed({ relatedResource }));
    expect(checks.find(({ name }) => name === 'resources')?.values?.['id']).toBe(
      'https://c.example/1, https://c.example/2, https://c.example/3',
    );
  });
});
