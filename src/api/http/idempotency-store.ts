import { Schema } from 'mongoose';
import { isDuplicateKey, type Connection } from '../../store/index.js';

/** An answer as it was given, to be given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Sealed, since an answer may hold what is shown once. */
  readonly body: string;
}

/** A POST that named a key (Idempotency-Key), for a day. */
export interface KeyedRequest {
  /** A digest of token and key. */
  readonly id: string;
  /** A digest of method, path and body. */
  readonly request: string;
  /** Until then another process may be at work on it; absent: it is answered. */
  readonly busyUntil?: Date;
  readonly answer?: KeptAnswer;
  readonly expiresAt: Date;
}

interface Row extends Omit<KeyedRequest, 'id'> {
  _id: string;
}

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    request: { type: String, required: true },
    busyUntil: Date,
    answer: Schema.Types.Mixed,
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false, collection: 'api_requests' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export type IdempotencyStore = ReturnType<typeof createIdempotencyStore>;

/** @returns the store of keyed requests; the unique index on the key decides who does the work */
export function createIdempotencyStore(connection: Connection) {
  const model = connection.model<Row>('ApiRequest', schema);
  return {
    /** @returns null where the request is the caller's to do; else the one that is there */
    async begin({ id, ...rest }: KeyedRequest): Promise<KeyedRequest | null> {
      try {
        await model.create({ _id: id, ...rest });
        return null;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const row = await model.findById(id).lean<Row>();
        if (row === null) return null;
        const { _id, ...found } = row;
        return { id: _id, ...found };
      }
    },
    /** Takes over what a process left in the middle. @returns false where somebody else did */
    async takeOver({ id, busyUntil }: KeyedRequest, until: Date): Promise<boolean> {
      const taken = await model.updateOne(
        { _id: id, busyUntil: busyUntil ?? null },
        { $set: { busyUntil: until } },
      );
      return taken.modifiedCount === 1;
    },
    async finish(id: string, answer: KeptAnswer): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { answer }, $unset: { busyUntil: 1 } });
    },
    /** What was begun came to nothing, and may be sent again. */
    async forget(id: string): Promise<void> {
      await model.deleteOne({ _id: id });
    },
  };
}
