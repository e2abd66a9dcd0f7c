import { Schema, type Connection } from 'mongoose';
import { isDuplicateKey } from '../../store/index.js';
import type { KeptBadge, WholeKeptBadge } from './kept-badge.js';

interface KeptRow extends Omit<WholeKeptBadge, 'id' | 'bytes'> {
  _id: string;
  bytes: Buffer;
}

const schema = new Schema<KeptRow>(
  {
    _id: { type: String, required: true },
    homeId: { type: String, required: true },
    key: { type: String, required: true },
    sha256: { type: String, required: true },
    size: { type: Number, required: true },
    bytes: { type: Buffer, required: true },
    format: { type: String, required: true },
    version: { type: String, required: true },
    from: { type: String, required: true },
    importId: String,
    fileName: String,
    keptAt: { type: Date, required: true },
    checkedAt: { type: Date, required: true },
    provenAt: Date,
    verdict: { type: String, required: true },
    checks: { type: [Object], required: true },
    host: { type: String, default: null },
    recipient: { type: String, required: true },
    facts: { type: Object, required: true },
    pictureId: String,
    snapshots: { type: [Object], required: true },
  },
  { collection: 'kept_badges', versionKey: false },
);
schema.index({ homeId: 1, key: 1 }, { unique: true });
schema.index({ homeId: 1, keptAt: -1 });
// Who keeps something of an issuer, page by page.
schema.index({ 'facts.issuerId': 1, _id: 1 });

const LISTED = { bytes: 0, snapshots: 0 };

const fromRow = ({ _id, ...row }: Omit<KeptRow, 'bytes' | 'snapshots'>): KeptBadge => ({
  ...row,
  id: _id,
});

/** `lean` gives bytes as the store has them. */
const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array
    ? new Uint8Array(value)
    : new Uint8Array((value as { buffer: Uint8Array }).buffer);

export type KeptStore = ReturnType<typeof createKeptStore>;

/**
 * @param onChanged called when what a home keeps has changed
 * @returns the store of other issuers' badges that people keep
 */
export function createKeptStore(
  connection: Connection,
  onChanged: (homeId: string) => Promise<void> = () => Promise.resolve(),
) {
  const model = connection.model<KeptRow>('KeptBadge', schema);
  return {
    /** @returns false where the home has this badge already */
    async insert({ id, bytes, ...badge }: WholeKeptBadge): Promise<boolean> {
      try {
        await model.create({ ...badge, _id: id, bytes: Buffer.from(bytes) });
        await onChanged(badge.homeId);
        return true;
      } catch (error) {
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    },

    async findByKey(homeId: string, key: string): Promise<KeptBadge | null> {
      const row = await model.findOne({ homeId, key }, LISTED).lean<KeptRow>();
      return row && fromRow(row);
    },

    /** Finds a badge of a home with its bytes; null for another home's. */
    async find(homeId: string, id: string): Promise<WholeKeptBadge | null> {
      const row = await model.findOne({ _id: id, homeId }).lean<KeptRow>();
      return row && { ...fromRow(row), bytes: bytesOf(row.bytes), snapshots: row.snapshots };
    },

    /** Lists the badges of a home, the newest first, without their bytes. */
    async list(homeId: string): Promise<KeptBadge[]> {
      const rows = await model.find({ homeId }, LISTED).sort({ keptAt: -1 }).lean<KeptRow[]>();
      return rows.map(fromRow);
    },

    /** Which homes keep badges of an issuer, in the order of the badges' ids, from after the id `after`. */
    async listByIssuer(
      issuerId: string,
      after: string,
      limit: number,
    ): Promise<Pick<KeptBadge, 'id' | 'homeId'>[]> {
      const rows = await model
        .find({ 'facts.issuerId': issuerId, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .select({ homeId: 1 })
        .lean<Pick<KeptRow, '_id' | 'homeId'>[]>();
      return rows.map(({ _id: id, homeId }) => ({ id, homeId }));
    },

    count: (homeId: string): Promise<number> => model.countDocuments({ homeId }).exec(),

    /** How many badges a home keeps, and how many bytes their files have. */
    async spaceOf(homeId: string): Promise<{ readonly count: number; readonly bytes: number }> {
      const rows = await model
        .find({ homeId }, { size: 1, _id: 0 })
        .lean<Pick<KeptRow, 'size'>[]>();
      return { count: rows.length, bytes: rows.reduce((sum, { size }) => sum + size, 0) };
    },

    /** Changes what a new check found, or the badge itself where it came anew. */
    async change(
      homeId: string,
      id: string,
      { bytes, ...set }: Partial<Omit<WholeKeptBadge, 'id' | 'homeId' | 'key'>>,
    ): Promise<void> {
      const all = bytes === undefined ? set : { ...set, bytes: Buffer.from(bytes) };
      await model.updateOne({ _id: id, homeId }, { $set: all });
      await onChanged(homeId);
    },

    async remove(homeId: string, id: string): Promise<boolean> {
      const isGone = (await model.deleteOne({ _id: id, homeId })).deletedCount === 1;
      await onChanged(homeId);
      return isGone;
    },

    async removeAll(homeId: string): Promise<void> {
      await model.deleteMany({ homeId });
    },

    /** Gives a home's badges to another home; of a badge that both have the other home's stays. */
    async pass(from: string, to: string): Promise<void> {
      const rows = await model.find({ homeId: from }, { key: 1 }).lean<KeptRow[]>();
      for (const { _id } of rows) {
        try {
          await model.updateOne({ _id, homeId: from }, { $set: { homeId: to } });
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          await model.deleteOne({ _id, homeId: from });
        }
      }
      await onChanged(to);
    },
  };
}
