import { Schema, type Connection } from 'mongoose';

import type { StoredSession } from './session.js';

interface SessionDocument {
  _id: string;
  subject: Record<string, string>;
  strength: StoredSession['strength'];
  locale?: string | undefined;
  returnUrl?: string | undefined;
  followsSystem?: boolean | undefined;
  openedAt: Date;
  usedAt: Date;
  expiresAt: Date;
}

export interface SessionStore {
  insert(session: StoredSession): Promise<void>;
  find(id: string): Promise<StoredSession | null>;
  touch(id: string, usedAt: Date, expiresAt: Date): Promise<void>;
  speak(id: string, locale: string): Promise<void>;
  remove(id: string): Promise<void>;
  /** Removes every session whose subject has all of these. */
  removeOf(subject: Readonly<Record<string, string>>): Promise<void>;
}

const schema = new Schema<SessionDocument>(
  {
    _id: { type: String, required: true },
    subject: { type: Schema.Types.Mixed, required: true },
    strength: { type: String, enum: ['bound', 'confirmed'], required: true },
    locale: String,
    returnUrl: String,
    followsSystem: Boolean,
    openedAt: { type: Date, required: true },
    usedAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'sessions', versionKey: false, minimize: false },
);
schema.index({ 'subject.platformId': 1, 'subject.userId': 1 });
schema.index(
  { 'subject.homeId': 1 },
  { partialFilterExpression: { 'subject.homeId': { $exists: true } } },
);
// The database forgets sessions by itself; reading checks the time as well, for it does so only once a minute.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

function toSession({ _id, ...rest }: SessionDocument): StoredSession {
  return { id: _id, ...rest };
}

/** Sessions in the store, by the hash of their secret. */
export function createSessionStore(connection: Connection): SessionStore {
  const model = connection.model('Session', schema);
  return {
    async insert({ id, ...rest }) {
      await model.create({ _id: id, ...rest });
    },
    async find(id) {
      const found = await model.findById(id).lean<SessionDocument>();
      return found ? toSession(found) : null;
    },
    async touch(id, usedAt, expiresAt) {
      await model.updateOne({ _id: id }, { $set: { usedAt, expiresAt } });
    },
    async speak(id, locale) {
      await model.updateOne({ _id: id }, { $set: { locale } });
    },
    async remove(id) {
      await model.deleteOne({ _id: id });
    },
    async removeOf(subject) {
      const wanted = Object.entries(subject).map(([name, value]) => [`subject.${name}`, value]);
      if (wanted.length === 0) return;
      await model.deleteMany(Object.fromEntries(wanted) as Record<string, string>);
    },
  };
}
