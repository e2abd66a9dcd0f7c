import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSealer, createTestClock } from '../../base/index.js';
import { startTestStore, type TestStore } from '../../store/index.js';
import { createToolKeyStore } from './tool-key-store.js';
import { createToolKeys, KEY_OVERLAP_MS } from './tool-keys.js';

const HOUR_MS = 3_600_000;
const [first, second] = [randomBytes(32), randomBytes(32)];
let store: TestStore;

beforeAll(async () => {
  store = await startTestStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  await store.connection.db?.collection('lti_tool_keys').deleteMany({});
});

function setUp(masterKeys = [first]) {
  const clock = createTestClock();
  const sealer = createSealer(masterKeys);
  const keys = createToolKeys({ store: createToolKeyStore(store.connection), sealer, clock });
  return { clock, keys };
}

describe('createToolKeys', () => {
  it('publishes the public half alone of a 2048-bit RSA key that signs', async () => {
    const { keys } = setUp();
    const jwks = await keys.jwks();
    expect(jwks.keys).toHaveLength(1);
    expect(Object.keys(jwks.keys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
    expect(Buffer.from(jwks.keys[0]?.n ?? '', 'base64url')).toHaveLength(256);
    const { kid, privateKey } = await keys.signer();
    const jwt = await new SignJWT({}).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
    await expect(jwtVerify(jwt, createLocalJWKSet(jwks))).resolves.toBeDefined();
  });

  it('publishes a new key an hour before it signs, and the old one a day longer', async () => {
    const { keys, clock } = setUp();
    const old = (await keys.signer()).kid;
    const { kid: next } = await keys.rotate();
    const published = async () => (await keys.jwks()).keys.map((key) => key.kid);
    expect(new Set(await published())).toEqual(new Set([old, next]));
    expect((await keys.signer()).kid).toBe(old);
    clock.advance(KEY_OVERLAP_MS);
    expect((await keys.signer()).kid).toBe(next);
    clock.advance(23 * HOUR_MS);
    expect(await published()).toContain(old);
    clock.advance(HOUR_MS);
    expect(await published()).toEqual([next]);
    expect((await keys.list()).map(({ kid, state }) => [kid, state])).toEqual([
      [next, 'signing'],
      [old, 'ending'],
    ]);
  });

  it('reseals its keys under a new master key, after which the old one is not needed', async () => {
    const kid = (await setUp().keys.signer()).kid;
    const both = setUp([second, first]).keys;
    expect(await both.reseal()).toBe(1);
    expect(await both.reseal()).toBe(0);
    expect((await setUp([second]).keys.signer()).kid).toBe(kid);
    await expect(setUp([first]).keys.signer()).rejects.toThrowError(/MASTER_KEY/);
  });

  it('makes one first key however many ask at once', async () => {
    const { keys } = setUp();
    await Promise.all([keys.signer(), keys.jwks(), keys.signer()]);
    expect((await keys.jwks()).keys).toHaveLength(1);
  });
});
