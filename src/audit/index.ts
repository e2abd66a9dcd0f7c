/** Who did what, append-only. */
export { createAudit, type Audit, type AuditEntry, type AuditQuery } from './audit.js';
