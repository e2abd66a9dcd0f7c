import { createHash, randomBytes } from 'node:crypto';
import { Schema } from 'mongoose';
import { omitUndefined, type Clock } from '../../base/index.js';
import type { Connection } from '../../store/index.js';

/** A single-use permission to register a platform, made by the tool's administrator. */
export interface Invitation {
  /** The hash of the secret in the link; the secret is not stored. */
  readonly id: string;
  /** Whom the invitation is for, in the administrator's words. */
  readonly note: string;
  /** Origins that the administrator vouches for, beside those that are the platform's by the rules. */
  readonly origins: readonly string[];
  /** What happens to unknown deployments of the platform that registers. */
  readonly deploymentPolicy: 'admit' | 'approve';
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly usedAt?: Date;
  readonly platformId?: string;
}

type InvitationRecord = Omit<Invitation, 'id'> & {
  readonly _id: string;
  readonly takenUntil?: Date;
};

const schema = new Schema<InvitationRecord>(
  {
    _id: String,
    note: String,
    origins: { type: [String], required: true },
    deploymentPolicy: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    usedAt: Date,
    platformId: String,
    takenUntil: Date,
  },
  { versionKey: false, collection: 'lti_invitations' },
);
// An invitation is kept for a while after its end, so that a late click gets a reason.
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 90 * 86_400 });

/** How long one registration may take before another may use the same invitation, in milliseconds. */
const TAKEN_MS = 2 * 60_000;

export interface InvitationStore {
  /** Makes an invitation. @returns the secret for the link, which is not stored */
  create(
    invitation: Pick<Invitation, 'note' | 'origins' | 'deploymentPolicy'> & {
      readonly lifeMs: number;
    },
  ): Promise<{ secret: string; invitation: Invitation }>;
  find(secret: string): Promise<Invitation | null>;
  list(): Promise<Invitation[]>;
  /** Reserves an unused invitation for a registration that begins now. @returns false where another one has it */
  take(id: string): Promise<boolean>;
  /** Releases an invitation whose registration failed. */
  release(id: string): Promise<void>;
  use(id: string, platformId: string): Promise<void>;
  withdraw(id: string): Promise<boolean>;
}

const hash = (secret: string) => createHash('sha256').update(secret).digest('base64url');

function toInvitation(record: InvitationRecord): Invitation {
  const { _id, note, origins, deploymentPolicy, createdAt, expiresAt, usedAt, platformId } = record;
  return omitUndefined({
    id: _id,
    note,
    origins,
    deploymentPolicy,
    createdAt,
    expiresAt,
    usedAt,
    platformId,
  });
}

/** @returns the store of invitations */
export function createInvitationStore(connection: Connection, clock: Clock): InvitationStore {
  const model = connection.model<InvitationRecord>('LtiInvitation', schema);
  return {
    async create({ lifeMs, ...rest }) {
      const secret = randomBytes(16).toString('base64url');
      const createdAt = clock.now();
      const expiresAt = new Date(createdAt.getTime() + lifeMs);
      const record: InvitationRecord = { _id: hash(secret), ...rest, createdAt, expiresAt };
      await model.create(record);
      return { secret, invitation: toInvitation(record) };
    },
    async find(secret) {
      const found = await model.findById(hash(secret)).lean<InvitationRecord>();
      return found && toInvitation(found);
    },
    async list() {
      const found = await model
        .find()
        .sort({ createdAt: -1 })
        .limit(200)
        .lean<InvitationRecord[]>();
      return found.map(toInvitation);
    },
    async take(id) {
      const now = clock.now();
      const taken = await model.findOneAndUpdate(
        {
          _id: id,
          usedAt: { $exists: false },
          expiresAt: { $gt: now },
          $or: [{ takenUntil: { $exists: false } }, { takenUntil: { $lte: now } }],
        },
        { $set: { takenUntil: new Date(now.getTime() + TAKEN_MS) } },
      );
      return taken !== null;
    },
    async release(id) {
      await model.updateOne({ _id: id }, { $unset: { takenUntil: '' } });
    },
    async use(id, platformId) {
      await model.updateOne(
        { _id: id },
        { $set: { usedAt: clock.now(), platformId }, $unset: { takenUntil: '' } },
      );
    },
    async withdraw(id) {
      const result = await model.deleteOne({ _id: id, usedAt: { $exists: false } });
      return result.deletedCount === 1;
    },
  };
}
