import type { Connection } from 'mongoose';
import { randomId, omitUndefined } from '../base/index.js';
import {
  duplicatesOf,
  isDuplicateKey,
  orderedId,
  readBacklog,
  type Backlog,
} from '../store/index.js';
import type { MailEntry, MailState } from './mail.js';
import { createOutboxStore, type OutboxStore } from './outbox-store.js';
import { schema, toMail, type MailDocument, type StoredMail } from './mail-schema.js';

export interface MailStore extends OutboxStore {
  /** False when a mail of this key exists already. */
  insert(mail: Omit<StoredMail, 'id'>): Promise<boolean>;
  /** Inserts many mails in one go. */
  insertMany(mails: readonly Omit<StoredMail, 'id'>[]): Promise<void>;
  /** Takes one mail that is due, or one whose worker died, for `leaseUntil`. */
  claim(now: Date, leaseUntil: Date): Promise<(StoredMail & { holder: string }) | null>;
  /** Ends a claim; false when the lease was lost to another worker. What was sent and has no day to be forgotten is forgotten now. */
  settle(
    id: string,
    holder: string,
    change: Partial<Pick<StoredMail, keyof MailEntry | 'forgetAt'>>,
  ): Promise<boolean>;
  /** Takes a waiting mail back. What was sent is kept no longer: it is not to be sent again. */
  cancel(key: string): Promise<boolean>;
  postpone(key: string, until: Date): Promise<void>;
  find(key: string): Promise<StoredMail | null>;
  /** Those that were put in last come first. */
  list(filter: { state?: MailState; limit: number }): Promise<StoredMail[]>;
  count(state: MailState): Promise<number>;
  /** What is about a person, and what has one of these keys; the newest first. */
  listOf(personId: string, keys: readonly string[]): Promise<StoredMail[]>;
  /** Removes what is about a person, and of theirs what has one of these keys. */
  forget(personId: string, keys: readonly string[]): Promise<void>;
  /** What is due to be sent. */
  backlog(now: Date): Promise<Backlog>;
  reseal(
    id: string,
    before: string,
    after: Pick<StoredMail, 'sealed' | 'addressKey'>,
  ): Promise<void>;
  /** Puts mail that was held for an address on its way. */
  release(addressKey: string, now: Date): Promise<void>;
  /** Gives up what waits or was on its way when the store was copied. @returns how many */
  setAside(): Promise<number>;
  /** Forgets the content of mail that was sent long ago. */
  forgetSent(now: Date): Promise<void>;
}

/** Mail about a person: what names them, what is theirs by its key, and what they asked for themselves (`person:<id>:…`). */
const waysTo = (personId: string, keys: readonly string[]) => [
  { personId },
  { key: { $in: [...keys] } },
  { key: { $gte: `person:${personId}:`, $lt: `person:${personId};` } },
];

export function createMailStore(connection: Connection): MailStore {
  const model = connection.model<MailDocument>('Mail', schema);
  // Straight to the driver: mongoose makes a document of each, which costs more than the insert.
  const collection = connection.collection<MailDocument>('mails');
  return {
    ...createOutboxStore(model),
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
            sealed: isOver && change.forgetAt === undefined ? 1 : undefined,
            error: isOver ? 1 : undefined,
          }),
        },
      );
      return done.matchedCount === 1;
    },
    async cancel(key) {
      const done = await model.updateOne(
        { key, state: { $in: ['pending', 'held', 'failed', 'bounced'] } },
        { $set: { state: 'cancelled' }, $unset: { sealed: 1 } },
      );
      if (done.matchedCount === 1) return true;
      await model.updateOne({ key, state: 'sent' }, { $unset: { sealed: 1 } });
      return false;
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
        .sort({ _id: -1 })
        .limit(limit)
        .lean<MailDocument[]>();
      return found.map(toMail);
    },
    count: (state) => model.countDocuments({ state }).exec(),
    async listOf(personId, keys) {
      const found = await Promise.all(
        waysTo(personId, keys).map((way) => model.find(way).lean<MailDocument[]>().exec()),
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
      await model.updateOne({ _id: id, sealed: before }, { $set: after });
    },
    async release(addressKey, now) {
      await model.updateMany(
        { addressKey, state: 'held' },
        { $set: { state: 'pending', attempts: 0, notBefore: now }, $unset: { error: 1 } },
      );
    },
    async setAside() {
      const done = await model.updateMany(
        { state: { $in: ['pending', 'sending'] } },
        { $set: { state: 'failed', error: 'restored' }, $unset: { holder: 1, leaseUntil: 1 } },
      );
      return done.modifiedCount;
    },
    async forgetSent(now) {
      await model.updateMany({ forgetAt: { $lte: now } }, { $unset: { sealed: 1, forgetAt: 1 } });
    },
  };
}
