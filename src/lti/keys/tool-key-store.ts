import { Schema } from 'mongoose';
import type { JWK } from 'jose';
import type { Connection } from '../../store/index.js';

/** A key pair of this tool. The public half goes to platforms; the private half is sealed. */
export interface ToolKey {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly sealedPrivateJwk: string;
  readonly createdAt: Date;
  /** From when the key signs. It is published from the moment it was made. */
  readonly signsFrom: Date;
  /** Until when the key is published; absent: no end is set. */
  readonly publishedUntil?: Date;
}

type KeyRecord = Omit<ToolKey, 'kid'> & { readonly _id: string };

const schema = new Schema<KeyRecord>(
  {
    _id: String,
    publicJwk: { type: Schema.Types.Mixed, required: true },
    sealedPrivateJwk: { type: String, required: true },
    createdAt: { type: Date, required: true },
    signsFrom: { type: Date, required: true },
    publishedUntil: Date,
  },
  { versionKey: false, collection: 'lti_tool_keys' },
);

export interface ToolKeyStore {
  insert(key: ToolKey): Promise<void>;
  /** Lists all keys, the newest first. */
  list(): Promise<ToolKey[]>;
  /** Sets an end of publication for all keys but one that have none yet. */
  endOthers(kid: string, publishedUntil: Date): Promise<void>;
  removeEnded(now: Date): Promise<void>;
  reseal(kid: string, before: string, after: string): Promise<void>;
}

/** @returns the store of this tool's key pairs */
export function createToolKeyStore(connection: Connection): ToolKeyStore {
  const model = connection.model<KeyRecord>('LtiToolKey', schema);
  return {
    async insert({ kid, ...key }) {
      await model.create({ _id: kid, ...key });
    },
    async list() {
      const found = await model.find().sort({ signsFrom: -1, _id: 1 }).lean<KeyRecord[]>();
      return found.map(({ _id, ...key }) => ({ kid: _id, ...key }));
    },
    async endOthers(kid, publishedUntil) {
      await model.updateMany(
        { _id: { $ne: kid }, publishedUntil: { $exists: false } },
        { $set: { publishedUntil } },
      );
    },
    async removeEnded(now) {
      await model.deleteMany({ publishedUntil: { $lte: now } });
    },
    async reseal(kid, before, after) {
      await model.updateOne(
        { _id: kid, sealedPrivateJwk: before },
        { $set: { sealedPrivateJwk: after } },
      );
    },
  };
}
