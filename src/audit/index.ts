/** Who did what, append-only. */
export { type Audit, type AuditQuery } from './audit.js';
export { createAudit } from './create-audit.js';
