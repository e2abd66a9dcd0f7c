import { beforeAll, describe, expect, it } from 'vitest';
import { call, laurel, makeToken, platformId, useApi } from './use-api.js';

useApi();

let token: string;
beforeAll(async () => {
  token = await makeToken();
});

describe('a token', () => {
  it.each(['', 'lrl_wrong', `lrl_${'a'.repeat(43)}`])('like “%s” opens nothing', async (secret) => {
    const { status, headers, body } = await call(secret, 'GET', '/awards');
    expect([status, body.code]).toEqual([401, 'token_refused']);
    expect(headers.get('www-authenticate')).toContain('Bearer');
    expect(body.type).toBe(`${laurel.url}/help/errors#token_refused`);
  });

  it('is kept as a hash alone', async () => {
    const rows = await laurel.store.connection.collection('api_tokens').find().toArray();
    expect(JSON.stringify(rows)).not.toContain(token.slice(4));
  });

  it('without the scope may not: which one is said', async () => {
    const reader = await makeToken(['awards:read']);
    const { status, headers, body } = await call(reader, 'GET', '/people');
    expect([status, body.code]).toEqual([403, 'scope_missing']);
    expect(headers.get('www-authenticate')).toContain('scope="people:read"');
  });

  it('opens nothing once it is revoked', async () => {
    const { token: made, secret } = await laurel.oauth.make({
      name: 'short',
      scopes: ['awards:read'],
      platformId,
      deploymentId: null,
      days: 1,
      actor: 'operator',
    });
    expect((await call(secret, 'GET', '/awards')).status).toBe(200);
    await laurel.oauth.revoke(made.id, null, 'operator');
    expect((await call(secret, 'GET', '/awards')).status).toBe(401);
  });

  it('of another platform is not told what there is', async () => {
    const other = await laurel.lti.platforms.add({
      name: 'Other',
      issuer: 'https://other.example',
      clientId: 'c',
      family: 'moodle',
      authorizationUrl: 'https://other.example/a',
      tokenUrl: 'https://other.example/t',
      jwksUrl: 'https://other.example/j',
    });
    const stranger = await makeToken(undefined, { platformId: other.id });
    for (const list of ['/awards', '/rules', '/achievements', '/courses', '/people']) {
      const mine = await call(token, 'GET', list);
      expect((await call(stranger, 'GET', list)).body.data, list).toEqual([]);
      const id: string | undefined = mine.body.data[0]?.id;
      if (id !== undefined)
        expect((await call(stranger, 'GET', `${list}/${id}`)).status, list).toBe(404);
    }
    expect((await call(stranger, 'GET', `/platforms/${platformId}`)).status).toBe(404);
    await laurel.lti.platforms.change(other.id, { status: 'disabled' });
    const off = await call(stranger, 'GET', '/awards');
    expect([off.status, off.body.code]).toEqual([403, 'platform_off']);
  });

  it('of a deployment opens nothing once the operator has refused that deployment', async () => {
    const [{ deploymentId } = { deploymentId: '' }] = await laurel.lti.deployments.list(platformId);
    const bound = await makeToken(undefined, { deploymentId });
    expect((await call(bound, 'GET', '/awards')).status).toBe(200);
    await laurel.lti.deployments.setStatus(platformId, deploymentId, 'refused');
    const off = await call(bound, 'GET', '/awards');
    await laurel.lti.deployments.setStatus(platformId, deploymentId, 'approved');
    expect([off.status, off.body.code]).toEqual([403, 'platform_off']);
  });

  it('of the operator opens every platform', async () => {
    const operator = await makeToken(undefined, { platformId: null });
    const { body } = await call(operator, 'GET', '/platforms');
    expect(body.data.length).toBeGreaterThan(1);
  });
});

describe('a request', () => {
  it('says what is wrong with each member, by pointer', async () => {
    const { status, body } = await call(token, 'POST', '/awards', { body: { ruleId: 7 } });
    expect([status, body.code]).toEqual([422, 'request_invalid']);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(
      expect.arrayContaining(['/ruleId', '/userId', '/reason']),
    );
  });

  it.each([
    ['{', 400],
    [`${'['.repeat(50)}${']'.repeat(50)}`, 400],
    [`"${'x'.repeat(300_000)}"`, 413],
  ])('with a body that cannot be read is refused', async (body, status) => {
    expect((await call(token, 'POST', '/awards', { body })).status).toBe(status);
  });

  it('that is no JSON is refused', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect((await call(token, 'POST', '/awards', { body: 'x', headers })).status).toBe(415);
  });

  it('is answered 304 where nothing has changed, and with the members that were asked for', async () => {
    const first = await call(token, 'GET', '/courses?fields=title');
    expect(Object.keys(first.body.data[0])).toEqual(['title']);
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' };
    expect((await call(token, 'GET', '/courses?fields=title', { headers })).status).toBe(304);
  });

  it('tells how often one may still call', async () => {
    const { headers } = await call(token, 'GET', '/courses');
    expect(headers.get('ratelimit-policy')).toBe('"token";q=600;w=60');
    expect(headers.get('ratelimit')).toMatch(/^"token";r=\d+;t=\d+$/);
  });

  it('for a page goes on by cursor, and a cursor of another make is refused', async () => {
    const { body } = await call(token, 'GET', '/people?limit=1');
    expect(body.data).toHaveLength(1);
    const seen = new Set([body.data[0].id]);
    for (let next: string | null = body.next; next !== null;) {
      const page = await call(token, 'GET', `/people?limit=1&cursor=${next}`);
      for (const { id } of page.body.data) {
        expect(seen.has(id)).toBe(false);
        seen.add(id);
      }
      next = page.body.next;
    }
    const wrong = await call(token, 'GET', '/people?cursor=abc');
    expect([wrong.status, wrong.body.code]).toEqual([404, 'cursor_unknown']);
  });
});

it('the API describes itself: every address that is served, and the page for people', async () => {
  const described = (await (await fetch(`${laurel.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  for (const { path, method } of laurel.api.endpoints)
    expect(described.paths[path]?.[method], `${method} ${path}`).toBeDefined();
  const page = await (await fetch(`${laurel.url}/api/docs`)).text();
  for (const { path } of laurel.api.endpoints) expect(page).toContain(`/api/v1${path}`);
});
