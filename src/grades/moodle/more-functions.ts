import { COMPLETION_CAPABILITIES, COMPLETION_FUNCTIONS } from './completion-calls.js';
import { MODULE_INFO, QUIZ_PASS } from './module-info.js';
import { USERS } from './suspended.js';

/** What Moodle tells besides grades, each with the functions and the capabilities that it takes (Moodle 4.5). */
export const MORE = [
  { id: 'suspended', functions: [USERS], capabilities: ['moodle/user:viewdetails'] },
  {
    id: 'pass',
    functions: [QUIZ_PASS, MODULE_INFO],
    // Quizzes tell it to whoever may see them.
    capabilities: ['mod/quiz:view', 'moodle/course:manageactivities'],
  },
  { id: 'completion', functions: COMPLETION_FUNCTIONS, capabilities: COMPLETION_CAPABILITIES },
] as const;
