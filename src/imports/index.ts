/** Badges and achievements of other systems: read, checked, kept, taken over. */
export { createImports, type Imports } from './create-imports.js';
export { MOST_FILE } from './open/create-open.js';
export { mayBeShown, type KeptBadge } from './keep/kept-badge.js';
export { buildReport, reportCsv } from './report.js';
export { IMPORT_MOVES } from './import-moves.js';
export type { Entry, Import } from './run/import.js';
