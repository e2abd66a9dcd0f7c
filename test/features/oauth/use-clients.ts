import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import * as oauth from 'oauth4webapi';
import type { Client, Scope } from '../../../src/oauth/index.js';
import { laurel } from '../api/use-api.js';

export const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Tests speak http on this machine. */
export const insecure = { [oauth.allowInsecureRequests]: true } as const;

/** Makes a client of no platform in particular. */
export const makeClient = (
  keys: Pick<Client, 'jwks' | 'jwksUri'> | null = null,
  scopes: readonly Scope[] = ['awards:read', 'courses:read'],
  platformId: string | null = null,
) =>
  laurel.oauth.clients.make({
    name: 'Registry',
    scopes,
    platformId,
    deploymentId: null,
    keys,
    actor: 'operator',
  });

/** A pair of keys, its public half as a client publishes it. */
export async function makeKeys(alg = 'ES256'): Promise<{ key: CryptoKey; jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid: 'one', use: 'sig' } };
}

/** What the foreign client reads of this server. */
export async function discover(): Promise<oauth.AuthorizationServer> {
  const issuer = new URL(laurel.url);
  const answer = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' });
  return oauth.processDiscoveryResponse(issuer, answer);
}

/** Asks for a token as a form. */
export const ask = (
  fields: Record<string, string> | string,
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${laurel.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: typeof fields === 'string' ? fields : new URLSearchParams(fields).toString(),
  });

/** An assertion as it should be, but for what a test says. */
export async function sign(
  key: CryptoKey,
  clientId: string,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const right = {
    iss: clientId,
    sub: clientId,
    aud: laurel.url,
    jti: crypto.randomUUID(),
    iat: now,
    exp: now + 60,
  };
  return new SignJWT({ ...right, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: 'one', ...header })
    .sign(key);
}

/** Asks for a token by an assertion. */
export const assert = (assertion: string, more: Record<string, string> = {}) =>
  ask({
    grant_type: 'client_credentials',
    client_assertion_type: JWT_BEARER,
    client_assertion: assertion,
    ...more,
  });

/** A server of this machine, for the test that asks. */
export async function serve(
  answer: RequestListener,
): Promise<{ url: string; close: () => Promise<unknown> }> {
  const server: Server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
