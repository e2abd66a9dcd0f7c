import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createOutbound, createTestClock } from '../../base/index.js';
import { createPlatformKeys } from './platform-keys.js';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** Serves a platform's key set that tests can change, and counts the requests for it. */
async function startJwks(...kids: string[]) {
  const state = { kids, status: 200, asked: 0, body: undefined as string | undefined };
  const server = createServer((_req, res) => {
    state.asked += 1;
    const jwks = { keys: state.kids.map((kid) => ({ kty: 'RSA', kid, n: 'AQAB', e: 'AQAB' })) };
    res.writeHead(state.status).end(state.body ?? JSON.stringify(jwks));
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((done) => server.once('listening', done));
  return { state, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks` };
}

function setUp() {
  const clock = createTestClock();
  const outbound = createOutbound({ userAgent: 'Laurel test', allowLoopback: true });
  return { clock, keys: createPlatformKeys({ clock, outbound }) };
}

describe('createPlatformKeys', () => {
  it('asks once for many launches, and again after ten minutes', async () => {
    const { state, url } = await startJwks('k1');
    const { clock, keys } = setUp();
    await Promise.all(Array.from({ length: 5 }, () => keys.find(url, 'k1')));
    expect(state.asked).toBe(1);
    clock.advance(600_000);
    await keys.find(url, 'k1');
    expect(state.asked).toBe(2);
  });

  it('finds a key that the platform has just rotated in', async () => {
    const { state, url } = await startJwks('k1');
    const { clock, keys } = setUp();
    await keys.find(url, 'k1');
    state.kids = ['k1', 'k2'];
    clock.advance(30_000);
    expect((await keys.find(url, 'k2'))?.kid).toBe('k2');
  });

  it('does not let forged kids become traffic', async () => {
    const { state, url } = await startJwks('k1');
    const { keys } = setUp();
    for (let i = 0; i < 20; i += 1) expect(await keys.find(url, `forged${i}`)).toBeNull();
    expect(state.asked).toBe(1);
  });

  it('serves its copy for a day while the platform cannot be reached, then says so', async () => {
    const { state, url } = await startJwks('k1');
    const { clock, keys } = setUp();
    await keys.find(url, 'k1');
    state.status = 500;
    clock.advance(23 * 3_600_000);
    expect((await keys.find(url, 'k1'))?.kid).toBe('k1');
    clock.advance(2 * 3_600_000);
    await expect(keys.find(url, 'k1')).rejects.toMatchObject({ code: 'platform_keys_unreachable' });
  });

  it('takes a token without kid when the platform has one key alone', async () => {
    const { state, url } = await startJwks('k1');
    const { clock, keys } = setUp();
    expect((await keys.find(url, undefined))?.kid).toBe('k1');
    state.kids = ['k1', 'k2'];
    clock.advance(600_000);
    expect(await keys.find(url, undefined)).toBeNull();
  });

  it('takes no key that the platform publishes for something else than these signatures', async () => {
    const { state, url } = await startJwks();
    const key = { kty: 'RSA', kid: 'k1', n: 'AQAB', e: 'AQAB' };
    for (const over of [{ alg: 'RSA-OAEP' }, { alg: 'RS512' }, { use: 'enc' }, { kty: 'EC' }]) {
      state.body = JSON.stringify({ keys: [{ ...key, ...over }] });
      expect(await setUp().keys.find(url, 'k1'), JSON.stringify(over)).toBeNull();
    }
    state.body = JSON.stringify({ keys: [{ ...key, use: 'sig', alg: 'RS256' }] });
    expect(await setUp().keys.find(url, 'k1')).not.toBeNull();
  });

  it.each(['no json', '{"keys":{}}', '[]', `{"keys":[${'{"kty":"RSA"},'.repeat(20_000)}]}`])(
    'refuses what is no key set (%#)',
    async (body) => {
      const { state, url } = await startJwks();
      state.body = body;
      await expect(setUp().keys.find(url, 'k1')).rejects.toMatchObject({
        code: 'platform_keys_unreachable',
      });
    },
  );
});
