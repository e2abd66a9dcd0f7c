/** Who did what, append-only. */
export { AUDIT_ACTIONS, type AuditAction } from './actions.js';
export { type Audit, type AuditEntry, type AuditPlace, type AuditQuery } from './audit.js';
export { createAudit } from './create-audit.js';
export { agedEntries } from './audit-retention.js';
