import { Schema, type Connection } from 'mongoose';
import type { Picture } from './read-picture.js';

interface PictureDocument {
  _id: string;
  type: Picture['type'];
  bytes: Buffer;
  png?: Buffer | null;
  createdAt: Date;
}

const schema = new Schema<PictureDocument>(
  {
    _id: { type: String, required: true },
    type: { type: String, required: true },
    bytes: { type: Buffer, required: true },
    png: { type: Buffer },
    createdAt: { type: Date, required: true },
  },
  { collection: 'achievementPictures', versionKey: false },
);

/** A lean read gives the driver's Binary, not a Buffer. */
function toBuffer(bytes: Buffer | { readonly buffer: Uint8Array }): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer);
}

/** Uploaded pictures by the hash of their bytes: the same picture is kept once. */
export function createPictureStore(connection: Connection) {
  const model = connection.model('AchievementPicture', schema);
  return {
    async save({ id, type, bytes, png }: Picture, createdAt: Date): Promise<void> {
      const made = { type, bytes, createdAt };
      await model.updateOne(
        { _id: id },
        png === undefined ? { $setOnInsert: made } : { $setOnInsert: made, $set: { png } },
        { upsert: true },
      );
    },
    async find(id: string): Promise<Picture | null> {
      const found = await model.findById(id).lean<PictureDocument>();
      if (found === null) return null;
      const picture = { id, type: found.type, bytes: toBuffer(found.bytes) };
      // Null or absent: uploaded before drawings were kept, or a PNG as it is.
      return found.png === undefined || found.png === null
        ? picture
        : { ...picture, png: toBuffer(found.png) };
    },
  };
}
