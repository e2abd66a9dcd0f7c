import { readingTask } from '../../workers/index.js';
import { PAGE_KINDS } from './page-kinds.js';

/** Reads a page of a platform's service in a worker process. */
export const run = readingTask(PAGE_KINDS);
