/** A registration continues an earlier one: its courses, people and badges are one with those. */
export { continueCommand } from './continue-command.js';
export { createSuccessions, type Successions } from './create-successions.js';
export type { SuccessionPreview, Wish } from './preview.js';
