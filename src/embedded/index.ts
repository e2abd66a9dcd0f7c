/** The embedded store: MongoDB's wire protocol over one SQLite file. See README.md. */
export { openEmbeddedMongo, type SharedStore } from './open.js';
export { startEmbeddedMongo } from './start.js';
export { StoreError } from './store-error.js';
export { checkStore, exportStore, storeCommand } from './commands.js';
