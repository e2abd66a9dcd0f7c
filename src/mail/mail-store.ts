import { Schema, type Connection } from 'mongoose';
import { randomId } from '../base/index.js';
import { duplicatesOf, isDuplicateKey, orderedId } from '../store/index.js';
import type { MailEntry, MailState } from './mail.js';

/** A mail at rest: address and content are sealed, and gone once it is sent. */
export interface StoredMail extends MailEntry {
  readonly id: string;
  readonly sealed?: string;
  readonly locale?: string;
}

interface MailDocument extends Omit<StoredMail, 'id'> {
  _id: string;
  holder?: string;
  leaseUntil?: Date;
}

export interface MailStore {
  /** False when a mail of this key exists already. */
  insert(mail: Omit<StoredMail, 'id'>): Promise<boolean>;
  /** The same for many in one go. */
  insertMany(mails: readonly Omit<StoredMail, 'id'>[]): Promise<void>;
  /** Takes one mail that is due, or one whose worker died, for `leaseUntil`. */
  claim(now: Date, leaseUntil: Date): Promise<(StoredMail & { holder: string }) | null>;
  /** Ends a claim; false when the lease was lost to another worker. */
  settle(id: string, holder: string, change: Partial<MailEntry>): Promise<boolean>;
  cancel(key: string): Promise<boolean>;
  find(key: string): Promise<StoredMail | null>;
  list(filter: { state?: MailState; limit: number }): Promise<StoredMail[]>;
  count(state: MailState): Promise<number>;
  reseal(id: string, before: string, after: string): Promise<void>;
}

const schema = new Schema<MailDocument>(
  {
    _id: { type: String, required: true },
    key: { type: String, required: true },
    view: { type: String, required: true },
    sealed: String,
    locale: String,
    state: { type: String, required: true },
    attempts: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    notBefore: { type: Date, required: true },
    sentAt: Date,
    error: String,
    holder: String,
    leaseUntil: Date,
  },
  { collection: 'mails', versionKey: false },
);
// The key decides: whoever enqueues second, after a crash or beside another worker, changes nothing.
schema.index({ key: 1 }, { unique: true });
schema.index({ state: 1, notBefore: 1 });

function toMail({
  _id,
  holder: _holder,
  leaseUntil: _leaseUntil,
  ...rest
}: MailDocument): StoredMail {
  return { id: _id, ...rest };
}

export function createMailStore(connection: Connection): MailStore {
  const model = connection.model('Mail', schema);
  // Straight to the driver: mongoose makes a document of each, which costs more than the insert.
  const collection = connection.collection<MailDocument>('mails');
  return {
    async insert(mail) {
      try {
        await model.create({ _id: orderedId(), ...mail });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },
    async insertMany(mails) {
      if (mails.length === 0) return;
      const rows = mails.map((mail) => ({ _id: orderedId(), ...mail }));
      await duplicatesOf(collection.insertMany(rows, { ordered: false }));
    },
    async claim(now, leaseUntil) {
      const holder = randomId();
      const taken = { $set: { state: 'sending', holder, leaseUntil }, $inc: { attempts: 1 } };
      const options = { sort: { notBefore: 1 }, returnDocument: 'after' } as const;
      const found =
        (await model
          .findOneAndUpdate({ state: 'pending', notBefore: { $lte: now } }, taken, options)
          .lean<MailDocument>()) ??
        (await model
          .findOneAndUpdate({ state: 'sending', leaseUntil: { $lte: now } }, taken, options)
          .lean<MailDocument>());
      return found ? { ...toMail(found), holder } : null;
    },
    async settle(id, holder, change) {
      const isOver = change.state === 'sent';
      const done = await model.updateOne(
        { _id: id, holder, state: 'sending' },
        {
          $set: change,
          $unset: { holder: 1, leaseUntil: 1, ...(isOver ? { sealed: 1, error: 1 } : {}) },
        },
      );
      return done.matchedCount === 1;
    },
    async cancel(key) {
      const done = await model.updateOne(
        { key, state: 'pending' },
        { $set: { state: 'cancelled' }, $unset: { sealed: 1 } },
      );
      return done.matchedCount === 1;
    },
    async find(key) {
      const found = await model.findOne({ key }).lean<MailDocument>();
      return found ? toMail(found) : null;
    },
    async list({ state, limit }) {
      const found = await model
        .find(state === undefined ? {} : { state })
        .sort({ createdAt: -1, _id: 1 })
        .limit(limit)
        .lean<MailDocument[]>();
      return found.map(toMail);
    },
    count: (state) => model.countDocuments({ state }),
    async reseal(id, before, after) {
      await model.updateOne({ _id: id, sealed: before }, { $set: { sealed: after } });
    },
  };
}
