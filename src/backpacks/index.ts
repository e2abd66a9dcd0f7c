/** Badges between a person's home and other systems, by the Open Badges 3.0 API. */
export { createBackpacks, type Backpacks } from './create-backpacks.js';
