import type { Model } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import type { MailState } from './mail.js';
import { toMail, type MailDocument, type StoredMail } from './mail-schema.js';

/** Whose mail is asked for: a platform's or a deployment's; null: all. */
export type MailWithin = { readonly platformId: string; readonly deploymentId?: string } | null;

/** What is asked of the outbox, a page at a time. */
export interface OutboxQuery {
  readonly state?: MailState;
  readonly addressKey?: string;
  /** The id of the last mail of the page before. */
  readonly before?: string;
  readonly limit: number;
}

/** The outbox as administrators read it. */
export function createOutboxStore(model: Model<MailDocument>) {
  return {
    /** What was put in last comes first. */
    async page(within: MailWithin, query: OutboxQuery): Promise<StoredMail[]> {
      const { before, limit, ...equal } = query;
      const found = await model
        .find(omitUndefined({ ...within, ...equal, _id: before && { $lt: before } }))
        .sort({ _id: -1 })
        .limit(limit)
        .lean<MailDocument[]>();
      return found.map(toMail);
    },
    async findWithin(within: MailWithin, id: string): Promise<StoredMail | null> {
      const found = await model.findOne({ _id: id, ...within }).lean<MailDocument>();
      return found && toMail(found);
    },
    /** Lets a mail that was given up wait again. @returns false where it is not in that state any more */
    async revive({ id, state }: StoredMail, now: Date): Promise<boolean> {
      const done = await model.updateOne(
        { _id: id, state, sealed: { $exists: true } },
        // It counts as new: what waited for two weeks is not sent.
        {
          $set: { state: 'pending', attempts: 0, notBefore: now, createdAt: now },
          $unset: { error: 1 },
        },
      );
      return done.modifiedCount === 1;
    },
  };
}
export type OutboxStore = ReturnType<typeof createOutboxStore>;
