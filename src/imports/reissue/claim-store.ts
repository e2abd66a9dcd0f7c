import { Schema, type Connection } from 'mongoose';
import { isDuplicateKey, orderedId } from '../../store/index.js';
import type { CourseOf } from '../run/import.js';

/** That a badge of another system was issued anew, by which entry of which import. It names nobody. */
interface ClaimRow extends CourseOf {
  _id: string;
  key: string;
  importId: string;
  at: number;
}

const schema = new Schema<ClaimRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    key: { type: String, required: true },
    importId: { type: String, required: true },
    at: { type: Number, required: true },
  },
  { collection: 'import_reissues', versionKey: false },
);
schema.index({ platformId: 1, key: 1 }, { unique: true });

export type ClaimStore = ReturnType<typeof createClaimStore>;

/** @returns the store that lets each badge of another system be issued anew once on a platform */
export function createClaimStore(connection: Connection) {
  const model = connection.model<ClaimRow>('ImportReissue', schema);
  type Claim = Omit<ClaimRow, '_id'>;
  const isOf = (row: ClaimRow | null, { importId, at }: Pick<Claim, 'importId' | 'at'>): boolean =>
    row?.importId === importId && row.at === at;
  const find = ({ platformId, key }: Pick<Claim, 'platformId' | 'key'>) =>
    model.findOne({ platformId, key }).lean<ClaimRow>().exec();
  return {
    /** Whether another entry has issued it anew. */
    async isTaken(claim: Claim): Promise<boolean> {
      const row = await find(claim);
      return row !== null && !isOf(row, claim);
    },

    /** Takes the one place of a badge. @returns whether it is this entry's, by now or before */
    async claim(claim: Claim): Promise<boolean> {
      try {
        await model.create({ ...claim, _id: orderedId() });
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return isOf(await find(claim), claim);
      }
    },

    /** Gives the place back, where nothing was issued after all. */
    async release({ platformId, key, importId, at }: Claim): Promise<void> {
      await model.deleteOne({ platformId, key, importId, at });
    },
  };
}
