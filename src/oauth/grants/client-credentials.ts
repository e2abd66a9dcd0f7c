import type { Clock } from '../../base/index.js';
import type { Limits } from '../../limits/index.js';
import type { AccessStore } from '../access-store.js';
import { clientOf } from '../caller.js';
import type { ClientStore } from '../client-store.js';
import { OAuthError } from '../oauth-error.js';
import { isScope, type Scope } from '../scopes.js';
import { hashSecret, newSecret } from '../token.js';
import type { Grant } from './grant.js';

/** How long an access token is good, in seconds. */
export const ACCESS_LIFE_S = 3_600;

const MINUTE_MS = 60_000;
/** So many tokens a client may get: one is good for an hour, and a client of many processes has many. */
const LIMIT = { times: 60, windowMs: MINUTE_MS };

/** The scopes of a token: those that were asked for, of those that the client has. @throws OAuthError invalid_scope */
function scopesOf(asked: string | undefined, own: readonly Scope[]): readonly Scope[] {
  if (asked === undefined) return own;
  const scopes = [...new Set(asked.split(' '))].filter(isScope);
  const isWhole = scopes.length === new Set(asked.split(' ')).size;
  if (isWhole && scopes.every((scope) => own.includes(scope))) return scopes;
  throw new OAuthError('invalid_scope', `This client may have: ${own.join(' ')}.`);
}

/** A client gets a token for itself (RFC 6749, 4.4). */
export const clientCredentials = (deps: {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'count'>;
  readonly clients: Pick<ClientStore, 'noteUse'>;
  readonly access: Pick<AccessStore, 'insert'>;
}): Grant => ({
  type: 'client_credentials',
  async run(fields, authenticate) {
    const client = clientOf(await authenticate());
    const { left, resetSeconds } = await deps.limits.count('oauth', client.id, LIMIT);
    if (left < 0) {
      const words = 'Tokens were asked for too often: one is good for an hour.';
      throw new OAuthError('temporarily_unavailable', words, 429, resetSeconds);
    }
    const scopes = scopesOf(fields.get('scope'), client.scopes);
    const now = deps.clock.now().getTime();
    const secret = newSecret('access');
    const expiresAt = new Date(now + ACCESS_LIFE_S * 1000);
    await deps.access.insert(hashSecret(secret), { clientId: client.id, scopes, expiresAt });
    await deps.clients.noteUse(client.id, new Date(Math.floor(now / MINUTE_MS) * MINUTE_MS));
    return {
      access_token: secret,
      token_type: 'Bearer',
      expires_in: ACCESS_LIFE_S,
      scope: scopes.join(' '),
    };
  },
});
