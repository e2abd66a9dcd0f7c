import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOutbound, createTestClock } from '../../base/index.js';
import { checkIdToken } from './check-id-token.js';
import type { Expected } from './launch-clauses.js';
import { createPlatformKeys } from '../keys/platform-keys.js';
import type { Platform } from '../platform/platform.js';

const clock = createTestClock();
const now = () => Math.floor(clock.now().getTime() / 1000);
const keys = createPlatformKeys({
  clock,
  outbound: createOutbound({ userAgent: 'Laurel test', allowLoopback: true }),
});
let server: Server;
let platform: Platform;
let ours: CryptoKey;
let foreign: CryptoKey;

beforeAll(async () => {
  const pair = await generateKeyPair('RS256');
  ours = pair.privateKey;
  foreign = (await generateKeyPair('RS256')).privateKey;
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k1' }] });
  server = createServer((_req, res) => res.end(jwks)).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  platform = {
    id: 'p1',
    name: 'LMS',
    family: 'other',
    issuer: base,
    clientId: 'client',
    authorizationUrl: `${base}/auth`,
    tokenUrl: `${base}/token`,
    jwksUrl: `${base}/jwks`,
    status: 'active',
    deploymentPolicy: 'approve',
    frameOrigins: [],
    badgePolicy: { designers: 'instructors', needsApproval: false },
    createdAt: clock.now(),
  };
});
afterAll(() => void server.close().closeAllConnections());

function expected(): Expected {
  return { platform, nonce: 'n1', loginBegunAt: clock.now(), now: clock.now() };
}

function claims(changes: Record<string, unknown> = {}) {
  const at = now();
  const whole = {
    iss: platform.issuer,
    aud: 'client',
    nonce: 'n1',
    iat: at,
    exp: at + 60,
    ...changes,
  };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
}

function sign(payload: object, key: CryptoKey = ours, kid = 'k1') {
  return new SignJWT(payload as Record<string, unknown>)
    .setProtectedHeader({ alg: 'RS256', kid })
    .sign(key);
}

const check = async (changes: Record<string, unknown> = {}) =>
  checkIdToken(await sign(claims(changes)), expected(), keys);

describe('checkIdToken (OIDC Core 3.1.3.7; IMS Security 1.1, 5.1.3)', () => {
  it('takes an id_token of the platform and gives the key that matched', async () => {
    const checked = await check();
    expect(checked.claims['nonce']).toBe('n1');
    expect(checked.key.kid).toBe('k1');
  });

  it.each([
    ['another issuer', { iss: 'https://evil.example' }, 'launch_forged'],
    ['another audience', { aud: 'other' }, 'launch_wrong_audience'],
    ['several audiences without azp', { aud: ['client', 'other'] }, 'launch_wrong_audience'],
    ['an azp that is another client', { azp: 'other' }, 'launch_wrong_audience'],
    ['no audience', { aud: undefined }, 'launch_wrong_audience'],
    ['no nonce', { nonce: undefined }, 'launch_replayed'],
    ['a nonce that is not this login’s', { nonce: 'n2' }, 'launch_replayed'],
    ['a nonce that is no string', { nonce: ['n1'] }, 'launch_replayed'],
    ['no iat', { iat: undefined }, 'launch_forged'],
    ['no exp', { exp: undefined }, 'launch_forged'],
  ])('refuses %s', async (_what, changes, code) => {
    await expect(check(changes)).rejects.toMatchObject({ code, status: 401 });
  });

  it('says in the log which clause was not satisfied', async () => {
    const refusal = await check({ azp: 'other' }).catch((error: unknown) => error);
    const cause =
      refusal instanceof Error && refusal.cause instanceof Error && refusal.cause.message;
    expect(cause).toMatch(/^azp is ours.*\(OIDC Core 3\.1\.3\.7 \(4, 5\).*\): azp missing/);
  });

  it.each([
    ['an audience in an array of one', { aud: ['client'] }],
    ['several audiences with our azp', { aud: ['client', 'other'], azp: 'client' }],
  ])('takes %s', async (_what, changes) => {
    await expect(check(changes)).resolves.toBeDefined();
  });

  it('takes a token that ran out less than 60 seconds ago, and not at 60', async () => {
    await expect(check({ exp: now() - 59 })).resolves.toBeDefined();
    await expect(check({ exp: now() - 60 })).rejects.toMatchObject({ code: 'launch_expired' });
  });

  it('takes a token made 60 seconds in the future, and says that clocks differ at 61', async () => {
    await expect(check({ iat: now() + 60 })).resolves.toBeDefined();
    await expect(check({ iat: now() + 61 })).rejects.toMatchObject({ code: 'clock_off' });
    await expect(check({ nbf: now() + 61 })).rejects.toMatchObject({ code: 'clock_off' });
  });

  it('says that clocks differ when a token was made more than a minute before its login', async () => {
    await expect(check({ iat: now() - 60 })).resolves.toBeDefined();
    await expect(check({ iat: now() - 61 })).rejects.toMatchObject({ code: 'clock_off' });
  });

  it('refuses alg none, HS256 with the public key, and what is no JWT', async () => {
    const unsecured = new UnsecuredJWT(claims()).encode();
    const symmetric = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(new TextEncoder().encode('client'.repeat(10)));
    for (const token of [unsecured, symmetric, 'a.b.c', 'x']) {
      await expect(checkIdToken(token, expected(), keys)).rejects.toMatchObject({
        code: 'launch_forged',
      });
    }
  });

  it('refuses a foreign key, under our kid and under its own', async () => {
    for (const kid of ['k1', 'k2']) {
      const token = await sign(claims(), foreign, kid);
      await expect(checkIdToken(token, expected(), keys)).rejects.toMatchObject({
        code: 'launch_forged',
      });
    }
  });

  it('refuses a token in which one claim was changed after signing', async () => {
    const [head, , tail] = (await sign(claims())).split('.');
    const other = Buffer.from(JSON.stringify(claims({ sub: 'somebody' }))).toString('base64url');
    await expect(checkIdToken(`${head}.${other}.${tail}`, expected(), keys)).rejects.toMatchObject({
      code: 'launch_forged',
    });
  });
});
