import { Schema } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import type { Clock, Sealer } from '../base/index.js';
import { isDuplicateKey, repeatUpsert, type Connection } from '../store/index.js';

interface Row {
  readonly _id: string;
  /** JSON sealed with the row's own key: a value that is copied to another row does not open. */
  readonly sealed?: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly savedAt: Date;
  readonly expiresAt?: Date;
}

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    sealed: String,
    facts: { type: Schema.Types.Mixed, required: true },
    savedAt: { type: Date, required: true },
    expiresAt: Date,
  },
  { versionKey: false, minimize: false, collection: 'grade_connections' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0, sparse: true });

/** What is stored of a connection to a platform: its secret, opened, and facts that are not secret. */
export interface Kept {
  readonly secret: Readonly<Record<string, string>>;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly savedAt: Date;
}

export type SealedStore = ReturnType<typeof createSealedStore>;

const purposeOf = (key: string) => `grades ${key}`;

/** Creates the store of tokens, keys and grants of platforms' APIs, sealed, and of what may be used once. */
export function createSealedStore(deps: {
  readonly connection: Connection;
  readonly sealer: Sealer;
  readonly clock: Clock;
}) {
  const { sealer, clock } = deps;
  const model = deps.connection.model<Row>('GradeConnection', schema);

  function open(row: Row | null): Kept | null {
    if (!row) return null;
    const { _id, sealed, facts, savedAt } = row;
    const text = sealed === undefined ? '{}' : sealer.open(sealed, purposeOf(_id)).toString();
    return { secret: JSON.parse(text) as Record<string, string>, facts, savedAt };
  }

  return {
    async find(key: string): Promise<Kept | null> {
      return open(await model.findById(key).lean<Row>());
    },

    async save(
      key: string,
      secret: Readonly<Record<string, string>>,
      facts: Readonly<Record<string, unknown>> = {},
      expiresAt?: Date,
    ): Promise<void> {
      const sealed = sealer.seal(JSON.stringify(secret), purposeOf(key));
      const row = { _id: key, sealed, facts, savedAt: clock.now() };
      const kept = omitUndefined({ ...row, expiresAt });
      await repeatUpsert(() => model.replaceOne({ _id: key }, kept, { upsert: true }));
    },

    /** Removes and returns what may be used once; null when it is unknown, used or expired. */
    async take(key: string): Promise<Kept | null> {
      const live = { _id: key, expiresAt: { $gt: clock.now() } };
      return open(await model.findOneAndDelete(live).lean<Row>());
    },

    /** Records something that may happen once until a moment. @returns false the second time */
    async once(key: string, expiresAt: Date): Promise<boolean> {
      try {
        await model.create({ _id: key, facts: {}, savedAt: clock.now(), expiresAt });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** Moves one key's value to another key, replacing what that holds; does nothing where there is none. */
    async move(key: string, to: string): Promise<void> {
      const row = await model.findById(key).lean<Row>();
      if (!row) return;
      const { sealed, expiresAt } = row;
      const again =
        sealed === undefined
          ? undefined
          : sealer.seal(sealer.open(sealed, purposeOf(key)), purposeOf(to));
      const moved = omitUndefined({ ...row, _id: to, sealed: again, expiresAt });
      await repeatUpsert(() => model.replaceOne({ _id: to }, moved, { upsert: true }));
      await model.deleteOne({ _id: key });
    },

    async listKeys(prefix: string): Promise<string[]> {
      const found = await model
        .find({ _id: { $gte: prefix, $lt: `${prefix}\uffff` } })
        .select('_id')
        .lean<Row[]>();
      return found.map(({ _id }) => _id);
    },

    async remove(key: string): Promise<void> {
      await model.deleteOne({ _id: key });
    },

    /** Encrypts everything anew with the current master key. @returns how many values were changed */
    async reseal(): Promise<number> {
      const rows = await model.find({ sealed: { $exists: true } }).lean<Row[]>();
      const old = rows.filter(({ sealed }) => !sealer.isCurrent(sealed ?? ''));
      for (const { _id, sealed = '' } of old) {
        const again = sealer.seal(sealer.open(sealed, purposeOf(_id)), purposeOf(_id));
        await model.updateOne({ _id, sealed }, { $set: { sealed: again } });
      }
      return old.length;
    },
  };
}
