import { Schema, type Connection } from 'mongoose';
import { randomId, omitUndefined } from '../base/index.js';
import {
  duplicatesOf,
  isDuplicateKey,
  orderedId,
  readBacklog,
  type Backlog,
} from '../store/index.js';
import type { MailEntry, MailState } from './mail.js';

/** A mail at rest: address and content are sealed, and gone once it is sent. */
export interface StoredMail extends MailEntry {
  readonly id: string;
  readonly sealed?: string;
  readonly locale?: string;
  readonly personId?: string;
}

interface MailDocument extends Omit<StoredMail, 'id'> {
  _id: string;
  holder?: string;
  leaseUntil?: Date;
}

export interface MailStore {
  /** False when a mail of this key exists already. */
  insert(mail: Omit<StoredMail, 'id'>): Promise<boolean>;
  /** Inserts many mails in one go. */
  insertMany(mails: readonly Omit<StoredMail, 'id'>[]): Promise<void>;
  /** Takes one mail that is due, or one whose worker died, for `leaseUntil`. */
  claim(now: Date, leaseUntil: Date): Promise<(StoredMail & { holder: string }) | null>;
  /** Ends a claim; false when the lease was lost to another worker. */
  settle(id: string, holder: string, change: Partial<MailEntry>): Promise<boolean>;
  cancel(key: string): Promise<boolean>;
  postpone(key: string, until: Date): Promise<void>;
  find(key: string): Promise<StoredMail | null>;
  list(filter: { state?: MailState; limit: number }): Promise<StoredMail[]>;
  count(state: MailState): Promise<number>;
  /** What is about a person, and what has one of these keys; the newest first. */
  listOf(personId: string, keys: readonly string[]): Promise<StoredMail[]>;
  /** Removes what is about a person, and of theirs what has one of these keys. */
  forget(personId: string, keys: readonly string[]): Promise<void>;
  /** What is due to be sent. */
  backlog(now: Date): Promise<Backlog>;
  reseal(id: string, before: string, after: string): Promise<void>;
}

const schema = new Schema<MailDocument>(
  {
    _id: { type: String, required: true },
    key: { type: String, required: true },
    view: { type: String, required: true },
    sealed: String,
    locale: String,
    personId: String,
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
// The list, of all or of one state, newest first.
schema.index({ createdAt: -1, _id: 1 });
schema.index({ state: 1, createdAt: -1, _id: 1 });
// One person's, newest first; most mails to learners name theirs, those to instructors and operators nobody's.
schema.index(
  { personId: 1, createdAt: -1 },
  { partialFilterExpression: { personId: { $exists: true } } },
);

function toMail({
  _id,
  holder: _holder,
  leaseUntil: _leaseUntil,
  ...rest
}: MailDocument): StoredMail {
  return { id: _id, ...rest };
}

/** Mail about a person: what names them, what is theirs by its key, and what they asked for themselves (`person:<id>:…`). */
const waysTo = (personId: string, keys: readonly string[]) => [
  { personId },
  { key: { $in: [...keys] } },
  { key: { $gte: `person:${personId}:`, $lt: `person:${personId};` } },
];

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
          $unset: omitUndefined({
            holder: 1,
            leaseUntil: 1,
            sealed: isOver ? 1 : undefined,
            error: isOver ? 1 : undefined,
          }),
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
    async postpone(key, until) {
      await model.updateOne(
        { key, state: 'pending', notBefore: { $lt: until } },
        { $set: { notBefore: until } },
      );
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
    async listOf(personId, keys) {
      const found = await Promise.all(
        waysTo(personId, keys).map((way) => model.find(way).lean<MailDocument[]>()),
      );
      const mails = new Map(found.flat().map((mail) => [mail.key, toMail(mail)]));
      return [...mails.values()].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
    },
    async forget(personId, keys) {
      for (const way of waysTo(personId, keys)) await model.deleteMany(way);
    },
    backlog: (now) =>
      readBacklog(
        connection.collection('mails'),
        { state: 'pending', notBefore: { $lte: now } },
        'notBefore',
      ),
    async reseal(id, before, after) {
      await model.updateOne({ _id: id, sealed: before }, { $set: { sealed: after } });
    },
  };
}
