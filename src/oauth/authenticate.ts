import { Unauthenticated, type Clock } from '../base/index.js';
import type { AccessStore } from './access-store.js';
import type { ClientStore } from './client-store.js';
import { isScope } from './scopes.js';
import { hashSecret, isGood, isSecret, type ApiToken } from './token.js';
import type { createTokenStore } from './token-store.js';

const MINUTE_MS = 60_000;

/**
 * @returns the token of a request's `Authorization: Bearer …` (RFC 6750, 2.1); one that a client got goes by the client's id, so that
 *   limits and keys of idempotency are the client's however often it asks for a token
 * @throws Unauthenticated `token_missing`, `token_refused`
 */
export type Authenticate = (authorization: string | undefined) => Promise<ApiToken>;

const refused = (): Unauthenticated =>
  new Unauthenticated('token_refused', 'This token is unknown, revoked or no longer valid.', {
    action: 'Make a new token under Administration › API.',
  });

/** @returns what finds out which token a request has */
export function createAuthenticate(deps: {
  readonly tokens: ReturnType<typeof createTokenStore>;
  readonly clients: Pick<ClientStore, 'find'>;
  readonly access: Pick<AccessStore, 'find'>;
  readonly clock: Clock;
}): Authenticate {
  const { tokens, clients, access, clock } = deps;

  async function ofPerson(secret: string): Promise<ApiToken> {
    const token = await tokens.findByHash(hashSecret(secret));
    const now = clock.now();
    if (token === null || !isGood(token, now)) throw refused();
    const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
    if (token.lastUsedAt === undefined || token.lastUsedAt < minute)
      await tokens.noteUse(token.id, minute);
    return token;
  }

  async function ofClient(secret: string): Promise<ApiToken> {
    const found = await access.find(hashSecret(secret));
    if (found === null || found.expiresAt <= clock.now()) throw refused();
    const known = await clients.find(found.clientId);
    // A client that was revoked takes its tokens along.
    if (known === null || known.client.revokedAt !== undefined) throw refused();
    const { id, name, platformId, deploymentId, createdBy, createdAt } = known.client;
    const { expiresAt } = found;
    const scopes = found.scopes.filter(isScope);
    return { id, name, scopes, platformId, deploymentId, createdBy, createdAt, expiresAt };
  }

  return async (authorization) => {
    const [scheme = '', secret = ''] = (authorization ?? '').split(' ');
    if (authorization === undefined || scheme.toLowerCase() !== 'bearer')
      throw new Unauthenticated('token_missing', 'The API needs an access token.', {
        action: 'Send the header “Authorization: Bearer lrl_…”.',
      });
    if (isSecret(secret, 'access')) return ofClient(secret);
    if (isSecret(secret)) return ofPerson(secret);
    throw refused();
  };
}
