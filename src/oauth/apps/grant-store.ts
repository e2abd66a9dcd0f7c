import { Schema } from 'mongoose';
import { omitUndefined } from '../../base/index.js';
import type { Connection } from '../../store/index.js';
import type { AppGrant } from './app.js';

/** A consent, and what is given out for it; each has its own life, and none of it is good without the consent. */
export type GrantKind = 'consent' | 'code' | 'access' | 'refresh';

/** What an authorization code is bound to. */
export interface CodeBinding {
  readonly redirectUri: string;
  /** The challenge of PKCE (RFC 7636, S256). */
  readonly challenge: string;
}

export interface KeptGrant extends AppGrant, Partial<CodeBinding> {
  readonly kind: GrantKind;
  readonly expiresAt: Date;
  readonly madeAt: Date;
}

interface GrantRow extends KeptGrant {
  _id: string;
  /** When it was used, where it is good once. */
  usedAt?: Date;
}

const schema = new Schema<GrantRow>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    appId: { type: String, required: true },
    subject: { type: String, required: true },
    scopes: { type: [String], required: true },
    consentId: { type: String, required: true },
    redirectUri: String,
    challenge: String,
    madeAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    usedAt: Date,
  },
  { versionKey: false, collection: 'oauth_grants' },
);
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
schema.index({ consentId: 1 });
schema.index({ subject: 1, kind: 1, madeAt: -1 });

/** So long it is known that a code was used. */
const REMEMBERED_MS = 86_400_000;

export type GrantStore = ReturnType<typeof createGrantStore>;

/** @returns the store of consents by their ids, and of apps' codes and tokens by their hashes; each goes by itself when it is over */
export function createGrantStore(connection: Connection) {
  const model = connection.model<GrantRow>('OAuthGrant', schema);
  return {
    async insert(hash: string, grant: KeptGrant): Promise<void> {
      await model.create(omitUndefined({ ...grant, _id: hash }));
    },
    async find(hash: string, kind: GrantKind): Promise<KeptGrant | null> {
      return model.findOne({ _id: hash, kind, usedAt: { $exists: false } }).lean<GrantRow>();
    },
    /**
     * Uses up what is good once. What was used before ends everything of its consent: somebody else has it (RFC 6749, 4.1.2;
     * RFC 9700, 4.14.2).
     * @returns null where it is unknown, over, of another app or was used
     */
    async use(
      hash: string,
      kind: 'code' | 'refresh',
      appId: string,
      now: Date,
    ): Promise<KeptGrant | null> {
      const row = await model
        .findOneAndUpdate(
          { _id: hash, kind, appId, usedAt: { $exists: false } },
          {
            $set: { usedAt: now },
            $max: { expiresAt: new Date(now.getTime() + REMEMBERED_MS) },
          },
        )
        .lean<GrantRow>();
      if (row !== null) return row.expiresAt > now ? row : null;
      const used = await model.findOne({ _id: hash, kind, appId }).lean<GrantRow>();
      if (used !== null) await model.deleteMany({ consentId: used.consentId });
      return null;
    },
    /** A consent goes on until then at least. @returns false where it has ended */
    async extend(consentId: string, until: Date): Promise<boolean> {
      const goesOn = { _id: consentId, kind: 'consent' as const };
      return (await model.updateOne(goesOn, { $max: { expiresAt: until } })).matchedCount === 1;
    },
    /** @returns whatever a token is of, used or not */
    async findToken(hash: string, appId: string): Promise<KeptGrant | null> {
      return model.findOne({ _id: hash, appId }).lean<GrantRow>();
    },
    async remove(hash: string): Promise<void> {
      await model.deleteOne({ _id: hash });
    },
    async endConsent(consentId: string): Promise<void> {
      await model.deleteMany({ consentId });
    },
    async endSubject(subject: string): Promise<void> {
      await model.deleteMany({ subject });
    },
    /** What a person lets apps do, the newest first. */
    async listOf(subject: string): Promise<KeptGrant[]> {
      return model.find({ subject, kind: 'consent' }).sort({ madeAt: -1 }).lean<GrantRow[]>();
    },
  };
}
