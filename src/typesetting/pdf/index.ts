/** Drawing set text into a PDF, with a text layer: for worker processes, since it loads the libraries that the rest of the room does without. */
export { createDrawRun, type DrawRun } from './draw-run.js';
export { openTagged } from './open-tagged.js';
