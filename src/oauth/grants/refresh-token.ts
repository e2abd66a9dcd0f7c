import { appOf } from '../caller.js';
import { invalidRequest, OAuthError } from '../oauth-error.js';
import { hashSecret } from '../token.js';
import { giveTokens, type GiveDeps } from './give-tokens.js';
import type { Grant } from './grant.js';

/** An app goes on with what a person let it do (RFC 6749, 6); a refresh token is good once. */
export const refreshToken = (deps: GiveDeps): Grant => ({
  type: 'refresh_token',
  async run(fields, authenticate) {
    const app = appOf(await authenticate());
    const token = fields.get('refresh_token');
    if (token === undefined) throw invalidRequest('refresh_token is missing.');
    const hash = hashSecret(token);
    const asked = fields.get('scope')?.split(' ');
    const kept = await deps.grants.find(hash, 'refresh');
    const isMore = asked?.some((scope) => kept !== null && !kept.scopes.includes(scope)) === true;
    // Nothing is used up by a request that asks for too much.
    if (isMore) throw new OAuthError('invalid_scope', 'It was not allowed that much.');
    const found = await deps.grants.use(hash, 'refresh', app.id, deps.clock.now());
    if (found === null)
      throw new OAuthError('invalid_grant', 'The refresh token is unknown, over, or was used.');
    return giveTokens(deps, found, asked ?? found.scopes);
  },
});
