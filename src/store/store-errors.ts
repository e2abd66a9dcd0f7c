import { mongo } from 'mongoose';

/** Whether a write was refused because a unique index already holds its key (code 11000): somebody was first. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof mongo.MongoServerError && error.code === 11000;
}

/**
 * Runs a bulk insert and gives back which documents were refused as duplicates; any other failure is thrown, also that
 * the other members of a replica set did not confirm what was written.
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
    if (error.result.getWriteConcernError() !== undefined) throw error;
    return new Set(failures.map((failure) => failure.index));
  }
}
