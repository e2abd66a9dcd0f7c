import { isDuplicateKey } from './store-errors.js';

/**
 * Runs an upsert, and once more where it was refused as a duplicate: two that find nothing at the same moment both insert,
 * a unique index lets one of them, and the other then finds what it is to change. MongoDB repeats it by itself only where
 * the filter names a unique index's fields, no others, and the update does not set them.
 * @param upsert may run twice: what it does the second time is what it would have done, had it come later
 * @throws what the second run throws, also that it is a duplicate of something that the filter does not find
 */
export async function repeatUpsert<T>(upsert: () => Promise<T>): Promise<T> {
  try {
    return await upsert();
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return upsert();
  }
}
