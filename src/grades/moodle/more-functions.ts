import { COMPLETION_CAPABILITIES, COMPLETION_FUNCTIONS } from './completion-calls.js';
import { MODULE_INFO, QUIZ_PASS } from './module-info.js';
import { USERS } from './suspended.js';

/** What Moodle can tell besides grades, each with the functions and capabilities that it needs (Moodle 4.5). */
export const MORE = [
  { id: 'suspended', functions: [USERS], capabilities: ['moodle/user:viewdetails'] },
  {
    id: 'pass',
    functions: [QUIZ_PASS, MODULE_INFO],
    // A quiz's grade to pass can be read with the right to view it.
    capabilities: ['mod/quiz:view', 'moodle/course:manageactivities'],
  },
  { id: 'completion', functions: COMPLETION_FUNCTIONS, capabilities: COMPLETION_CAPABILITIES },
] as const;
