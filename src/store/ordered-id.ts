import { Types } from 'mongoose';

/**
 * An id for records that are made by the thousand and looked up by keys: later ones sort behind earlier ones, so that what
 * is written together lies together in every index that begins with it (random ids touch a page each). It can be guessed:
 * whatever leads out of the house, or may be read by whoever knows it, takes `randomId` instead.
 * @returns an ObjectId's 24 hexadecimal digits
 */
export function orderedId(): string {
  return new Types.ObjectId().toHexString();
}
