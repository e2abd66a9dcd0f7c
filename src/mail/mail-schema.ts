import { Schema } from 'mongoose';
import type { MailEntry } from './mail.js';

/** A mail at rest: address and content are sealed. */
export interface StoredMail extends MailEntry {
  readonly id: string;
  readonly sealed?: string;
  readonly locale?: string;
  readonly personId?: string;
  /** Names the address without telling it. */
  readonly addressKey?: string;
  readonly platformId?: string;
  readonly deploymentId?: string;
  /** When the content of a mail that was sent is forgotten. */
  readonly forgetAt?: Date;
}

/** A mail as its row. */
export interface MailDocument extends Omit<StoredMail, 'id'> {
  _id: string;
  holder?: string;
  leaseUntil?: Date;
}

export const schema = new Schema<MailDocument>(
  {
    _id: { type: String, required: true },
    key: { type: String, required: true },
    view: { type: String, required: true },
    sealed: String,
    locale: String,
    personId: String,
    addressKey: String,
    platformId: String,
    deploymentId: String,
    state: { type: String, required: true },
    attempts: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    notBefore: { type: Date, required: true },
    sentAt: Date,
    forgetAt: Date,
    error: String,
    holder: String,
    leaseUntil: Date,
  },
  { collection: 'mails', versionKey: false },
);
// The key decides: whoever enqueues second, after a crash or beside another worker, changes nothing.
schema.index({ key: 1 }, { unique: true });
// What is due, and the list of one state. Each index costs as much as a mail itself where a course's badges are told of at once.
schema.index({ state: 1, notBefore: 1 });
// One person's, newest first; most mails to learners name theirs, those to instructors and operators nobody's.
schema.index(
  { personId: 1, createdAt: -1 },
  { partialFilterExpression: { personId: { $exists: true } } },
);
// The outbox page: of all, of a platform, of a deployment; of any state or one; what was put in last comes first.
schema.index({ state: 1, _id: -1 });
schema.index({ platformId: 1, _id: -1 });
schema.index({ platformId: 1, state: 1, _id: -1 });
schema.index({ platformId: 1, deploymentId: 1, _id: -1 });
schema.index({ platformId: 1, deploymentId: 1, state: 1, _id: -1 });
schema.index({ addressKey: 1, _id: -1 });
// What names people in old mail goes, the oldest first.
schema.index(
  { platformId: 1, state: 1, createdAt: 1 },
  { partialFilterExpression: { addressKey: { $exists: true } } },
);
schema.index({ forgetAt: 1 }, { sparse: true });

export function toMail({
  _id,
  holder: _holder,
  leaseUntil: _leaseUntil,
  ...rest
}: MailDocument): StoredMail {
  return { id: _id, ...rest };
}
