/** Access tokens of the REST API: made, kept as hashes, checked. */
export { createOAuth, type OAuth } from './create-oauth.js';
export { SCOPES, isScope, type Scope } from './scopes.js';
export { TOKEN_MOVES } from './token-moves.js';
export type { ApiToken } from './token.js';
