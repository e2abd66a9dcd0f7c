import { zipSync } from 'fflate';
import { hostile } from '../interop/hostile.js';

/** One request that does harm where it is worked on without a budget. */
export interface HostileRequest {
  readonly name: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

const BOUNDARY = 'x';
const MULTIPART = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_TYPE = { 'content-type': 'application/json' };
const PAGE = { accept: 'text/html' };

const part = (name: string, value: string, head = ''): string =>
  `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${head}\r\n\r\n${value}\r\n`;
const multipart = (parts: string): string => `${parts}--${BOUNDARY}--\r\n`;

const post = (
  name: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string | Uint8Array,
): HostileRequest => ({ name, path, method: 'POST', headers, body });

const PATHS = [
  '/',
  '/api/verify',
  '/verify',
  '/lti/launch',
  '/register',
  '/course/new',
  '/nowhere',
];

/** Bodies whose parsing costs more than their bytes. */
const BODIES: readonly (readonly [
  string,
  Readonly<Record<string, string>>,
  string | Uint8Array,
])[] = [
  ['40,000 parts', MULTIPART, multipart(part('a', '').repeat(40_000))],
  ['parts with long heads', MULTIPART, multipart(part('a'.repeat(60_000), 'x').repeat(8))],
  [
    'a part with 20,000 headers',
    MULTIPART,
    multipart(part('a', '', `\r\n${'x: y\r\n'.repeat(20_000)}`)),
  ],
  ['boundaries that almost are', MULTIPART, `--${BOUNDARY}\r\n${'\r\n-'.repeat(150_000)}`],
  ['60,000 fields', FORM, 'a=1&'.repeat(60_000)],
  ['nested brackets', FORM, `a${'[b]'.repeat(60_000)}=1`],
  ['percent signs', FORM, `a=${'%41'.repeat(80_000)}`],
  ['pluses and ampersands', FORM, '+&'.repeat(120_000)],
  ['deep JSON', JSON_TYPE, '['.repeat(250_000)],
  ['JSON of huge numbers', JSON_TYPE, `[${'1e309,'.repeat(40_000)}1]`],
  ['one number of 200 KB', JSON_TYPE, '9'.repeat(200_000)],
  ['a name of 200 KB', JSON_TYPE, `{"${'k'.repeat(200_000)}":1}`],
  ['20,000 alike names', JSON_TYPE, `{${'"a":1,'.repeat(20_000)}"a":1}`],
  [
    'a ZIP of zeros',
    { 'content-type': 'application/zip' },
    zipSync({ a: new Uint8Array(50_000_000) }),
  ],
];

const LONG = 'a'.repeat(14_000);

/** What stands around a request: its address, its headers. */
const AROUND: readonly HostileRequest[] = [
  { name: 'a long address', path: `/${LONG}` },
  { name: 'an address of dots', path: `/${'../'.repeat(4_000)}` },
  { name: 'an address of escapes', path: `/${'%25'.repeat(4_000)}` },
  { name: 'escapes that are none', path: `/credentials/${'%E0%A4%A'.repeat(1_000)}` },
  { name: 'a query of brackets', path: `/verify?a${'[]'.repeat(6_000)}=1` },
  { name: 'a query of 5,000 values', path: `/verify?${'a=1&'.repeat(3_500)}` },
  { name: 'art with a long text', path: `/achievements/art.svg?text=${LONG}` },
  {
    name: 'art of every script',
    path: `/achievements/art.svg?text=${encodeURIComponent('ﷺ'.repeat(110))}`,
  },
  {
    name: 'art of marks',
    path: `/achievements/art.svg?text=${encodeURIComponent(`a${'\u0301'.repeat(119)}`)}`,
  },
  ...['', 'q=0.1'].map((weight) => ({
    name: `1,500 languages ${weight}`,
    path: '/verify',
    headers: { ...PAGE, 'accept-language': Array(1_500).fill(`xx;${weight}`).join(',') },
  })),
  {
    name: 'languages within languages',
    path: '/verify',
    headers: { ...PAGE, 'accept-language': 'a-'.repeat(6_000) },
  },
  { name: 'many cookies', path: '/my', headers: { ...PAGE, cookie: 'a=b; '.repeat(2_500) } },
  {
    name: 'a long cookie',
    path: '/my',
    headers: { ...PAGE, cookie: `laurel=s%3A${'.'.repeat(13_000)}` },
  },
  {
    name: 'types one after another',
    path: '/verify',
    headers: { accept: 'a/b;q=0.1,'.repeat(1_300) },
  },
  {
    name: 'a content type of semicolons',
    path: '/api/verify',
    method: 'POST',
    headers: { 'content-type': `multipart/form-data${'; a="\\"'.repeat(1_500)}` },
    body: 'x',
  },
];

/** Badges in every wrapping that people hand in. */
function handedIn({ name, input }: (typeof hostile)[number]): HostileRequest[] {
  const body = input;
  const isText = typeof input === 'string';
  const requests = [
    post(
      `verify: ${name}`,
      '/api/verify',
      { 'content-type': isText ? 'application/json' : 'image/png' },
      body,
    ),
    post(
      `verify as bytes: ${name}`,
      '/api/verify',
      { 'content-type': 'application/octet-stream' },
      body,
    ),
  ];
  if (isText && input.length < 200_000)
    requests.push(
      post(
        `verify in a form: ${name}`,
        '/verify',
        { ...FORM, ...PAGE },
        `badge=${encodeURIComponent(input)}`,
      ),
    );
  return requests;
}

const bytes = (name: string, type: string, body: string | Uint8Array): HostileRequest =>
  post(name, '/api/verify', { 'content-type': type }, body);

/** Siblings of the pictures and files that carry badges. */
const FILES: readonly HostileRequest[] = [
  bytes('SVG: comments that are almost closed', 'image/svg+xml', `${'<!-- --'.repeat(36)}<`),
  bytes('SVG: comments and a bracket', 'image/svg+xml', `${'<!---->'.repeat(36)}<`),
  bytes('SVG: attributes without end', 'image/svg+xml', `<svg ${'a="'.repeat(200_000)}`),
  bytes('SVG: CDATA within CDATA', 'image/svg+xml', `<svg>${'<![CDATA['.repeat(80_000)}`),
  bytes(
    'SVG: a view of 1 to 10^9',
    'image/svg+xml',
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1e9"/>',
  ),
  bytes(
    'PDF: 50,000 objects',
    'application/pdf',
    `%PDF-1.7\n${'1 0 obj<</Type/EmbeddedFile>>stream\nx\nendstream endobj\n'.repeat(50_000)}`,
  ),
  bytes('PDF: streams without end', 'application/pdf', `%PDF-1.7\n${'stream\n'.repeat(300_000)}`),
  bytes('PDF: brackets', 'application/pdf', `%PDF-1.7\n${'<<'.repeat(700_000)}`),
  bytes('JWT: a million dots', 'application/vc+jwt', '.'.repeat(1_000_000)),
  bytes(
    'JWT: long parts',
    'application/vc+jwt',
    `${'e'.repeat(300_000)}.${'y'.repeat(300_000)}.${'z'.repeat(300_000)}`,
  ),
  bytes(
    'a badge behind a data: address',
    'application/json',
    JSON.stringify({ url: `data:application/json,${'['.repeat(100_000)}` }),
  ),
  bytes(
    'a badge behind our own address',
    'application/json',
    JSON.stringify({ url: 'https://badges.example.edu/api/verify' }),
  ),
  bytes(
    'a badge behind this machine',
    'application/json',
    JSON.stringify({ url: 'http://127.0.0.1:22/' }),
  ),
];

/** The whole corpus: each example that was found, and its kin. */
export const hostileRequests: readonly HostileRequest[] = [
  ...PATHS.flatMap((path) =>
    BODIES.map(([name, headers, body]) =>
      post(`${path}: ${name}`, path, { ...headers, ...PAGE }, body),
    ),
  ),
  ...AROUND,
  ...hostile.flatMap(handedIn),
  ...FILES,
];
