/** Badges by application: work that is handed in here, and reviewed by a rubric. */
export {
  createApplications,
  createApplicationStores,
  type Applications,
} from './create-applications.js';
export { APPLICATION_BODIES } from './bodies.js';
export { APPLICATION_MOVES } from './application-moves.js';
export { agedApplications } from './application-retention.js';
export type { EvidenceItem, OwnEvidence } from './evidence.js';
