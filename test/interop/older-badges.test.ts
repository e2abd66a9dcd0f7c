import { describe, expect, it } from 'vitest';
import { judge } from './judge-others.js';

type Json = Record<string, unknown>;

const ASSERTION = 'https://college.example/badges/1.json';
const recipient = { type: 'email', hashed: true, salt: 's', identity: `sha256$${'0'.repeat(64)}` };
const hosted = { type: 'hosted', url: ASSERTION };
const v2 = {
  '@context': 'https://w3id.org/openbadges/v2',
  type: 'Assertion',
  id: ASSERTION,
  recipient,
  badge: 'https://college.example/badge.json',
  verification: { type: 'HostedBadge' },
  issuedOn: '2026-01-01T00:00:00Z',
};
const v1 = {
  uid: '17',
  recipient,
  badge: 'https://college.example/badge.json',
  verify: hosted,
  issuedOn: 1_767_225_600,
};
const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const jws = (payload: Json, alg = 'RS256') => `${b64({ alg, typ: 'JWT' })}.${b64(payload)}.AAAA`;

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
function baked(type: 'tEXt' | 'iTXt', text: string): Uint8Array {
  const data = Buffer.from(`openbadges\0${type === 'iTXt' ? '\0\0\0\0' : ''}${text}`);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(type, 4, 'latin1');
  return new Uint8Array(
    Buffer.concat([PNG.subarray(0, 33), head, data, Buffer.alloc(4), PNG.subarray(33)]),
  );
}
const svg = (inner: string, verify = '') =>
  `<svg xmlns:openbadges="http://openbadges.org"><openbadges:assertion${verify}>${inner}</openbadges:assertion></svg>`;

describe('an Open Badge of version 2.0 or before is told as one, whatever it is in', () => {
  it.each<[string, Json | string | Uint8Array]>([
    ['2.0', v2],
    ['2.0, its types in a list', { ...v2, type: ['Assertion'] }],
    ['2.0 with a context of its own beside', { ...v2, '@context': [v2['@context'], {}] }],
    ['2.0, its badge written into it', { ...v2, badge: { type: 'BadgeClass', name: 'Teamwork' } }],
    ['2.0, of a badge class alone', { '@context': v2['@context'], type: 'BadgeClass' }],
    ['2.0, of an issuer alone', { '@context': v2['@context'], type: 'Issuer', name: 'College' }],
    ['2.1', { ...v2, '@context': 'https://purl.imsglobal.org/spec/ob/v2p1/context.json' }],
    [
      '1.1',
      { ...v1, '@context': 'https://w3id.org/openbadges/v1', type: 'Assertion', id: ASSERTION },
    ],
    [
      '1.1 by its first context',
      { ...v2, '@context': 'https://openbadgespec.org/v1/context.json' },
    ],
    ['1.0, without context or type', v1],
    ['1.0, its badge written into it', { ...v1, badge: { name: 'Teamwork' } }],
    [
      '0.5, with its recipient as a text',
      { recipient: recipient.identity, badge: { version: '0.5.0' } },
    ],
    [
      'a draft between 2.0 and 3.0',
      {
        ...v2,
        '@context': ['https://www.w3.org/2018/credentials/v1', v2['@context']],
        type: ['VerifiableCredential', 'Assertion'],
      },
    ],
    ['2.0, signed', jws({ ...v2, verification: { type: 'SignedBadge' } })],
    ['1.0, signed, its algorithm in small letters', jws(v1, 'rs256')],
    ['a picture with an address', baked('tEXt', ASSERTION)],
    ['a picture with an address of http', baked('iTXt', 'http://college.example/1')],
    ['a picture with 1.0 in it', baked('iTXt', JSON.stringify(v1))],
    ['a picture with 2.0 in it', baked('iTXt', JSON.stringify(v2))],
    ['a picture with a signed one in it', baked('iTXt', jws(v1))],
    ['an SVG with its address as an attribute', svg('', ` verify="${ASSERTION}"`)],
    ['an SVG with both', svg(`<![CDATA[${JSON.stringify(v2)}]]>`, ` verify="${ASSERTION}"`)],
    ['an SVG with 1.0 in it', svg(`<![CDATA[${JSON.stringify(v1)}]]>`)],
    ['the answer of a service', { status: { success: true }, result: [v2] }],
  ])('%s', async (_, input) => {
    expect(await judge(input)).toMatchObject({
      verdict: 'unknown',
      kind: 'open-badge-2',
      codes: { schema: 'open_badge_2' },
    });
  });

  it('what only looks a little like one is none', async () => {
    for (const other of [
      { badge: 'gold' },
      { recipient: 'Ada', badge: null },
      { type: 'Order', badge: 1, recipient: 2 },
    ])
      expect((await judge(other)).kind).toBe('other-credential');
  });
});
