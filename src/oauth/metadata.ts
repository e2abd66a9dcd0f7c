import { CLIENT_PROOFS } from './authenticate-client.js';
import { SIGNATURES } from './client-keys.js';
import { SCOPES } from './scopes.js';

/** Where the endpoints are, below the server's own address. */
export const OAUTH_PATHS = {
  metadata: '/.well-known/oauth-authorization-server',
  token: '/oauth/token',
  revoke: '/oauth/revoke',
  register: '/oauth/register',
  authorize: '/home/authorize',
} as const;

/**
 * What the authorization server says of itself (RFC 8414, 2).
 * @param grants the types of grant that its token endpoint takes
 * @param appScopes what apps may be let do in a person's name
 */
export const metadataOf = (
  publicUrl: string,
  grants: readonly string[],
  appScopes: readonly string[],
): object => ({
  issuer: publicUrl,
  token_endpoint: `${publicUrl}${OAUTH_PATHS.token}`,
  revocation_endpoint: `${publicUrl}${OAUTH_PATHS.revoke}`,
  authorization_endpoint: `${publicUrl}${OAUTH_PATHS.authorize}`,
  registration_endpoint: `${publicUrl}${OAUTH_PATHS.register}`,
  scopes_supported: [...SCOPES, ...appScopes],
  response_types_supported: ['code'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  grant_types_supported: grants,
  token_endpoint_auth_methods_supported: CLIENT_PROOFS,
  token_endpoint_auth_signing_alg_values_supported: SIGNATURES,
  revocation_endpoint_auth_methods_supported: CLIENT_PROOFS,
  revocation_endpoint_auth_signing_alg_values_supported: SIGNATURES,
  service_documentation: `${publicUrl}/api/docs`,
});
