import { gzipSync } from 'node:zlib';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyRoute, type Route } from './every-route.js';
import { openEverybody, type Everybody } from './everybody.js';

let world: Everybody;
beforeAll(async () => {
  world = await openEverybody();
});
afterAll(() => world.close());

const routes = (method: Route['method']) =>
  everyRoute(world.laurel.app).filter((route) => route.method === method);

const cookieOf = (path: string) =>
  Object.entries(world.visitorOf(path).browser.cookies(world.laurel.url))
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');

/** Sends an address as it stands: `fetch` would tidy it up first. */
function sendRaw(
  address: string,
  { method, path }: Route,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<{ status: number; ms: number; text: string }> {
  const { host, port } = new URL(world.laurel.url);
  const began = performance.now();
  const own = { host, cookie: cookieOf(path), accept: 'text/html', origin: world.laurel.url };
  return new Promise((done, fail) => {
    const sent = request(
      { host: 'localhost', port, method, path: address, headers: { ...own, ...headers } },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', fail);
        answer.on('end', () =>
          done({
            status: answer.statusCode ?? 0,
            ms: performance.now() - began,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
}

/** Of a process that goes on: an answer in words, and soon. */
const SOON_MS = 8_000;
const isCalm = ({ status, ms }: { status: number; ms: number }) => status < 500 && ms < SOON_MS;

const IDS = [
  ...['%00', '..%2f..%2f..%2fetc%2fpasswd', '..%5c..%5cwindows', '%E0%A4%A', '__proto__'],
  ...['constructor', '%7B%22$ne%22:null%7D', '[$ne]', 'a'.repeat(5_000), '%F0%9F%92%A9', '-1'],
  ...["'%3E%3Cscript%3E", '%2e%2e', '0'.repeat(24), '507f1f77bcf86cd799439011'],
];

const NAMES =
  'a user filter page do done lang invite link openid_configuration registration_token state code error template palette text ' +
  'id issuer actor action from to q since until platform next return_url kid identity course email token iss login_hint';
const QUERIES = (value: string) =>
  NAMES.split(' ')
    .map((name) => `${name}=${value}`)
    .join('&');

/** Each test asks every route, hundreds by now. */
const ALL = { timeout: 180_000 };

describe('every address', ALL, () => {
  it('answers in words to an id that is none, and shows no file of ours', async () => {
    const wrong: string[] = [];
    for (const route of [...routes('GET'), ...routes('POST')]) {
      if (!route.path.includes(':')) continue;
      for (const id of IDS) {
        const address = route.path.replaceAll(/:\w+/g, id);
        const answer = await sendRaw(address, route, { 'content-length': '0' });
        // A link of a mail asks first whoever comes; it is its button that looks at the token.
        const isTaken = answer.status < 400 && !route.path.startsWith('/email/');
        if (!isCalm(answer) || isTaken || answer.text.includes('root:'))
          wrong.push(`${route.method} ${address.slice(0, 80)}: ${answer.status} ${answer.ms}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    [
      'an operator',
      NAMES.split(' ')
        .map((name) => `${name}[$ne]=1`)
        .join('&'),
    ],
    ['two values of each', `${QUERIES('1')}&${QUERIES('2')}`],
    [
      'long ones',
      NAMES.split(' ')
        .slice(0, 20)
        .map((name) => `${name}=${'x'.repeat(500)}`)
        .join('&'),
    ],
    ['broken escapes', QUERIES('%E0%A4%A')],
    ['bytes that are no text', QUERIES('%00%FF')],
    ['numbers out of bounds', QUERIES('-1e400')],
    ['a prototype', '__proto__[a]=1&constructor[prototype][a]=1&__proto__=1&hasOwnProperty=1'],
  ])('answers in words to parameters that are %s', async (_words, query) => {
    const wrong: string[] = [];
    for (const route of routes('GET')) {
      const address = `${world.addressOf(route).slice(world.laurel.url.length)}?${query}`;
      const answer = await sendRaw(address, route);
      if (!isCalm(answer)) wrong.push(`${route.path}: ${answer.status} ${answer.ms}`);
    }
    expect(wrong).toEqual([]);
  });
});

const part = (name: string, value: string, file = '') =>
  `--x\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
const multipart = 'multipart/form-data; boundary=x';

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const gzip = { 'content-encoding': 'gzip' };
/** 32 MB that are 32 KB on the way. */
const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024, 0x20));

type Body = readonly [
  words: string,
  type: string,
  body: () => string | Buffer,
  more?: Record<string, string>,
];

/** What no form and no program sends; made when asked for. */
const STRANGE: readonly Body[] = [
  ['null', json, () => 'null'],
  ['a list', json, () => '[[],{},null,1,"a"]'],
  ['a text', 'text/plain', () => 'not a form'],
  ['a JWT', 'application/jwt', () => 'a.b.c'],
  ['JSON cut off', json, () => '{"a":'],
  ['objects, 20,000 deep', json, () => '{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)],
  ['lists of a field, deep', form, () => `a${'[a]'.repeat(200)}=1`],
  ['a prototype', json, () => '{"__proto__":{"a":1},"constructor":{"prototype":{}}}'],
  ['a form’s prototype', form, () => '__proto__[a]=1&constructor[a]=1&toString=1'],
  ['parts without an end', multipart, () => part('a', 'x')],
  ['parts without a boundary', 'multipart/form-data', () => `${part('a', 'x')}--x--`],
  ['an unknown encoding', json, () => '{}', { 'content-encoding': 'rot13' }],
  ['a broken gzip', json, () => 'xx', gzip],
  ['an unknown charset', `${json}; charset=utf-7`, () => '{}'],
];

/** More than is taken, or than is worth reading. */
const HUGE: readonly Body[] = [
  ['lists, 400,000 deep', json, () => '['.repeat(400_000) + ']'.repeat(400_000)],
  ['9,000 fields', form, () => 'a=1&'.repeat(9_000)],
  ['1 MB in a field', form, () => `name=${'x'.repeat(1_000_000)}`],
  ['2 MB of JSON', json, () => `{"name":"${'x'.repeat(2_000_000)}"}`],
  ['2 MB of text', 'text/plain', () => 'x'.repeat(2_000_000)],
  ['a file of 5 MB', multipart, () => part('file', 'x'.repeat(5_000_000), '; filename="a"')],
  ['40,000 parts of one name', multipart, () => `${part('a', '').repeat(40_000)}--x--`],
  ['32 MB of JSON, gzipped', json, () => bomb, gzip],
  ['32 MB of a form, gzipped', form, () => bomb, gzip],
  ['32 MB of a file, gzipped', multipart, () => bomb, gzip],
  ['32 MB of a picture, gzipped', 'image/png', () => bomb, gzip],
  ['32 MB of a badge, gzipped', 'application/vc', () => bomb, gzip],
];
/** One of each kind: pages of a session, of nobody, programs' interfaces, messages of platforms. */
const TAKERS = new Set([
  ...[
    '/course/new',
    '/verify',
    '/api/verify',
    '/lti/launch',
    '/hooks/moodle/:platformId',
    '/api/v1/awards',
  ],
]);

async function sendBody(route: Route, [, type, body, more = {}]: Body) {
  const address = world.addressOf(route).slice(world.laurel.url.length);
  const sent = body();
  const headers = {
    'x-csrf-token': world.visitorOf(route.path).csrf,
    'content-type': type,
    'content-length': String(Buffer.byteLength(sent)),
    ...more,
  };
  return sendRaw(address, route, headers, sent);
}

const named = (bodies: readonly Body[]) => bodies.map((body) => [body[0], body] as const);

describe('every form and interface', ALL, () => {
  it.each(named(STRANGE))('answers in words to %s', async (_words, body) => {
    const wrong: string[] = [];
    for (const route of routes('POST')) {
      const answer = await sendBody(route, body);
      if (!isCalm(answer)) wrong.push(`${route.path}: ${answer.status} ${answer.ms}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(named(HUGE))('of each kind answers in words to %s', async (_words, body) => {
    const wrong: string[] = [];
    for (const route of routes('POST').filter(({ path }) => TAKERS.has(path))) {
      const answer = await sendBody(route, body);
      if (!isCalm(answer)) wrong.push(`${route.path}: ${answer.status} ${answer.ms}`);
    }
    expect(wrong).toEqual([]);
  });
});
