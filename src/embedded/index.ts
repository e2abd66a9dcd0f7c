/** The embedded store: MongoDB's wire protocol over one SQLite file. See README.md. */
export { openEmbeddedMongo } from './open.js';
export { startEmbeddedMongo, type EmbeddedMongo, type EmbeddedMongoOptions } from './start.js';
