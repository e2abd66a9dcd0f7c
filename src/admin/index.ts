/** The operator's and the LMS administrators' pages, and the operator's commands. */
export { adminCommand } from './admin-command.js';
export { createAdmin, type Admin } from './create-admin.js';
export { badgeCommand } from './badge-command.js';
export { mailCommand } from './mail-command.js';
export { keysCommand } from './keys-command.js';
export { type HealthLine } from './admin-page.js';
export { BRAND_BODIES } from './brand-routes.js';
export { IMPORT_BODIES } from './import-routes.js';
export { SKILL_BODIES } from './skill-routes.js';
export { ADMIN_BODIES } from './issuer-routes.js';
