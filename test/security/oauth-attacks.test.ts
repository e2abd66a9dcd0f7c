import { SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { laurel, useApi } from '../features/api/use-api.js';
import {
  ask,
  assert,
  JWT_BEARER,
  makeClient,
  makeKeys,
  serve,
  sign,
} from '../features/oauth/use-clients.js';

useApi();

const FORM = 'grant_type=client_credentials';
const errorOf = async (answer: Response): Promise<[number, string]> => [
  answer.status,
  ((await answer.json()) as { error: string }).error,
];
const INVALID_CLIENT = [401, 'invalid_client'];
const INVALID_REQUEST = [400, 'invalid_request'];

async function signingClient() {
  const { key, jwk } = await makeKeys();
  const { client } = await makeClient({ jwks: { keys: [jwk] } });
  return { key, jwk, id: client.id };
}

describe('an assertion (RFC 7523, 3)', () => {
  it('is good once, also for two who send it at once', async () => {
    const { key, id } = await signingClient();
    const assertion = await sign(key, id);
    const answers = await Promise.all([assert(assertion), assert(assertion), assert(assertion)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect((await assert(assertion)).status).toBe(401);
  });

  const now = () => Math.floor(Date.now() / 1000);
  it.each<[string, () => Record<string, unknown>]>([
    ['for another server', () => ({ aud: 'https://other.example' })],
    ['for the API and not for this server', () => ({ aud: `${laurel.url}/api/v1` })],
    ['for several servers', () => ({ aud: [laurel.url, 'https://other.example'] })],
    ['for nobody', () => ({ aud: undefined })],
    ['that is over', () => ({ exp: now() - 120 })],
    ['that is good for a day', () => ({ exp: now() + 86_400 })],
    ['without an end', () => ({ exp: undefined })],
    ['of tomorrow', () => ({ nbf: now() + 86_400 })],
    ['made tomorrow', () => ({ iat: now() + 86_400 })],
    ['without an id', () => ({ jti: undefined })],
    ['with a list as its id', () => ({ jti: ['a'.repeat(20)] })],
    ['with an id of a megabyte', () => ({ jti: 'a'.repeat(10_000) })],
    ['of another issuer', () => ({ iss: 'somebody' })],
    ['about another client', () => ({ sub: 'somebody' })],
  ])('%s is refused', async (_words, claims) => {
    const { key, id } = await signingClient();
    expect(await errorOf(await assert(await sign(key, id, claims())))).toEqual(INVALID_CLIENT);
  });

  it('of another client’s key is refused', async () => {
    const [one, other] = [await signingClient(), await signingClient()];
    expect((await assert(await sign(other.key, one.id))).status).toBe(401);
  });

  it('without a signature, or with one made of the public key, is refused', async () => {
    const { id, jwk } = await signingClient();
    const claims = { iss: id, sub: id, aud: laurel.url, jti: crypto.randomUUID() };
    const unsigned = new UnsecuredJWT(claims).setExpirationTime('1m').encode();
    expect((await assert(unsigned)).status).toBe(401);
    const bytes = new TextEncoder().encode(JSON.stringify(jwk).padEnd(64));
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .setExpirationTime('1m')
      .sign(bytes);
    expect((await assert(symmetric)).status).toBe(401);
  });

  it('brings no key of its own (RFC 7515, 4.1.2 and 4.1.3)', async () => {
    const { id } = await signingClient();
    const own = await makeKeys();
    let asked = 0;
    const site = await serve((_req, res) => {
      asked += 1;
      res.end(JSON.stringify({ keys: [own.jwk] }));
    });
    for (const header of [{ jwk: own.jwk }, { jku: `${site.url}/jwks` }])
      expect((await assert(await sign(own.key, id, {}, header))).status).toBe(401);
    expect(asked).toBe(0);
    await site.close();
  });

  it('stands in for no secret, and no secret for it', async () => {
    const { id } = await signingClient();
    const posted = { grant_type: 'client_credentials', client_id: id, client_secret: 'x' };
    expect((await ask(posted)).status).toBe(401);
    const { client } = await makeClient();
    const { key } = await makeKeys();
    expect((await assert(await sign(key, client.id))).status).toBe(401);
  });
});

describe('keys at an address', () => {
  it.each([
    ['of this network', 'http://10.0.0.1/jwks'],
    ['of a cloud’s metadata', 'http://169.254.169.254/jwks'],
    ['that is no web address', 'file:///etc/passwd'],
  ])('%s are not fetched', async (_words, jwksUri) => {
    const { key } = await makeKeys();
    const { client } = await makeClient({ jwksUri });
    expect((await assert(await sign(key, client.id))).status).toBe(401);
  });

  it('that are no keys, too many bytes, or elsewhere are refused', async () => {
    const { key, jwk } = await makeKeys();
    const site = await serve((req, res) => {
      if (req.url === '/html') res.end('<html>');
      else if (req.url === '/big') res.end('x'.repeat(1_000_000));
      else if (req.url === '/moved') res.writeHead(302, { location: '/jwks' }).end();
      else if (req.url === '/secret') res.end('{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}');
      else res.end(JSON.stringify({ keys: [jwk] }));
    });
    const statuses: number[] = [];
    for (const path of ['html', 'big', 'moved', 'secret', 'jwks']) {
      const { client } = await makeClient({ jwksUri: `${site.url}/${path}` });
      statuses.push((await assert(await sign(key, client.id))).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 200]);
    await site.close();
  });
});

describe('a request for a token', () => {
  it.each<[string, (id: string, secret: string) => string]>([
    ['a field twice', (id, secret) => `${FORM}&${FORM}&client_id=${id}&client_secret=${secret}`],
    ['a secret twice', (id, s) => `${FORM}&client_id=${id}&client_secret=x&client_secret=${s}`],
    ['no grant', (id, secret) => `client_id=${id}&client_secret=${secret}`],
    ['an assertion of another type', (id) => `${FORM}&client_id=${id}&client_assertion=a.b.c`],
    ['a type without an assertion', () => `${FORM}&client_assertion_type=${JWT_BEARER}`],
    ['a field of 100 KB', (id) => `${FORM}&client_id=${id}&client_secret=${'x'.repeat(100_000)}`],
  ])('with %s is refused as one', async (_words, body) => {
    const { client, secret = '' } = await makeClient();
    expect(await errorOf(await ask(body(client.id, secret)))).toEqual(INVALID_REQUEST);
  });

  it('that proves the client in two ways is refused (RFC 6749, 2.3)', async () => {
    const { client, secret = '' } = await makeClient();
    const basic = `Basic ${Buffer.from(`${client.id}:${secret}`).toString('base64')}`;
    const fields = `${FORM}&client_id=${client.id}&client_secret=${secret}`;
    expect(await errorOf(await ask(fields, { authorization: basic }))).toEqual(INVALID_REQUEST);
  });

  it.each<[string, string]>([
    ['no colon', 'bm9ib2R5'],
    ['a broken escape', Buffer.from('%E0%A4%A:%ff').toString('base64')],
    ['nothing', ''],
    ['a mistake', '%%%'],
  ])('with a Basic of %s is refused, and asked for a right one', async (_words, value) => {
    const answer = await ask(FORM, { authorization: `Basic ${value}` });
    expect(answer.headers.get('www-authenticate')).toContain('Basic');
    expect(await errorOf(answer)).toEqual(INVALID_CLIENT);
  });

  it('as JSON, or with nothing in it, is refused', async () => {
    const json = await ask('{"grant_type":"client_credentials"}', {
      'content-type': 'application/json',
    });
    expect(await errorOf(json)).toEqual(INVALID_REQUEST);
    expect(await errorOf(await ask(''))).toEqual(INVALID_REQUEST);
  });

  it('of a megabyte, or of many fields, is not read', async () => {
    expect((await ask(`${FORM}&scope=${'x'.repeat(1_000_000)}`)).status).toBe(413);
    expect((await ask('a=1&'.repeat(9_000))).status).toBe(413);
  });

  it('for a grant that there is not names those that there are', async () => {
    const answer = await ask({ grant_type: 'password', username: 'a', password: 'b' });
    expect(await errorOf(answer)).toEqual([400, 'unsupported_grant_type']);
  });

  it('is never kept by a cache', async () => {
    const { client, secret = '' } = await makeClient();
    const fields = {
      grant_type: 'client_credentials',
      client_id: client.id,
      client_secret: secret,
    };
    const answer = await ask(fields);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
  });
});

it('a client gives nobody else’s token back', async () => {
  const [one, other] = [await makeClient(), await makeClient()];
  const fieldsOf = ({ client, secret = '' }: typeof one) => ({
    client_id: client.id,
    client_secret: secret,
  });
  const asked = await ask({ grant_type: 'client_credentials', ...fieldsOf(one) });
  const { access_token: token } = (await asked.json()) as { access_token: string };
  const ended = await fetch(`${laurel.url}/oauth/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ ...fieldsOf(other), token }),
  });
  expect(ended.status).toBe(200);
  const headers = { authorization: `Bearer ${token}` };
  expect((await fetch(`${laurel.url}/api/v1/courses`, { headers })).status).toBe(200);
});
