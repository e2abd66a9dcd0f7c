import { Schema, type Connection } from 'mongoose';
import { keepBriefly } from '../base/index.js';
import { insertRow } from '../store/index.js';
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

/** How long a session that was just opened is known without asking, in milliseconds, for the page that it leads to. */
const FRESH_MS = 3_000;
const MOST_FRESH = 1_000;

/** Sessions in the store, by the hash of their secret. */
export function createSessionStore(connection: Connection): SessionStore {
  const model = connection.model('Session', schema);
  // Each is taken once: whatever ends a session in another process is seen by the second request at the latest.
  const fresh = keepBriefly<StoredSession>({ ms: FRESH_MS, most: MOST_FRESH, isKept: () => false });
  return {
    async insert(session) {
      const { id, ...rest } = session;
      await insertRow(model, { _id: id, ...rest });
      fresh.put(id, session);
    },
    async find(id) {
      const found = await fresh.get(id, async () => {
        const stored = await model.findById(id).lean<SessionDocument>();
        return stored && toSession(stored);
      });
      fresh.forget(id);
      return found;
    },
    async touch(id, usedAt, expiresAt) {
      fresh.forget(id);
      await model.updateOne({ _id: id }, { $set: { usedAt, expiresAt } });
    },
    async speak(id, locale) {
      fresh.forget(id);
      await model.updateOne({ _id: id }, { $set: { locale } });
    },
    async remove(id) {
      fresh.forget(id);
      await model.deleteOne({ _id: id });
    },
    async removeOf(subject) {
      const wanted = Object.entries(subject).map(([name, value]) => [`subject.${name}`, value]);
      if (wanted.length === 0) return;
      fresh.forget();
      await model.deleteMany(Object.fromEntries(wanted) as Record<string, string>);
    },
  };
}
