import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import {
  b64,
  badge,
  iTXt,
  json,
  jwtHead,
  jwtWith,
  knot,
  nested,
  png,
  poison,
  subject,
  valid,
} from './hostile-parts.js';

/** Things that strangers may hand in to do harm. Each must come to a verdict, never to an error, in bounded time. */
export interface Hostile {
  readonly name: string;
  readonly input: string | Uint8Array;
}

export const hostile: readonly Hostile[] = [
  {
    name: 'one node described 14 times over, with 200 texts of one property each time',
    input: json({
      evidence: Array.from({ length: 14 }, (_, part) => ({
        id: 'https://example.org/one',
        type: ['Evidence'],
        genre: Array.from({ length: 200 }, (_unused, at) => `${part}/${at}`),
      })),
    }),
  },
  {
    name: 'a badge with 2,800 tags',
    input: json({
      credentialSubject: {
        ...subject,
        achievement: {
          ...(subject['achievement'] as object),
          tag: Array.from({ length: 2_800 }, (_, at) => `t${at}`),
        },
      },
    }),
  },
  { name: 'nothing', input: '' },
  { name: 'a number', input: '7' },
  { name: 'null', input: 'null' },
  { name: 'an array', input: '[]' },
  { name: 'brackets, 1 MB', input: '['.repeat(1_000_000) },
  { name: 'braces, 1 MB', input: nested(170_000) },
  { name: 'braces, deep and short', input: nested(2_000) },
  { name: 'an array of 500,000', input: `[${'1,'.repeat(499_999)}1]` },
  { name: 'a badge with 400,000 tags', input: json({ tag: Array(400_000).fill('') }) },
  {
    name: 'a badge with 7,000 tags',
    input: json({
      credentialSubject: {
        ...subject,
        achievement: {
          ...(subject['achievement'] as object),
          tag: Array.from({ length: 7_000 }, (_, at) => `t${at}`),
        },
      },
    }),
  },
  { name: 'a string of 2 MB', input: json({ name: 'x'.repeat(2_000_000) }) },
  { name: 'prototype keys', input: valid.replace('"name"', '"__proto__":{"a":1},"name"') },
  { name: 'a constructor key', input: json({ constructor: { prototype: { a: 1 } } }) },
  {
    name: 'an unlisted context',
    input: json({
      '@context': [...(badge['@context'] as string[]), 'https://evil.example/context'],
    }),
  },
  {
    name: 'a context that imports',
    input: json({
      '@context': [...(badge['@context'] as string[]), { '@import': 'https://evil.example/' }],
    }),
  },
  {
    name: 'contexts within contexts',
    input: json({ '@context': [...(badge['@context'] as string[]), knot(6)['@context' as never]] }),
  },
  {
    name: 'a context of 10,000 terms',
    input: json({
      '@context': [
        ...(badge['@context'] as string[]),
        Object.fromEntries(Array.from({ length: 7_000 }, (_, at) => [`t${at}`, 'urn:x'])),
      ],
    }),
  },
  {
    name: 'contexts in a circle',
    input: json({
      '@context': [
        ...(badge['@context'] as string[]),
        { a: { '@id': 'b:x' }, b: { '@id': 'a:x' } },
      ],
    }),
  },
  {
    name: 'a hundred contexts',
    input: json({ '@context': Array(100).fill('https://www.w3.org/ns/credentials/v2') }),
  },
  { name: 'no context', input: json({ '@context': null }) },
  { name: '200 alike blank nodes', input: json({ evidence: poison(200) }) },
  {
    name: '1,000 alike blank nodes',
    input: json({ evidence: poison(1_000).map((one) => ({ ...one, id: undefined })) }),
  },
  {
    name: 'a knot of blank nodes',
    input: json({
      evidence: Array.from({ length: 40 }, (_, at) => ({
        id: `_:b${at}`,
        type: ['Evidence'],
        endorsement: Array.from({ length: 10 }, (_, to) => ({ id: `_:b${(at + to) % 40}` })),
      })),
    }),
  },
  {
    name: 'a thousand proofs',
    input: json({ proof: Array(1_000).fill((badge['proof'] as object[])[0]) }),
  },
  { name: 'a proof that is a string', input: json({ proof: 'trust me' }) },
  {
    name: 'a proof value of 500 KB',
    input: json({
      proof: [{ ...(badge['proof'] as object[])[0], proofValue: `z${'2'.repeat(500_000)}` }],
    }),
  },
  {
    name: 'a proof for a presentation',
    input: json({
      proof: [{ ...(badge['proof'] as object[])[0], proofPurpose: 'authentication' }],
    }),
  },
  {
    name: 'an issuer at an address of this machine',
    input: json({ issuer: 'http://127.0.0.1:22/' }),
  },
  { name: 'an issuer that is a list', input: json({ issuer: ['did:web:a', 'did:web:b'] }) },
  {
    name: 'a did:web with a path upwards',
    input: json({ issuer: 'did:web:badges.example.edu:..:..:etc' }),
  },
  {
    name: 'a thousand status entries',
    input: json({ credentialStatus: Array(1_000).fill(badge['credentialStatus']) }),
  },
  {
    name: 'a status index of 10^300',
    input: json({
      credentialStatus: {
        ...(badge['credentialStatus'] as object),
        statusListIndex: '9'.repeat(300),
      },
    }),
  },
  { name: 'a date that is none', input: json({ validFrom: 'yesterday' }) },
  { name: 'lone surrogates', input: valid.replace('Ada', '\\ud800') },
  {
    name: 'Open Badges 2.0',
    input:
      '{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"https://a.example/1"}',
  },
  { name: 'JWT: alg none', input: jwtWith({ alg: 'none' }, '') },
  { name: 'JWT: alg None', input: jwtWith({ alg: 'None' }) },
  { name: 'JWT: HS256 with the public key', input: jwtWith({ alg: 'HS256' }) },
  {
    name: 'JWT: RS256 header over an EC key',
    input: jwtWith({ jwk: { kty: 'EC', crv: 'P-256', x: 'a', y: 'b' } }),
  },
  {
    name: 'JWT: another key in jwk',
    input: jwtWith({ jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' } }),
  },
  {
    name: 'JWT: jku',
    input: jwtWith({ kid: undefined, jwk: undefined, jku: 'https://evil.example/jwks' }),
  },
  { name: 'JWT: crit', input: jwtWith({ crit: ['b64'], b64: false }) },
  { name: 'JWT: alg from the prototype', input: jwtWith({ alg: 'constructor' }) },
  {
    name: 'JWT: kid at an address of this machine',
    input: jwtWith({ kid: 'http://169.254.169.254/latest' }),
  },
  { name: 'JWT: three dots', input: '..' },
  { name: 'JWT: payload of brackets', input: `${jwtHead}.${b64('['.repeat(300_000))}.x` },
  {
    name: 'PNG: cut off',
    input: png({ type: 'iTXt', data: Buffer.alloc(3), length: 4_000_000_000 }),
  },
  {
    name: 'PNG: a bomb in the pixels',
    input: png(
      { type: 'IHDR', data: Buffer.alloc(13, 0xff) },
      { type: 'IDAT', data: deflateSync(Buffer.alloc(50_000_000)) },
      { type: 'iTXt', data: iTXt(valid) },
    ),
  },
  {
    name: 'PNG: a bomb in the text',
    input: png({ type: 'iTXt', data: iTXt(deflateSync(Buffer.alloc(50_000_000, 0x20)), 1) }),
  },
  {
    name: 'PNG: 100,000 empty chunks',
    input: png(
      ...Array.from({ length: 100_000 }, () => ({ type: 'tEXt', data: new Uint8Array() })),
    ),
  },
  {
    name: 'PNG: text that is not UTF-8',
    input: png({ type: 'iTXt', data: iTXt(Uint8Array.from([0xff, 0xfe])) }),
  },
  {
    name: 'SVG: scripts and a badge',
    input: `<svg xmlns="http://www.w3.org/2000/svg" onload="process.exit(1)"><openbadges:credential><![CDATA[${valid}]]></openbadges:credential><script>process.exit(1)</script></svg>`,
  },
  {
    name: 'SVG: a billion laughs',
    input: `<?xml version="1.0"?><!DOCTYPE svg><svg><openbadges:credential>${'&lol;'.repeat(100_000)}</openbadges:credential></svg>`,
  },
  {
    name: 'SVG: an element without end',
    input: `<svg><openbadges:credential ${'a '.repeat(400_000)}`,
  },
  { name: 'SVG: a thousand comments', input: `${'<!-- -'.repeat(100_000)}<svg>` },
  {
    name: 'SVG: comments that a pattern could share out in 2^36 ways',
    input: `${'<!---->'.repeat(36)}<`,
  },
  { name: 'SVG: comments up to 1 MB', input: `${'<!---->'.repeat(140_000)}<svg>` },
  {
    name: 'SVG: 100,000 elements of a badge',
    input: `<svg>${'<openbadges:credential '.repeat(40_000)}`,
  },
  {
    name: 'SVG: 50,000 namespaces',
    input: `<svg ${' xmlns:a="http://openbadges.org"'.repeat(30_000)}>`,
  },
  {
    name: 'bytes at random',
    input: new Uint8Array(readFileSync(process.execPath).subarray(0, 100_000)),
  },
];
