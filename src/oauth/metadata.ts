import { CLIENT_PROOFS } from './authenticate-client.js';
import { SIGNATURES } from './client-keys.js';
import { SCOPES } from './scopes.js';

/** Where the endpoints are, below the server's own address. */
export const OAUTH_PATHS = {
  metadata: '/.well-known/oauth-authorization-server',
  token: '/oauth/token',
  revoke: '/oauth/revoke',
} as const;

/**
 * What the authorization server says of itself (RFC 8414, 2).
 * @param grants the types of grant that its token endpoint takes
 */
export const metadataOf = (publicUrl: string, grants: readonly string[]): object => ({
  issuer: publicUrl,
  token_endpoint: `${publicUrl}${OAUTH_PATHS.token}`,
  revocation_endpoint: `${publicUrl}${OAUTH_PATHS.revoke}`,
  scopes_supported: SCOPES,
  // Required, and none: there is no authorization endpoint.
  response_types_supported: [],
  grant_types_supported: grants,
  token_endpoint_auth_methods_supported: CLIENT_PROOFS,
  token_endpoint_auth_signing_alg_values_supported: SIGNATURES,
  revocation_endpoint_auth_methods_supported: CLIENT_PROOFS,
  revocation_endpoint_auth_signing_alg_values_supported: SIGNATURES,
  service_documentation: `${publicUrl}/api/docs`,
});
