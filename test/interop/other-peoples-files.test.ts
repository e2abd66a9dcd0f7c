import { generateKeyPairSync } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { CompactSign } from 'jose';
import { describe, expect, it } from 'vitest';
import { bakePng } from '../../src/credentials/files/bake-png.js';
import { badgeOf } from './sign-badge.js';
import { judge, signed, useOthers } from './judge-others.js';

useOthers();

describe('content goes before labels', () => {
  const V1 =
    '{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"https://a.example/1"}';
  const PNG = Uint8Array.from(
    Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    ),
  );
  const chunk = (keyword: string, text: string) => {
    const data = Buffer.from(`${keyword}\0\0\0\0\0${text}`);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write('iTXt', 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  };
  const withChunks = (...chunks: Buffer[]) =>
    new Uint8Array(Buffer.concat([PNG.subarray(0, 33), ...chunks, PNG.subarray(33)]));

  /** A chunk of compressed text; in an iTXt chunk with what stands before it. */
  const packed = (type: 'iTXt' | 'zTXt', text: string, keyword = 'openbadgecredential') => {
    const before = type === 'iTXt' ? '\0\x01\0\0\0' : '\0\0';
    const data = Buffer.concat([Buffer.from(`${keyword}${before}`), deflateSync(text)]);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(data.length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, data, Buffer.alloc(4)]);
  };

  it('a PNG whose text is compressed, or whose keyword is in capitals, is read', async () => {
    const text = JSON.stringify(await signed());
    for (const part of [
      packed('iTXt', text),
      packed('zTXt', text),
      chunk('OpenBadgeCredential', text),
    ])
      expect(await judge(withChunks(part))).toMatchObject({ verdict: 'valid', format: 'png' });
  });

  it('compressed text that unpacks to more than a badge may be, or to nothing, is unreadable', async () => {
    const bomb = packed('zTXt', ' '.repeat(50_000_000));
    const broken = Buffer.from(packed('zTXt', 'text'));
    broken.fill(0xff, 30, 34);
    for (const part of [bomb, broken])
      expect((await judge(withChunks(part))).checks[0]?.code).toBe('compressed_text');
  });

  it.each([
    ['a list of one', (text: string) => `[${text}]`],
    ['a member "credential"', (text: string) => `{"credential":${text}}`],
    ['a member "verifiableCredential"', (text: string) => `{"verifiableCredential":[${text}]}`],
    ['UTF-16', (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-8 with its mark', (text: string) => Buffer.from(`\uFEFF${text}`)],
  ])('a badge in %s is read', async (_, wrap) => {
    expect(await judge(wrap(JSON.stringify(await signed())))).toMatchObject({ verdict: 'valid' });
  });

  it('a list of several is none, and a member beside a context is no wrapper', async () => {
    const badge = await signed();
    expect((await judge(JSON.stringify([badge, badge]))).kind).toBe('unreadable');
    const beside = { '@context': badge['@context'], type: 'Thing', credential: badge };
    expect((await judge(beside)).kind).toBe('other-credential');
  });

  it('a PNG with a badge of 2.0 before one of 3.0 is of 3.0', async () => {
    const text = JSON.stringify(await signed());
    const both = withChunks(chunk('openbadges', V1), chunk('openbadgecredential', text));
    expect(await judge(both)).toMatchObject({ verdict: 'valid', format: 'png' });
    const byOldKeyword = withChunks(chunk('openbadges', text));
    expect(await judge(byOldKeyword)).toMatchObject({ verdict: 'valid', format: 'png' });
    expect(await judge(withChunks(chunk('openbadges', V1)))).toMatchObject({
      kind: 'open-badge-2',
    });
    expect(await judge(new Uint8Array(bakePng(PNG, text)))).toMatchObject({ verdict: 'valid' });
  });

  it.each([
    [
      'another prefix',
      (text: string) =>
        `<svg xmlns:ob="https://purl.imsglobal.org/ob/v3p0"><ob:credential><![CDATA[${text}]]></ob:credential></svg>`,
    ],
    [
      'the namespace on the element',
      (text: string) =>
        `<svg><credential xmlns="https://purl.imsglobal.org/ob/v3p0"><![CDATA[${text}]]></credential></svg>`,
    ],
    [
      'the element of 2.0',
      (text: string) =>
        `<svg xmlns:openbadges="http://openbadges.org"><openbadges:assertion verify="https://a.example/1"><![CDATA[${text}]]></openbadges:assertion></svg>`,
    ],
    [
      'one of 2.0 beside it',
      (text: string) =>
        `<svg><openbadges:assertion><![CDATA[${V1}]]></openbadges:assertion><openbadges:credential><![CDATA[${text}]]></openbadges:credential></svg>`,
    ],
    [
      'a root with a prefix',
      (text: string) =>
        `<?xml version="1.0"?><!-- a --><s:svg xmlns:s="http://www.w3.org/2000/svg"><openbadges:credential><![CDATA[${text}]]></openbadges:credential></s:svg>`,
    ],
  ])('an SVG with %s is read', async (_, bake) => {
    const found = await judge(bake(JSON.stringify(await signed())));
    expect(found).toMatchObject({ verdict: 'valid', format: 'svg' });
  });

  it('a token that mail has wrapped at 76 columns is read', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    const did = `did:jwk:${Buffer.from(JSON.stringify(jwk)).toString('base64url')}`;
    const claims = {
      iss: did,
      jti: 'https://college.example/badges/1',
      sub: 'did:example:ada',
      nbf: 1_767_225_600,
    };
    const jwt = await new CompactSign(Buffer.from(JSON.stringify({ ...badgeOf(did), ...claims })))
      .setProtectedHeader({ alg: 'ES256', kid: `${did}#0`, typ: 'JWT' })
      .sign(privateKey);
    const wrapped = jwt.replace(/.{76}/g, '$&\r\n');
    expect(await judge(`\n${wrapped}\n`)).toMatchObject({ verdict: 'valid', format: 'jwt' });
  });
});
