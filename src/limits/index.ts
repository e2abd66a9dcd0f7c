/** How often one may do what sends, issues or registers: counted by person, target and network, in the store. */
export { createLimits, type Limits } from './create-limits.js';
