import { tenantMove, type RowMove } from '../../store/index.js';

/** How webhooks move where a platform or a deployment continues another: they go on being told. */
export const WEBHOOK_MOVES: readonly RowMove[] = [tenantMove('webhooks')];
