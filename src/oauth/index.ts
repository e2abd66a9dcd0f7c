/** The authorization server: access tokens of the REST API, made by people or got by programs, kept as hashes, checked. */
export { OAUTH_BODIES } from './bodies.js';
export { createOAuth, type OAuth } from './create-oauth.js';
export { OFFLINE, type AppGrant } from './apps/app.js';
export type { ConsentRequest } from './apps/request.js';
export type { Client } from './client.js';
export { holdsPrivateKey, jwksSchema, parseJwks } from './client-keys.js';
export { OAUTH_PATHS } from './metadata.js';
export { SCOPES, isScope, type Scope } from './scopes.js';
export { tokenCommand } from './token-command.js';
export { TOKEN_MOVES } from './token-moves.js';
export type { ApiToken } from './token.js';
