import { Schema } from 'mongoose';
import type { Connection } from '../../store/index.js';
import type { Load, LoadState, SkillOwner } from './framework.js';

interface LoadRow extends Omit<Load, 'id' | 'owner'>, SkillOwner {
  _id: string;
}
interface PartRow {
  _id: string;
  bytes: Buffer;
}

const schema = new Schema<LoadRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, default: '' },
    deploymentId: { type: String, default: '' },
    state: { type: String, required: true },
    fileName: { type: String, required: true },
    url: String,
    size: { type: Number, required: true },
    language: { type: String, required: true },
    actor: { type: String, required: true },
    createdAt: { type: Date, required: true },
    finishedAt: Date,
    frameworkId: String,
    frameworkName: String,
    skills: { type: Number, required: true },
    retired: { type: Number, required: true },
    odd: { type: [Schema.Types.Mixed], required: true } as never,
    oddCount: { type: Number, required: true },
    problem: String,
  },
  { collection: 'skill_loads', versionKey: false },
);
schema.index({ platformId: 1, deploymentId: 1, _id: -1 });
schema.index({ createdAt: 1 });
schema.index({ state: 1, createdAt: 1 });

const parts = new Schema<PartRow>(
  { _id: { type: String, required: true }, bytes: { type: Buffer, required: true } },
  { collection: 'skill_load_parts', versionKey: false },
);

/** How much of a file is in one row. */
const PART_BYTES = 1_048_576;

const fromRow = ({ _id, platformId, deploymentId, ...rest }: LoadRow): Load => ({
  ...rest,
  id: _id,
  owner: { platformId, deploymentId },
});
const partIds = (id: string, size: number): string[] =>
  Array.from({ length: Math.ceil(size / PART_BYTES) }, (_, at) => `${id}/${at}`);

export type LoadStore = ReturnType<typeof createLoadStore>;

/** @returns the store of loads, and of their files until they are read */
export function createLoadStore(connection: Connection) {
  const model = connection.model<LoadRow>('SkillLoad', schema);
  const partModel = connection.model<PartRow>('SkillLoadPart', parts);
  return {
    /** Keeps a load and its file, the file first: a load that is there can be done. */
    async insert({ id, owner, ...rest }: Load, bytes: Uint8Array | null): Promise<void> {
      for (const [at, _id] of partIds(id, bytes?.byteLength ?? 0).entries()) {
        const part = bytes?.subarray(at * PART_BYTES, (at + 1) * PART_BYTES) ?? [];
        await partModel.create({ _id, bytes: Buffer.from(part) });
      }
      await model.create({ _id: id, ...owner, ...rest });
    },

    async find(id: string): Promise<Load | null> {
      const row = await model.findById(id).lean<LoadRow>();
      return row && fromRow(row);
    },

    /** Lists an owner's, the newest first. */
    async list({ platformId, deploymentId }: SkillOwner, limit: number): Promise<Load[]> {
      const rows = await model
        .find({ platformId, deploymentId })
        .sort({ _id: -1 })
        .limit(limit)
        .lean<LoadRow[]>();
      return rows.map(fromRow);
    },

    /** Says how a load stands that is not over. @returns whether it was not */
    async change(id: string, set: Partial<Omit<Load, 'id' | 'owner'>>): Promise<boolean> {
      const open: LoadState[] = ['waiting', 'reading'];
      const changed = await model.updateOne({ _id: id, state: { $in: open } }, { $set: set });
      return changed.matchedCount === 1;
    },

    /** Reads a file from where `from` says, at most one part of it. */
    async readPart(id: string, from: number): Promise<Uint8Array> {
      const row = await partModel
        .findById(`${id}/${Math.floor(from / PART_BYTES)}`)
        .lean<{ bytes: { buffer: Uint8Array } }>();
      return new Uint8Array(row?.bytes.buffer ?? []).subarray(from % PART_BYTES);
    },

    /** Forgets a file. */
    async dropParts(id: string, size: number): Promise<void> {
      await partModel.deleteMany({ _id: { $in: partIds(id, size) } });
    },

    /** Lists what was begun before `until` and is not over. */
    async listOpen(until: Date, limit: number): Promise<Load[]> {
      const rows = await model
        .find({ state: { $in: ['waiting', 'reading'] }, createdAt: { $lt: until } })
        .limit(limit)
        .lean<LoadRow[]>();
      return rows.map(fromRow);
    },

    /** Forgets what was begun before `until`. */
    async forget(until: Date): Promise<void> {
      await model.deleteMany({ createdAt: { $lt: until } });
    },
  };
}
