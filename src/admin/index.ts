/** The operator's and the LMS administrators' pages, and the operator's commands. */
export { adminCommand } from './admin-command.js';
export { createAdmin, type Admin, type AdminDeps, type HealthLine } from './create-admin.js';
export { keysCommand } from './keys-command.js';
