/** Recurring and queued work, leases. */
export type { Leased, LeaseContext, Leases } from './lease.js';
export { createWork, type SoonOptions, type Work } from './work.js';
