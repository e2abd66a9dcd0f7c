import { tenantMove, type RowMove } from '../store/index.js';

/** How tokens and clients move where a platform or a deployment continues another: what they opened, they open there. */
export const TOKEN_MOVES: readonly RowMove[] = ['api_tokens', 'oauth_clients'].map(tenantMove);
