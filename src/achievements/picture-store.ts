import { Schema, type Connection } from 'mongoose';
import type { Picture } from './read-picture.js';

interface PictureDocument {
  _id: string;
  type: Picture['type'];
  bytes: Buffer;
  createdAt: Date;
}

const schema = new Schema<PictureDocument>(
  {
    _id: { type: String, required: true },
    type: { type: String, required: true },
    bytes: { type: Buffer, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'achievementPictures', versionKey: false },
);

/** Uploaded pictures by the hash of their bytes: the same picture is kept once. */
export function createPictureStore(connection: Connection) {
  const model = connection.model('AchievementPicture', schema);
  return {
    async save({ id, type, bytes }: Picture, createdAt: Date): Promise<void> {
      await model.updateOne(
        { _id: id },
        { $setOnInsert: { type, bytes, createdAt } },
        { upsert: true },
      );
    },
    async find(id: string): Promise<Picture | null> {
      const found = await model.findById(id).lean<PictureDocument>();
      if (found === null) return null;
      // A lean read gives the driver's Binary, not a Buffer.
      const bytes = found.bytes as Buffer | { buffer: Uint8Array };
      return {
        id,
        type: found.type,
        bytes: Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer),
      };
    },
  };
}
