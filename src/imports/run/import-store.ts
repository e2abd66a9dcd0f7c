import { Schema, type Connection } from 'mongoose';
import { omitUndefined } from '../../base/index.js';
import {
  ownerKeyOf,
  type Counts,
  type Import,
  type ImportOwner,
  type ImportState,
} from './import.js';

interface ImportRow extends Omit<Import, 'id' | 'owner'> {
  _id: string;
  ownerKey: string;
  homeId?: string;
  platformId?: string;
  deploymentId?: string;
  contextId?: string;
}

const schema = new Schema<ImportRow>(
  {
    _id: { type: String, required: true },
    ownerKey: { type: String, required: true },
    homeId: String,
    platformId: String,
    deploymentId: String,
    contextId: String,
    purpose: String,
    isPlatformWide: Boolean,
    state: { type: String, required: true },
    fileName: { type: String, required: true },
    size: { type: Number, required: true },
    sha256: { type: String, required: true },
    createdAt: { type: Date, required: true },
    actor: { type: String, required: true },
    criteria: String,
    words: String,
    problem: Object,
    counted: Schema.Types.Mixed,
  },
  { collection: 'imports', versionKey: false },
);
schema.index({ ownerKey: 1, _id: -1 });
schema.index({ platformId: 1, deploymentId: 1, _id: 1 });
schema.index({ state: 1, createdAt: 1 });

function fromRow({
  _id,
  ownerKey: _key,
  homeId,
  platformId = '',
  deploymentId = '',
  contextId = '',
  ...rest
}: ImportRow): Import {
  const owner: ImportOwner =
    homeId === undefined
      ? { kind: 'course', platformId, deploymentId, contextId }
      : { kind: 'home', homeId };
  return { ...rest, id: _id, owner };
}

const whoseOf = (owner: ImportOwner) =>
  owner.kind === 'home'
    ? { homeId: owner.homeId }
    : {
        platformId: owner.platformId,
        deploymentId: owner.deploymentId,
        contextId: owner.contextId,
      };

export type ImportStore = ReturnType<typeof createImportStore>;

/** @returns the store of imports */
export function createImportStore(connection: Connection) {
  const model = connection.model<ImportRow>('Import', schema);
  return {
    async insert({ id, owner, ...rest }: Import): Promise<void> {
      await model.create({ ...rest, ...whoseOf(owner), _id: id, ownerKey: ownerKeyOf(owner) });
    },

    async find(id: string): Promise<Import | null> {
      const row = await model.findById(id).lean<ImportRow>();
      return row && fromRow(row);
    },

    /** Lists a home's or a platform's imports, the newest first. */
    async list(owner: ImportOwner, most: number): Promise<Import[]> {
      const rows = await model
        .find({ ownerKey: ownerKeyOf(owner) })
        .sort({ _id: -1 })
        .limit(most)
        .lean<ImportRow[]>();
      return rows.map(fromRow);
    },

    /** Those of a deployment in the order of ids, from after the id `after`. */
    async listByTenant(
      { platformId, deploymentId }: { readonly platformId: string; readonly deploymentId: string },
      after: string,
      limit: number,
    ): Promise<Import[]> {
      const rows = await model
        .find({ platformId, deploymentId, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<ImportRow[]>();
      return rows.map(fromRow);
    },

    /** Changes its state, where it is in one of `from`. @returns whether it was */
    async change(
      id: string,
      from: readonly ImportState[],
      state: ImportState,
      more: Partial<Pick<Import, 'criteria' | 'words'>> = {},
    ): Promise<boolean> {
      const set = omitUndefined({ state, ...more });
      const changed = await model.updateOne({ _id: id, state: { $in: from } }, { $set: set });
      return changed.matchedCount === 1;
    },

    /** Keeps what was counted, unless its state has changed meanwhile. */
    async keepCounts(id: string, state: ImportState, counts: Counts): Promise<void> {
      await model.updateOne({ _id: id, state }, { $set: { counted: { state, counts } } });
    },

    /** Lists those that have waited for an answer since before `until`. */
    async listWaiting(until: Date, most: number): Promise<Import[]> {
      const rows = await model
        .find({ state: { $in: ['judging', 'preview'] }, createdAt: { $lt: until } })
        .limit(most)
        .lean<ImportRow[]>();
      return rows.map(fromRow);
    },

    /** Gives a home's imports to another home. */
    async pass(from: string, to: string): Promise<void> {
      const owner = { kind: 'home', homeId: to } as const;
      await model.updateMany(
        { ownerKey: `home:${from}` },
        { $set: { homeId: to, ownerKey: ownerKeyOf(owner) } },
      );
    },

    /** Removes a home's imports. @returns their ids */
    async removeOfHome(homeId: string): Promise<string[]> {
      const ownerKey = `home:${homeId}`;
      const rows = await model.find({ ownerKey }, { _id: 1 }).lean<ImportRow[]>();
      await model.deleteMany({ ownerKey });
      return rows.map(({ _id }) => _id);
    },
  };
}
