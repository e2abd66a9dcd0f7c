import { Schema } from 'mongoose';
import { isDuplicateKey, orderedId, type Connection } from '../../store/index.js';
import type { SkillOwner } from '../keep/framework.js';
import { MOST_TERMS, type Facet, type Term } from './term.js';

interface TermRow extends Omit<Term, 'id' | 'owner'>, SkillOwner {
  _id: string;
  /** The name as it is compared. */
  nameKey: string;
}

const schema = new Schema<TermRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, default: '' },
    deploymentId: { type: String, default: '' },
    facet: { type: String, required: true },
    name: { type: String, required: true },
    nameKey: { type: String, required: true },
    order: { type: Number, required: true },
    family: String,
    retiredAt: Date,
  },
  { collection: 'taxonomy_terms', versionKey: false },
);
// Of two that are added at once under one name, one is there.
schema.index({ platformId: 1, deploymentId: 1, facet: 1, nameKey: 1 }, { unique: true });

const keyOf = (name: string): string => name.normalize('NFKC').toLowerCase();

const fromRow = ({ _id, platformId, deploymentId, nameKey: _key, ...rest }: TermRow): Term => ({
  ...rest,
  id: _id,
  owner: { platformId, deploymentId },
});

/** @returns the store of kinds, categories and levels */
export function createTermStore(connection: Connection) {
  const model = connection.model<TermRow>('TaxonomyTerm', schema);
  return {
    /** Lists an owner's, retired ones among them, in their order. */
    async list({ platformId, deploymentId }: SkillOwner): Promise<Term[]> {
      const rows = await model
        .find({ platformId, deploymentId })
        .limit(3 * MOST_TERMS)
        .lean<TermRow[]>();
      return rows.map(fromRow).sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
    },

    async findMany(ids: readonly string[]): Promise<Term[]> {
      if (ids.length === 0) return [];
      return (await model.find({ _id: { $in: [...ids] } }).lean<TermRow[]>()).map(fromRow);
    },

    /** @returns the term, or null where there is one of this name */
    async insert(
      owner: SkillOwner,
      facet: Facet,
      name: string,
      order: number,
    ): Promise<Term | null> {
      const { platformId, deploymentId } = owner;
      const row = { _id: orderedId(), platformId, deploymentId, facet, name, order };
      try {
        await model.create({ ...row, nameKey: keyOf(name) });
        return fromRow({ ...row, nameKey: '' });
      } catch (error) {
        if (isDuplicateKey(error)) return null;
        throw error;
      }
    },

    /** @returns false where another one has this name */
    async rename(id: string, name: string): Promise<boolean> {
      try {
        await model.updateOne({ _id: id }, { $set: { name, nameKey: keyOf(name) } });
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    /** @param family null: the studio offers none first */
    async setFamily(id: string, family: string | null): Promise<void> {
      await model.updateOne(
        { _id: id },
        family === null ? { $unset: { family: 1 } } : { $set: { family } },
      );
    },

    async setRetired(id: string, retiredAt: Date | null): Promise<void> {
      await model.updateOne(
        { _id: id },
        retiredAt === null ? { $unset: { retiredAt: 1 } } : { $set: { retiredAt } },
      );
    },

    /** Numbers terms in the order in which they are named. */
    async reorder(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return;
      await model.bulkWrite(
        ids.map((_id, order) => ({ updateOne: { filter: { _id }, update: { $set: { order } } } })),
      );
    },
  };
}
