import { Schema } from 'mongoose';
import { omitUndefined } from '../../base/index.js';
import { isDuplicateKey, orderedId, type Connection } from '../../store/index.js';
import type { FrameworkHead } from '../read/read-skill.js';
import type { Framework, SkillOwner } from './framework.js';

interface FrameworkRow extends Omit<Framework, 'id' | 'owner'>, SkillOwner {
  _id: string;
}

const schema = new Schema<FrameworkRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, default: '' },
    deploymentId: { type: String, default: '' },
    kind: { type: String, required: true },
    identity: { type: String, required: true },
    name: { type: String, required: true },
    url: String,
    version: String,
    address: String,
    languages: { type: [String], required: true },
    counts: { type: Schema.Types.Mixed, default: {} },
    updatedAt: { type: Date, required: true },
    removedAt: Date,
  },
  { collection: 'skill_frameworks', versionKey: false, minimize: false },
);
// One framework of an owner has one row, whoever loads it at the same time.
schema.index({ platformId: 1, deploymentId: 1, identity: 1 }, { unique: true });
schema.index({ removedAt: 1 }, { partialFilterExpression: { removedAt: { $exists: true } } });

/** The most frameworks of one owner. */
export const MOST_FRAMEWORKS = 50;

const fromRow = ({ _id, platformId, deploymentId, ...rest }: FrameworkRow): Framework => ({
  ...rest,
  id: _id,
  owner: { platformId, deploymentId },
});

export type FrameworkStore = ReturnType<typeof createFrameworkStore>;

/** @returns the store of frameworks */
export function createFrameworkStore(connection: Connection) {
  const model = connection.model<FrameworkRow>('SkillFramework', schema);
  return {
    /** Makes a framework, or says anew what an earlier file said of it; one that was removed is there again. */
    async take(owner: SkillOwner, head: FrameworkHead, now: Date): Promise<Framework> {
      const { identity, ...said } = head;
      const key = { ...owner, identity };
      const change = {
        $set: { ...said, updatedAt: now },
        $unset: { removedAt: 1 as const },
        $setOnInsert: { _id: orderedId(), languages: [], counts: {} },
      };
      const write = () =>
        model
          .findOneAndUpdate(key, change, { upsert: true, returnDocument: 'after' })
          .lean<FrameworkRow>()
          .exec();
      try {
        return fromRow(await write());
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return fromRow(await write());
      }
    },

    /** Says in which languages it is, how many skills it has in each, and where it came from. */
    async describe(
      id: string,
      counts: Readonly<Record<string, number>>,
      address: string | undefined,
    ): Promise<void> {
      const languages = Object.keys(counts)
        .filter((one) => (counts[one] ?? 0) > 0)
        .sort();
      await model.updateOne(
        { _id: id },
        { $set: omitUndefined({ languages, counts: { ...counts }, address }) },
      );
    },

    async find(id: string): Promise<Framework | null> {
      const row = await model.findById(id).lean<FrameworkRow>();
      return row && fromRow(row);
    },

    /** Lists those of one owner, those that were removed a moment ago among them, in the order of their identities. */
    async list({ platformId, deploymentId }: SkillOwner): Promise<Framework[]> {
      const rows = await model
        .find({ platformId, deploymentId })
        .sort({ identity: 1 })
        .limit(MOST_FRAMEWORKS)
        .lean<FrameworkRow[]>();
      return rows.map(fromRow);
    },

    /** Hides a framework, or shows it again. @returns whether it was the other way */
    async setRemoved(id: string, removedAt: Date | null): Promise<boolean> {
      const changed =
        removedAt === null
          ? await model.updateOne(
              { _id: id, removedAt: { $exists: true } },
              { $unset: { removedAt: 1 } },
            )
          : await model.updateOne(
              { _id: id, removedAt: { $exists: false } },
              { $set: { removedAt } },
            );
      return changed.modifiedCount === 1;
    },

    /** Lists what was removed before `until`. */
    async listRemoved(until: Date, limit: number): Promise<string[]> {
      const rows = await model
        .find({ removedAt: { $exists: true, $lt: until } }, { _id: 1 })
        .limit(limit)
        .lean<FrameworkRow[]>();
      return rows.map(({ _id }) => _id);
    },

    /** Forgets a framework that is still removed. */
    async forget(id: string): Promise<void> {
      await model.deleteOne({ _id: id, removedAt: { $exists: true } });
    },
  };
}
