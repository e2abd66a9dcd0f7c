import { Schema, type Connection } from 'mongoose';
import type { Opened } from '../open/facts.js';
import { OUTCOMES, type Counts, type Entry, type Outcome, type WholeEntry } from './import.js';

interface EntryRow extends Omit<Entry, 'place'> {
  _id: string;
  place: Entry['place'];
  /** What the file said, until it is carried out. */
  opened?: object;
  bytes?: Buffer;
}

const schema = new Schema<EntryRow>(
  {
    _id: { type: String, required: true },
    importId: { type: String, required: true },
    at: { type: Number, required: true },
    place: { type: Object, required: true },
    kind: { type: String, required: true },
    outcome: { type: String, required: true },
    code: String,
    detail: String,
    name: String,
    issuer: String,
    host: String,
    classKey: String,
    proof: String,
    issuedAt: String,
    who: String,
    ref: String,
    opened: Schema.Types.Mixed,
    bytes: Buffer,
  },
  { collection: 'import_entries', versionKey: false, minimize: false },
);
schema.index({ importId: 1, outcome: 1, at: 1 });
schema.index({ importId: 1, at: 1 });

const LISTED = { opened: 0, bytes: 0 };
const idOf = (importId: string, at: number): string => `${importId}:${at}`;

const fromRow = ({ _id, opened: _opened, bytes: _bytes, ...entry }: EntryRow): Entry => entry;

/** `lean` gives bytes as the store has them. */
const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array
    ? new Uint8Array(value)
    : new Uint8Array((value as { buffer: Uint8Array }).buffer);

/** What became of an entry. */
type Found = Pick<Entry, 'outcome'> &
  Partial<Pick<Entry, 'code' | 'detail' | 'ref' | 'name' | 'host' | 'proof' | 'issuedAt' | 'who'>>;

export type EntryStore = ReturnType<typeof createEntryStore>;

/** @returns the store of what was found in files that were handed in */
export function createEntryStore(connection: Connection) {
  const model = connection.model<EntryRow>('ImportEntry', schema);
  const toRow = ({ opened, ...entry }: WholeEntry): EntryRow => {
    const row = { ...entry, _id: idOf(entry.importId, entry.at) };
    if (entry.outcome !== 'waiting' && entry.outcome !== 'unjudged') return row;
    if (opened.kind !== 'badge') return { ...row, opened };
    const { bytes, ...rest } = opened;
    return { ...row, opened: rest, bytes: Buffer.from(bytes) };
  };
  return {
    /** One after the other: a picture has megabytes. */
    async insert(entries: readonly WholeEntry[]): Promise<void> {
      for (const entry of entries) await model.create(toRow(entry));
    },

    /** Lists the entries of an import in their order, from `after` on. */
    async list(importId: string, after = -1, most = 100): Promise<Entry[]> {
      const rows = await model
        .find({ importId, at: { $gt: after } }, LISTED)
        .sort({ at: 1 })
        .limit(most)
        .lean<EntryRow[]>();
      return rows.map(fromRow);
    },

    /** Finds the next entry that is to be looked at or carried out. */
    async next(importId: string, outcome: 'unjudged' | 'waiting'): Promise<WholeEntry | null> {
      const row = await model.findOne({ importId, outcome }).sort({ at: 1 }).lean<EntryRow>();
      if (row === null) return null;
      const opened = (
        row.bytes === undefined ? row.opened : { ...row.opened, bytes: bytesOf(row.bytes) }
      ) as Opened;
      return { ...fromRow(row), opened };
    },

    /** Writes down what became of an entry; what was kept to carry it out goes. */
    async finish({ importId, at }: Pick<Entry, 'importId' | 'at'>, found: Found): Promise<void> {
      await model.updateOne(
        { _id: idOf(importId, at) },
        { $set: found, $unset: { opened: 1, bytes: 1, who: 1 } },
      );
    },

    /** Has an entry wait that was looked at, with all that carrying it out takes. */
    async keep(
      { importId, at }: Pick<Entry, 'importId' | 'at'>,
      found: Omit<Found, 'outcome'>,
      opened: Exclude<Opened, { kind: 'badge' }>,
    ): Promise<void> {
      await model.updateOne(
        { _id: idOf(importId, at) },
        { $set: { ...found, outcome: 'waiting', opened }, $unset: { bytes: 1 } },
      );
    },

    /** Forgets what files said, where nothing will be made of it. */
    async forget(importId: string): Promise<void> {
      await model.updateMany({ importId }, { $unset: { opened: 1, bytes: 1, who: 1 } });
    },

    /** Lists what an import made. */
    async listOf(importId: string, outcome: Outcome): Promise<Entry[]> {
      const rows = await model.find({ importId, outcome }, LISTED).lean<EntryRow[]>();
      return rows.map(fromRow);
    },

    /** Counts what became of the entries of an import. */
    async count(importId: string): Promise<Counts> {
      const counted = await Promise.all(
        OUTCOMES.map(
          async (outcome) => [outcome, await model.countDocuments({ importId, outcome })] as const,
        ),
      );
      return Object.fromEntries(counted.filter(([, count]) => count > 0));
    },

    async removeOf(importIds: readonly string[]): Promise<void> {
      await model.deleteMany({ importId: { $in: importIds } });
    },
  };
}
