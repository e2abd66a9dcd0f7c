import { readingTask } from '../../workers/index.js';
import { CANVAS_KINDS } from './page-kinds.js';

/** Reads a page of Canvas's REST API in a worker process. */
export const run = readingTask(CANVAS_KINDS);
