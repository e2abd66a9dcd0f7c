/** Recurring and queued work, leases. */
export { createWork, type Work } from './work.js';
