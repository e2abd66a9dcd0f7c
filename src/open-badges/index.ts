/**
 * What Open Badges 3.0 and the formats that badges travel in say, and nothing of ours: terms, shapes, PNG chunks. Imports
 * nothing, and runs in browsers.
 */
export { ACHIEVEMENT_TYPES, isParticipation } from './achievement-types.js';
export type { ResultDescription, RubricCriterionLevel } from './result-description.js';
export { RESULT_TYPES } from './result-types.js';
export { plainText } from './plain-text.js';
export { isPng, listChunks, PNG_SIGNATURE, type PngChunk } from './png-chunks.js';
export type { EndorsementStanding, ShownEndorsement } from './endorsement.js';
