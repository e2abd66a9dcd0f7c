import { Schema } from 'mongoose';
import type { CourseKey } from '../../grades/index.js';
import { repeatUpsert, type Connection } from '../../store/index.js';

/** How many decisions each kind of need was told with, by its kind and its badge. */
export type ToldNeeds = Readonly<Record<string, number>>;

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
  /** They want to hear of a new decision within minutes, and of nothing twice; absent: each morning of all. */
  readonly isSoon?: boolean;
  /** What the last of such mails told, and when. */
  readonly told?: ToldNeeds;
  readonly toldAt?: Date;
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
    isSoon: Boolean,
    told: Schema.Types.Mixed,
    toldAt: Date,
  },
  { versionKey: false, collection: 'course_digests' },
);
schema.index({ platformId: 1, userId: 1, deploymentId: 1, contextId: 1 }, { unique: true });
schema.index({ platformId: 1, deploymentId: 1, contextId: 1, isSoon: 1, nextAt: 1 });
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
    /** Begins a mail; where one was begun before, only whether it comes soon is changed. */
    async begin({ id, tenant, userId, isSoon = false, ...rest }: Digest): Promise<void> {
      const update = { $setOnInsert: { _id: id, ...rest }, $set: { isSoon } };
      await repeatUpsert(() => model.updateOne(keyOf(tenant, userId), update, { upsert: true }));
    },
    /** Something in a course may wait for its instructors: those who want to hear of it soon are looked after at `at`. */
    async bringForward({ platformId, deploymentId, contextId }: CourseKey, at: Date) {
      const soon = { platformId, deploymentId, contextId, isSoon: true, nextAt: { $gt: at } };
      await model.updateMany(soon, { $set: { nextAt: at } });
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
    /** @param told what a mail about new decisions told now */
    async postpone(
      digest: Digest,
      nextAt: Date,
      told: Partial<Pick<Digest, 'told' | 'toldAt'>> = {},
    ): Promise<void> {
      const set = { nextAt, ...told };
      await model.updateOne({ _id: digest.id, nextAt: digest.nextAt }, { $set: set });
    },
    async listOf(platformId: string, userId: string): Promise<Digest[]> {
      return (await model.find({ platformId, userId }).lean<DigestRow[]>()).map(fromRow);
    },
    async forget(platformId: string, userId: string): Promise<void> {
      await model.deleteMany({ platformId, userId });
    },
  };
}
