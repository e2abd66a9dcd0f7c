/** The embedded store: MongoDB's wire protocol over one SQLite file. See README.md. */
export { openEmbeddedMongo, type OpenOptions, type SharedStore } from './open.js';
export type { Scan } from './scan-log.js';
export { startEmbeddedMongo, type EmbeddedMongo, type EmbeddedMongoOptions } from './start.js';
export { StoreError } from './store-error.js';
export { backupStore, checkStore, exportStore, storeCommand } from './commands.js';
