/** The embedded store: MongoDB's wire protocol over one SQLite file. See README.md. */
import type * as commandsModule from './commands.js';

export { openLogged, type StoreLog } from './open-logged.js';
export { openEmbeddedMongo, type SharedStore } from './open.js';
export { startEmbeddedMongo } from './start.js';
export { StoreError } from './store-error.js';

type Commands = typeof commandsModule;

// The operator's commands bring a client of MongoDB: whoever only opens the store starts without it.
const commands = (): Promise<Commands> => import('./commands.js');

/** `npm run store -- check | copy FILE | export DIR` */
export const storeCommand: Commands['storeCommand'] = async (...args) =>
  (await commands()).storeCommand(...args);
/** Looks the whole file over; gives what is wrong, which is nothing for a sound store. */
export const checkStore: Commands['checkStore'] = async (...args) =>
  (await commands()).checkStore(...args);
/** Writes each collection of the store as a file of JSON. */
export const exportStore: Commands['exportStore'] = async (...args) =>
  (await commands()).exportStore(...args);
