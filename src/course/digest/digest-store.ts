import { Schema } from 'mongoose';
import type { CourseKey } from '../../grades/index.js';
import { repeatUpsert, type Connection } from '../../store/index.js';

/** An instructor's wish for a daily mail about what needs them in a course. */
export interface Digest {
  readonly id: string;
  readonly tenant: CourseKey;
  readonly userId: string;
  /** The reader's language (BCP 47) when they asked for the mail. */
  readonly locale: string;
  /** The secret in each mail's link, which ends the mails without a session. */
  readonly token: string;
  readonly nextAt: Date;
}

interface DigestRow extends Omit<Digest, 'id' | 'tenant'>, CourseKey {
  _id: string;
}

const schema = new Schema<DigestRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    userId: { type: String, required: true },
    locale: { type: String, required: true },
    token: { type: String, required: true },
    nextAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'course_digests' },
);
schema.index({ platformId: 1, userId: 1, deploymentId: 1, contextId: 1 }, { unique: true });
schema.index({ token: 1 });
schema.index({ nextAt: 1 });

const fromRow = ({ _id, platformId, deploymentId, contextId, ...rest }: DigestRow): Digest => ({
  id: _id,
  tenant: { platformId, deploymentId, contextId },
  ...rest,
});

export type DigestStore = ReturnType<typeof createDigestStore>;

/** @returns the store of daily mails */
export function createDigestStore(connection: Connection) {
  const model = connection.model<DigestRow>('CourseDigest', schema);
  const keyOf = ({ platformId, deploymentId, contextId }: CourseKey, userId: string) => ({
    platformId,
    userId,
    deploymentId,
    contextId,
  });
  return {
    async find(course: CourseKey, userId: string): Promise<Digest | null> {
      const row = await model.findOne(keyOf(course, userId)).lean<DigestRow>();
      return row && fromRow(row);
    },
    /** Begins a daily mail; changes nothing where it was begun before. */
    async begin({ id, tenant, userId, ...rest }: Digest): Promise<void> {
      const $setOnInsert = { _id: id, ...rest };
      await repeatUpsert(() =>
        model.updateOne(keyOf(tenant, userId), { $setOnInsert }, { upsert: true }),
      );
    },
    async end(course: CourseKey, userId: string): Promise<boolean> {
      return (await model.deleteOne(keyOf(course, userId))).deletedCount === 1;
    },
    async findByToken(token: string): Promise<Digest | null> {
      const row = await model.findOne({ token }).lean<DigestRow>();
      return row && fromRow(row);
    },
    async endByToken(token: string): Promise<boolean> {
      return (await model.deleteOne({ token })).deletedCount === 1;
    },
    async listDue(now: Date, limit: number): Promise<Digest[]> {
      const rows = await model
        .find({ nextAt: { $lte: now } })
        .sort({ nextAt: 1 })
        .limit(limit)
        .lean<DigestRow[]>();
      return rows.map(fromRow);
    },
    async postpone(digest: Digest, nextAt: Date): Promise<void> {
      await model.updateOne({ _id: digest.id, nextAt: digest.nextAt }, { $set: { nextAt } });
    },
    async listOf(platformId: string, userId: string): Promise<Digest[]> {
      return (await model.find({ platformId, userId }).lean<DigestRow[]>()).map(fromRow);
    },
    async forget(platformId: string, userId: string): Promise<void> {
      await model.deleteMany({ platformId, userId });
    },
  };
}
