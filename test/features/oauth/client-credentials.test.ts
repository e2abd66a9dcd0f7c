import * as oauth from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { call, laurel, useApi } from '../api/use-api.js';
import { ask, discover, insecure, makeClient, makeKeys, serve } from './use-clients.js';

useApi();

/** The whole of it as a foreign client does it. @returns what it was given */
async function getToken(
  server: oauth.AuthorizationServer,
  clientId: string,
  proof: oauth.ClientAuth,
  parameters: Record<string, string> = {},
): Promise<oauth.TokenEndpointResponse> {
  const client = { client_id: clientId };
  const answer = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    proof,
    parameters,
    insecure,
  );
  return oauth.processClientCredentialsResponse(server, client, answer);
}

/** What a client without a library asks with. */
const fieldsOf = (clientId: string, secret: string) => ({
  grant_type: 'client_credentials',
  client_id: clientId,
  client_secret: secret,
});

describe('a foreign client (oauth4webapi)', () => {
  it.each(['Basic', 'Post'] as const)('gets a token by its secret (%s)', async (way) => {
    const server = await discover();
    const { client, secret = '' } = await makeClient();
    const proof = oauth[`ClientSecret${way}`](secret);
    const given = await getToken(server, client.id, proof);
    expect(given).toMatchObject({ expires_in: 3600, scope: 'awards:read courses:read' });
    expect((await call(given.access_token, 'GET', '/awards')).status).toBe(200);
    expect((await call(given.access_token, 'GET', '/rules')).status).toBe(403);
  });

  it.each(['ES256', 'Ed25519', 'PS256', 'RS256'])('gets a token by its key (%s)', async (alg) => {
    const server = await discover();
    const { key, jwk } = await makeKeys(alg);
    const { client, secret } = await makeClient({ jwks: { keys: [jwk] } });
    expect(secret).toBeUndefined();
    const proof = oauth.PrivateKeyJwt({ key, kid: 'one' });
    const given = await getToken(server, client.id, proof);
    expect((await call(given.access_token, 'GET', '/courses')).status).toBe(200);
  });

  it('publishes its keys, and goes on with a new one', async () => {
    const [old, fresh] = [await makeKeys(), await makeKeys()];
    let keys = [old.jwk];
    const site = await serve((_req, res) => res.end(JSON.stringify({ keys })));
    const { client } = await makeClient({ jwksUri: `${site.url}/jwks` });
    const server = await discover();
    await getToken(server, client.id, oauth.PrivateKeyJwt({ key: old.key, kid: 'one' }));
    keys = [{ ...fresh.jwk, kid: 'two' }];
    const proof = oauth.PrivateKeyJwt({ key: fresh.key, kid: 'two' });
    // Within half a minute of the last reading it is not read again.
    await expect(getToken(server, client.id, proof)).rejects.toThrow();
    const { client: later } = await makeClient({ jwksUri: `${site.url}/jwks` });
    expect(await getToken(server, later.id, proof)).toHaveProperty('access_token');
    await site.close();
  });

  it('asks for less than it may have, and gives a token back', async () => {
    const server = await discover();
    const { client, secret = '' } = await makeClient();
    const proof = oauth.ClientSecretBasic(secret);
    const given = await getToken(server, client.id, proof, { scope: 'courses:read' });
    expect(given.scope).toBe('courses:read');
    expect((await call(given.access_token, 'GET', '/awards')).status).toBe(403);
    const asked = { client_id: client.id };
    const ended = await oauth.revocationRequest(server, asked, proof, given.access_token, insecure);
    await oauth.processRevocationResponse(ended);
    expect((await call(given.access_token, 'GET', '/courses')).status).toBe(401);
  });
});

describe('a client', () => {
  it('is refused what it was not given', async () => {
    const { client, secret = '' } = await makeClient();
    const fields = fieldsOf(client.id, secret);
    const more = await ask({ ...fields, scope: 'courses:read people:write' });
    expect([more.status, ((await more.json()) as { error: string }).error]).toEqual([
      400,
      'invalid_scope',
    ]);
  });

  it('that is revoked takes its tokens along', async () => {
    const { client, secret = '' } = await makeClient();
    const fields = fieldsOf(client.id, secret);
    const given = (await (await ask(fields)).json()) as { access_token: string };
    expect((await call(given.access_token, 'GET', '/courses')).status).toBe(200);
    await laurel.oauth.clients.revoke(client.id, null, 'operator');
    expect((await call(given.access_token, 'GET', '/courses')).status).toBe(401);
    expect((await ask(fields)).status).toBe(401);
  });

  it('may ask 60 times a minute, and is told when to go on', async () => {
    const { client, secret = '' } = await makeClient();
    const fields = fieldsOf(client.id, secret);
    let last = await ask(fields);
    // A minute may end in between: what was asked in two of them is too often in one.
    for (let turn = 1; turn < 121 && last.status === 200; turn++) last = await ask(fields);
    expect(last.status).toBe(429);
    expect(last.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it('writes each call into the audit log, and no secret anywhere', async () => {
    const { client, secret = '' } = await makeClient();
    const fields = fieldsOf(client.id, secret);
    const given = (await (await ask(fields)).json()) as { access_token: string };
    await call(given.access_token, 'GET', '/courses');
    const actor = `token:${client.id}`;
    await expect.poll(() => laurel.audit.list({ actor })).toHaveLength(1);
    const kept = await Promise.all(
      ['oauth_clients', 'oauth_access_tokens', 'audit'].map((name) =>
        laurel.connection.collection(name).find().toArray(),
      ),
    );
    const text = JSON.stringify(kept);
    expect(text).toContain(client.id);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(given.access_token);
  });
});
