/** Connecting to MongoDB, or to the embedded default. */
export type { Connection } from 'mongoose';
export { orderedId } from './ordered-id.js';
export { openStore, type Store, type StoreSettings } from './open-store.js';
export { duplicatesOf, isDuplicateKey, isStoreDown } from './store-errors.js';
export { startTestStore, type TestStore } from './testing.js';
