import { createHash } from 'node:crypto';
import { appOf } from '../caller.js';
import { invalidRequest, OAuthError } from '../oauth-error.js';
import { hashSecret } from '../token.js';
import { giveTokens, type GiveDeps } from './give-tokens.js';
import type { Grant } from './grant.js';

const VERIFIER = /^[\w.~-]{43,128}$/;

/** An app comes back with the code that a person's consent gave it (RFC 6749, 4.1.3; RFC 7636, 4.6). */
export const authorizationCode = (deps: GiveDeps): Grant => ({
  type: 'authorization_code',
  async run(fields, authenticate) {
    const app = appOf(await authenticate());
    const code = fields.get('code');
    const verifier = fields.get('code_verifier') ?? '';
    if (code === undefined || !VERIFIER.test(verifier))
      throw invalidRequest('code and code_verifier are needed.');
    const found = await deps.grants.use(hashSecret(code), 'code', app.id, deps.clock.now());
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const isRight =
      found?.challenge === challenge && found.redirectUri === fields.get('redirect_uri');
    if (found === null || !isRight)
      throw new OAuthError('invalid_grant', 'The code is unknown, over, used, or not for this.');
    return giveTokens(deps, found, found.scopes);
  },
});
