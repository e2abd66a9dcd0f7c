import { Schema } from 'mongoose';
import type { Person } from './person.js';

/** An address that waits for its confirmation; only the hash of the link's token is kept. */
export interface PendingEmail {
  readonly address: string;
  readonly tokenHash: string;
  readonly expiresAt: Date;
}

/** A person as their row. */
export interface PersonDocument extends Omit<Person, 'id'> {
  _id: string;
  /** The address in small letters; persons of earlier versions have none until their platform tells of them again. */
  emailKey?: string;
  pendingEmail?: PendingEmail;
  /** The secret in links that stop mail of one kind without a session. */
  mailToken?: string;
}

export const schema = new Schema<PersonDocument>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    userId: { type: String, required: true },
    name: String,
    givenName: String,
    familyName: String,
    email: String,
    emailKey: String,
    locale: String,
    nameChoice: { type: String, required: true },
    typedName: String,
    personalEmail: String,
    mailOff: { type: [String], default: undefined },
    mailToken: String,
    consent: { type: Schema.Types.Mixed },
    firstSeenAt: { type: Date, required: true },
    lastSeenAt: { type: Date, required: true },
    erasedAt: Date,
    pendingEmail: { type: Schema.Types.Mixed },
  },
  { collection: 'people', versionKey: false },
);
schema.index({ platformId: 1, userId: 1 }, { unique: true });
// Who has an address: as the platform told it, and in small letters.
for (const name of ['email', 'emailKey'])
  schema.index(
    { platformId: 1, [name]: 1 },
    { partialFilterExpression: { [name]: { $exists: true } } },
  );
schema.index(
  { 'pendingEmail.tokenHash': 1 },
  { partialFilterExpression: { 'pendingEmail.tokenHash': { $exists: true } } },
);
schema.index(
  { mailToken: 1 },
  { unique: true, partialFilterExpression: { mailToken: { $exists: true } } },
);
