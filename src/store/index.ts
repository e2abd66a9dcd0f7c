/** Connecting to MongoDB, or to the embedded default. */
export type { Connection } from 'mongoose';
export { countAged, removeAged, type AgedCount, type AgedRows } from './aged-rows.js';
export { readBacklog, type Backlog } from './backlog.js';
export {
  countRows,
  courseMove,
  moveRows,
  ofTaken,
  takenKey,
  takenTenant,
  tenantMove,
  type RowMove,
  type StoredRow,
  type Takeover,
} from './move-rows.js';
export { endHold, HOLDS, readHold, watchHold, writeHold, type HoldWatch } from './hold.js';
export { orderedId } from './ordered-id.js';
export {
  findByWords,
  hasAllWords,
  hasWordFrom,
  searchedWords,
  textsFrom,
} from './find-by-words.js';
export { insertRow } from './insert-row.js';
export { openStore, type CommandDone, type Store } from './open-store.js';
export { isTooOld, openSnapshot, type Snapshot } from './snapshot.js';
export { isStoreDown } from './store-down.js';
export { repeatUpsert } from './repeat-upsert.js';
export { duplicatesOf, isDuplicateKey } from './store-errors.js';
export { startBuiltStore, startTestStore, type TestStore } from './testing.js';
