import { timingSafeEqual } from 'node:crypto';
import type { AppStore } from './apps/app-store.js';
import type { Caller } from './caller.js';
import type { ClientStore } from './client-store.js';
import {
  checkAssertion,
  claimedClient,
  JWT_BEARER,
  type AssertionDeps,
} from './check-assertion.js';
import { invalidClient, invalidRequest } from './oauth-error.js';
import type { OAuthFields } from './read-fields.js';
import { hashSecret } from './token.js';

/** How clients may prove themselves (RFC 8414: token_endpoint_auth_methods_supported). */
export const CLIENT_PROOFS = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
] as const;

/** What a request says of its client: nothing of it is proven. */
interface Claim {
  readonly clientId: string;
  readonly secret?: string;
  readonly assertion?: string;
}

/** A part of HTTP Basic, form-encoded as RFC 6749, 2.3.1 wants it. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    throw invalidClient();
  }
}

function basicOf(authorization: string | undefined): Claim | null {
  if (authorization === undefined) return null;
  const [scheme = '', value = '', ...rest] = authorization.split(' ');
  if (scheme.toLowerCase() !== 'basic' || rest.length > 0) throw invalidClient();
  const text = Buffer.from(value, 'base64').toString('utf8');
  const at = text.indexOf(':');
  if (at < 1) throw invalidClient();
  return { clientId: decodePart(text.slice(0, at)), secret: decodePart(text.slice(at + 1)) };
}

function assertionOf(fields: OAuthFields): Claim | null {
  const assertion = fields.get('client_assertion');
  const type = fields.get('client_assertion_type');
  if (assertion === undefined && type === undefined) return null;
  if (assertion === undefined || type !== JWT_BEARER)
    throw invalidRequest(`client_assertion comes with client_assertion_type ${JWT_BEARER}.`);
  const clientId = claimedClient(assertion);
  if (clientId === null) throw invalidClient();
  return { clientId, assertion };
}

function postedOf(fields: OAuthFields): Claim | null {
  const secret = fields.get('client_secret');
  const clientId = fields.get('client_id');
  return secret === undefined || clientId === undefined ? null : { clientId, secret };
}

/** @throws OAuthError invalid_request where a client proves itself in two ways (RFC 6749, 2.3) */
function claimOf(authorization: string | undefined, fields: OAuthFields): Claim {
  const claims = [basicOf(authorization), assertionOf(fields), postedOf(fields)];
  const [claim, ...others] = claims.filter((one) => one !== null);
  if (others.length > 0) throw invalidRequest('Prove the client in one way.');
  if (claim === undefined) throw invalidClient();
  if ((fields.get('client_id') ?? claim.clientId) !== claim.clientId) throw invalidClient();
  return claim;
}

const isSameHash = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));

const MOST_LETTERS = 200;

/** Finds out which client sent a request. @throws OAuthError invalid_client, invalid_request */
export async function authenticateClient(
  deps: AssertionDeps & {
    readonly clients: Pick<ClientStore, 'find'>;
    readonly apps: Pick<AppStore, 'find'>;
  },
  authorization: string | undefined,
  fields: OAuthFields,
): Promise<Caller> {
  const { clientId, secret, assertion } = claimOf(authorization, fields);
  const found = clientId.length > MOST_LETTERS ? null : await deps.clients.find(clientId);
  if (found === null) {
    const registered = clientId.length > MOST_LETTERS ? null : await deps.apps.find(clientId);
    if (registered === null || secret === undefined) throw invalidClient();
    if (!isSameHash(hashSecret(secret), registered.hash)) throw invalidClient();
    return { kind: 'app', app: registered.app };
  }
  if (found.client.revokedAt !== undefined) throw invalidClient();
  const { client, hash } = found;
  if (client.proof === 'key') {
    if (assertion === undefined) throw invalidClient();
    await checkAssertion(deps, assertion, client);
    return { kind: 'client', client };
  }
  if (secret === undefined || hash === undefined || !isSameHash(hashSecret(secret), hash))
    throw invalidClient();
  return { kind: 'client', client };
}
