import mongoose, { mongo } from 'mongoose';

/** Names of the driver's and mongoose's errors that mean "the store does not answer", not "the command was wrong". */
const DOWN = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoNotConnectedError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoTopologyClosedError',
  'MongooseServerSelectionError',
  'MongoExpiredSessionError',
]);

/** Whether an error says that the store cannot be reached now (to be told as 503, and tried again). */
export function isStoreDown(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (DOWN.has(error.name)) return true;
  // With bufferCommands off mongoose says so itself while it is not connected.
  if (
    error instanceof mongoose.MongooseError &&
    /initial connection is complete|connection/i.test(error.message)
  ) {
    return error.name === 'MongooseError';
  }
  return isStoreDown(error.cause);
}

/** Whether a write was refused because a unique index already holds its key (code 11000): somebody was first. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === 11000;
}

/**
 * Runs a bulk insert and gives back which documents were refused as duplicates; any other failure is thrown.
 * @param insert an unordered insertMany or bulkWrite
 * @returns the positions, in the order sent, that a unique index refused
 */
export async function duplicatesOf(insert: Promise<unknown>): Promise<ReadonlySet<number>> {
  try {
    await insert;
    return new Set();
  } catch (error) {
    if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
    const failures = [error.writeErrors].flat();
    if (failures.length === 0 || failures.some((failure) => failure.code !== 11000)) throw error;
    return new Set(failures.map((failure) => failure.index));
  }
}
