import { exportJWK, generateKeyPair } from 'jose';
import { describe, expect, it } from 'vitest';
import { createTestClock, type OutboundResponse } from '../base/index.js';
import { createFindKeys } from './find-keys.js';
import type { Client } from './client.js';

const client = { id: 'one', jwksUri: 'https://client.example/jwks' } as Client;

async function start() {
  const clock = createTestClock();
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwks = { keys: [await exportJWK(publicKey)] };
  const host = { asked: 0, status: 200 };
  const fetch = (): Promise<OutboundResponse> => {
    host.asked += 1;
    return Promise.resolve({
      status: host.status,
      json: () => jwks,
    } as unknown as OutboundResponse);
  };
  return { clock, host, find: createFindKeys({ outbound: { fetch }, clock }) };
}

describe('the keys of a client that publishes them', () => {
  it('whose host is silent are asked for every half minute at most, whoever claims to be the client', async () => {
    const { clock, host, find } = await start();
    host.status = 503;
    for (let turn = 0; turn < 5; turn += 1) expect(await find(client)).toBeNull();
    expect(host.asked).toBe(1);
    clock.advance(31_000);
    host.status = 200;
    expect(await find(client)).not.toBeNull();
    expect(host.asked).toBe(2);
  });

  it('are asked for once by all who ask at the same time', async () => {
    const { host, find } = await start();
    const found = await Promise.all([find(client), find(client), find(client)]);
    expect([found.every(Boolean), host.asked]).toEqual([true, 1]);
  });

  it('are good for ten minutes, also where the host fails meanwhile, and no longer', async () => {
    const { clock, host, find } = await start();
    await find(client);
    host.status = 503;
    clock.advance(31_000);
    expect(await find(client, true)).toBeNull();
    expect(await find(client)).not.toBeNull();
    clock.advance(600_000);
    expect(await find(client)).toBeNull();
    expect(host.asked).toBe(3);
  });
});
