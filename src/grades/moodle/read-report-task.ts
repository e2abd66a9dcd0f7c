import { readingTask } from '../../workers/index.js';
import { MOODLE_KINDS } from './report-rows.js';

/** Reads the grades of a Moodle course in a worker process. */
export const run = readingTask(MOODLE_KINDS);
