import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import { crc32, deflateSync } from 'node:zlib';

type Json = Record<string, unknown>;

/** Another system that issues badges, on this machine: what it says, and how it answers. */
export interface ForeignHost {
  readonly url: string;
  /** What is served, by path. A string is text, null nothing (404), a number a status alone. */
  readonly documents: Map<string, Json | string | number | null>;
  /** The paths that were asked for. */
  readonly asked: string[];
  /** What happens elsewhere before an answer is given. */
  before?: (path: string) => Promise<void>;
  close(): Promise<void>;
}

export async function startForeignHost(): Promise<ForeignHost> {
  const documents: ForeignHost['documents'] = new Map();
  const asked: string[] = [];
  const server = createServer((req, res) => {
    const path = req.url ?? '/';
    asked.push(path);
    void Promise.resolve(host.before?.(path)).then(() => answer(path, res));
  });
  const answer = (path: string, res: ServerResponse): void => {
    const found = documents.get(path) ?? null;
    if (typeof found === 'number') return void res.writeHead(found).end('{}');
    if (found === null) return void res.writeHead(404).end('not here');
    const isText = typeof found === 'string';
    res.writeHead(200, { 'content-type': isText ? 'text/plain' : 'application/json' });
    res.end(isText ? found : JSON.stringify(found));
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const host: ForeignHost = {
    url: `http://127.0.0.1:${port}`,
    documents,
    asked,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return host;
}

export const hashOf = (email: string, salt: string): string =>
  `sha256$${createHash('sha256')
    .update(email + salt)
    .digest('hex')}`;

/** An assertion of Open Badges 2.0 with its class and issuer at addresses of their own, as Badgr serves them. */
export function serveAssertion(host: ForeignHost, email: string, more: Json = {}, id = '1'): Json {
  const assertion: Json = {
    '@context': 'https://w3id.org/openbadges/v2',
    type: 'Assertion',
    id: `${host.url}/public/assertions/${id}`,
    recipient: { type: 'email', hashed: true, salt: 'pepper', identity: hashOf(email, 'pepper') },
    badge: `${host.url}/public/badges/soldering`,
    verification: { type: 'HostedBadge' },
    issuedOn: '2025-03-04T10:00:00+00:00',
    ...more,
  };
  host.documents.set(`/public/assertions/${id}`, assertion);
  host.documents.set('/public/badges/soldering', {
    '@context': 'https://w3id.org/openbadges/v2',
    type: 'BadgeClass',
    id: `${host.url}/public/badges/soldering`,
    name: 'Soldering, level 1',
    description: '<p>Solders <b>through-hole</b> parts.</p><script>alert(1)</script>',
    criteria: { narrative: 'Solder the *test board*.' },
    issuer: `${host.url}/public/issuers/fablab`,
    tags: ['electronics'],
  });
  host.documents.set('/public/issuers/fablab', {
    '@context': 'https://w3id.org/openbadges/v2',
    type: 'Issuer',
    id: `${host.url}/public/issuers/fablab`,
    name: 'Fab Lab Example',
    url: host.url,
  });
  return assertion;
}

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const PUBLIC_PEM = keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** A compact JWS, as issuers of signed badges before 3.0 write it. */
export function signJws(payload: Json): string {
  const part = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(payload)}`;
  return `${input}.${createSign('sha256').update(input).sign(keys.privateKey).toString('base64url')}`;
}

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
};

const SIZE = 160;

/** A picture of one colour, with chunks beside those that it needs. */
export function drawPng(...more: Buffer[]): Uint8Array {
  const header = Buffer.from([0, 0, 0, SIZE, 0, 0, 0, SIZE, 8, 2, 0, 0, 0]);
  const pixels = deflateSync(Buffer.alloc(SIZE * (1 + 3 * SIZE), 0x60));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const [end, data] = [chunk('IEND', Buffer.alloc(0)), chunk('IDAT', pixels)];
  return new Uint8Array(Buffer.concat([signature, chunk('IHDR', header), ...more, data, end]));
}

/** A picture that carries a badge, as Open Badges before 3.0 are baked. */
export function bakeOlder(text: string, type: 'tEXt' | 'iTXt' = 'iTXt'): Uint8Array {
  const data = Buffer.from(`openbadges\0${type === 'iTXt' ? '\0\0\0\0' : ''}${text}`);
  return drawPng(chunk(type, data));
}

export const bytesOf = (value: object | string): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
