import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const SCOPE = 'https://purl.imsglobal.org/spec/ob/v3p0/scope/';

interface Registered {
  readonly secret: string;
  readonly redirectUri: string;
}

interface Granted {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
}

/** A host of badges that takes the letter of the Open Badges 3.0 API (5 to 7), RFC 7591, RFC 7636 and RFC 7009. */
export interface StubBackpack {
  readonly url: string;
  readonly clients: Map<string, Registered>;
  readonly credentials: Map<string, string>;
  readonly codes: Map<string, Granted>;
  /** Tokens that open something, with what they are. */
  readonly tokens: Map<string, 'access' | 'refresh'>;
  /** What it did not take, and why. */
  readonly complaints: string[];
  /** What it says of itself; a test may change it. */
  description: Record<string, unknown>;
  /** What it waits for before it answers a call with a badge. */
  beforeUpsert: () => Promise<void>;
  close(): Promise<unknown>;
}

async function read(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function describe(url: string): Record<string, unknown> {
  return {
    openapi: '3.0.1',
    info: {
      title: 'Example Backpack',
      version: '1',
      termsOfService: `${url}/terms`,
      'x-imssf-privacyPolicyUrl': `${url}/privacy`,
    },
    servers: [{ url: `${url}/ims/ob/v3p0` }],
    paths: { '/credentials': { get: {}, post: {} }, '/discovery': { get: {} } },
    components: {
      securitySchemes: {
        OAuth2ACG: {
          type: 'oauth2',
          'x-imssf-registrationUrl': `${url}/register`,
          flows: {
            authorizationCode: {
              authorizationUrl: `${url}/authorize`,
              tokenUrl: `${url}/token`,
              refreshUrl: `${url}/token`,
              scopes: { [`${SCOPE}credential.readonly`]: '', [`${SCOPE}credential.upsert`]: '' },
            },
          },
        },
      },
    },
  };
}

/** Starts a backpack on this machine. */
export async function startStubBackpack(): Promise<StubBackpack> {
  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const stub: StubBackpack = {
    url,
    clients: new Map(),
    credentials: new Map(),
    codes: new Map(),
    tokens: new Map(),
    complaints: [],
    description: describe(url),
    beforeUpsert: () => Promise.resolve(),
    close() {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };

  const send = (res: ServerResponse, status: number, value: unknown) =>
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  const refuse = (res: ServerResponse, status: number, error: string) => {
    stub.complaints.push(error);
    send(res, status, { error });
  };

  /** RFC 6749, 2.3.1. */
  function clientOf({ headers }: IncomingMessage): string | null {
    const [, value = ''] = (headers.authorization ?? '').split(' ');
    const parts = Buffer.from(value, 'base64').toString().split(':').map(decodeURIComponent);
    const [id = '', secret = ''] = parts;
    return stub.clients.get(id)?.secret === secret ? id : null;
  }

  function register(res: ServerResponse, text: string): void {
    const asked = JSON.parse(text) as Record<string, string & string[]>;
    const addresses = ['client_uri', 'logo_uri', 'tos_uri', 'policy_uri'].map(
      (name) => asked[name],
    );
    const [redirectUri = ''] = asked['redirect_uris'] ?? [];
    const origins = [...addresses, redirectUri].map((each) => new URL(each ?? '').origin);
    const isWhole =
      new Set(origins).size === 1 &&
      ['client_name', 'software_id', 'software_version', 'scope'].every((name) => asked[name]) &&
      asked['token_endpoint_auth_method'] === 'client_secret_basic' &&
      asked['response_types']?.join() === 'code';
    if (!isWhole) return refuse(res, 400, 'invalid_client_metadata');
    const [id, secret] = [randomUUID(), `${randomUUID()}:+/%`];
    stub.clients.set(id, { secret, redirectUri });
    const more = { client_id: id, client_secret: secret, client_secret_expires_at: 0 };
    send(res, 201, { ...asked, ...more, client_id_issued_at: 1 });
  }

  /** Whoever comes here says yes at once. */
  function authorize(res: ServerResponse, query: URLSearchParams): void {
    const clientId = query.get('client_id') ?? '';
    const redirectUri = query.get('redirect_uri') ?? '';
    const isRight =
      stub.clients.get(clientId)?.redirectUri === redirectUri &&
      query.get('response_type') === 'code' &&
      query.get('code_challenge_method') === 'S256' &&
      (query.get('scope') ?? '').split(' ').includes(`${SCOPE}credential.upsert`);
    if (!isRight) return refuse(res, 400, 'invalid_request');
    const code = randomUUID();
    stub.codes.set(code, { clientId, redirectUri, challenge: query.get('code_challenge') ?? '' });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    res.writeHead(302, { location: back.href }).end();
  }

  function give(res: ServerResponse): void {
    const [access, refresh] = [randomUUID(), randomUUID()];
    stub.tokens.set(access, 'access').set(refresh, 'refresh');
    const scope = `${SCOPE}credential.upsert offline_access`;
    const given = { access_token: access, refresh_token: refresh, expires_in: 3600, scope };
    send(res, 200, { ...given, token_type: 'Bearer' });
  }

  function token(req: IncomingMessage, res: ServerResponse, fields: URLSearchParams): void {
    const client = clientOf(req);
    if (client === null) return refuse(res, 401, 'invalid_client');
    if (fields.get('grant_type') === 'refresh_token') {
      const used = fields.get('refresh_token') ?? '';
      // One that is used again is somebody else's: whoever holds what it led to loses it, too (RFC 9700, 4.14.2).
      if (stub.tokens.get(used) !== 'refresh') {
        stub.tokens.clear();
        return refuse(res, 400, 'invalid_grant');
      }
      stub.tokens.delete(used);
      return give(res);
    }
    const code = fields.get('code') ?? '';
    const granted = stub.codes.get(code);
    stub.codes.delete(code);
    const verifier = fields.get('code_verifier') ?? '';
    const isRight =
      granted?.clientId === client &&
      granted.redirectUri === fields.get('redirect_uri') &&
      granted.challenge === createHash('sha256').update(verifier).digest('base64url');
    if (!isRight) return refuse(res, 400, 'invalid_grant');
    give(res);
  }

  function upsert(req: IncomingMessage, res: ServerResponse, text: string): void {
    const [, bearer = ''] = (req.headers.authorization ?? '').split(' ');
    if (stub.tokens.get(bearer) !== 'access') return refuse(res, 401, 'unauthorizedrequest');
    const { id } = JSON.parse(text) as { id: string };
    const status = stub.credentials.has(id) ? 200 : 201;
    stub.credentials.set(id, text);
    send(res, status, JSON.parse(text));
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? '/', url);
    const text = await read(req);
    switch (`${req.method ?? ''} ${pathname}`) {
      case 'GET /ims/ob/v3p0/discovery':
        return void send(res, 200, stub.description);
      case 'GET /.well-known/oauth-authorization-server':
        return void send(res, 200, { revocation_endpoint: `${url}/revoke` });
      case 'POST /register':
        return register(res, text);
      case 'GET /authorize':
        return authorize(res, searchParams);
      case 'POST /token':
        return token(req, res, new URLSearchParams(text));
      case 'POST /ims/ob/v3p0/credentials':
        await stub.beforeUpsert();
        return upsert(req, res, text);
      case 'POST /revoke':
        if (clientOf(req) !== null) stub.tokens.clear();
        return void res.writeHead(200).end();
      default:
        return void res.writeHead(404).end();
    }
  }

  return stub;
}
