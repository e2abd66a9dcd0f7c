import { Schema, type Connection } from 'mongoose';
import { randomId } from '../../base/index.js';
import type { StatusSource } from '../status/status-source.js';
import type { LearnerRecord, RecordOwner } from './record.js';

type Stored = Omit<LearnerRecord, 'id' | 'credentialIds'> & {
  _id: string;
  credentialIds: string[];
  changeId?: string;
};

const schema = new Schema<Stored>(
  {
    _id: String,
    personId: String,
    homeId: String,
    issuerId: { type: String, required: true },
    origin: String,
    credentialIds: { type: [String], required: true },
    isPartial: { type: Boolean, required: true },
    madeAt: { type: Date, required: true },
    json: { type: String, required: true },
    visibility: { type: String, required: true },
    state: { type: String, required: true },
    changedAt: Date,
    changeId: String,
    statusListId: { type: String, required: true },
    statusListIndex: { type: Number, required: true },
  },
  { collection: 'learner_records', versionKey: false },
);
schema.index({ personId: 1, madeAt: -1, _id: 1 });
schema.index({ homeId: 1, madeAt: -1, _id: 1 });
// The few that were withdrawn, from which status lists are made.
schema.index({ statusListId: 1, changedAt: -1, changeId: -1 });

const plain = ({ _id, changeId: _, ...rest }: Stored): LearnerRecord => ({ id: _id, ...rest });

/** The most records of one owner that are listed; who makes more withdraws and removes none. */
export const MOST_LISTED = 100;

export type RecordStore = ReturnType<typeof createRecordStore>;

/** @returns the store of learner records */
export function createRecordStore(connection: Connection) {
  const Records = connection.model<Stored>('LearnerRecord', schema);
  return {
    add: async ({ id, ...rest }: LearnerRecord): Promise<void> => {
      await Records.create({ _id: id, ...rest, credentialIds: [...rest.credentialIds] });
    },
    find: async (id: string): Promise<LearnerRecord | null> => {
      const found = await Records.findById(id).lean<Stored>();
      return found === null || found.json === '' ? null : plain(found);
    },
    /** Lists an owner's records, the newest first. */
    list: async (owner: RecordOwner): Promise<LearnerRecord[]> =>
      (
        await Records.find(owner).sort({ madeAt: -1, _id: 1 }).limit(MOST_LISTED).lean<Stored[]>()
      ).map(plain),
    /** @returns the record as it is now; null for another's */
    share: async (
      id: string,
      owner: RecordOwner,
      visibility: LearnerRecord['visibility'],
    ): Promise<LearnerRecord | null> => {
      const found = await Records.findOneAndUpdate(
        { _id: id, ...owner },
        { $set: { visibility } },
        { returnDocument: 'after' },
      ).lean<Stored>();
      return found && plain(found);
    },
    /** Withdraws a record for good. @returns null where it is withdrawn already, or another's */
    withdraw: async (id: string, owner: RecordOwner, at: Date): Promise<LearnerRecord | null> => {
      const found = await Records.findOneAndUpdate(
        { _id: id, ...owner, state: 'valid' },
        { $set: { state: 'revoked', changedAt: at, changeId: randomId() } },
        { returnDocument: 'after' },
      ).lean<Stored>();
      return found && plain(found);
    },
    /**
     * Removes an owner's records. Of those that were withdrawn the place in their list stays, and that it was taken back: a copy that
     * somebody else has must not be valid again.
     */
    removeAll: async (owner: RecordOwner): Promise<void> => {
      await Records.updateMany(
        { ...owner, state: 'revoked' },
        {
          $set: { json: '', credentialIds: [], visibility: 'private' },
          $unset: { personId: 1, homeId: 1 },
        },
      );
      await Records.deleteMany(owner);
    },
    /** Gives a home's records to another home. */
    pass: async (from: string, to: string): Promise<void> => {
      await Records.updateMany({ homeId: from }, { $set: { homeId: to } });
    },
    lastChange: async (statusListId: string): Promise<string> => {
      const last = await Records.findOne({ statusListId, changedAt: { $exists: true } })
        .sort({ changedAt: -1, changeId: -1 })
        .select('changedAt changeId')
        .lean<Stored>();
      return last === null ? 'none' : `${last.changedAt?.getTime() ?? 0}:${last.changeId ?? ''}`;
    },
    listPlaces: async (statusListId: string, states: readonly string[]): Promise<number[]> => {
      if (!states.includes('revoked')) return [];
      const found = await Records.find({ statusListId, changedAt: { $exists: true } })
        .select('statusListIndex')
        .lean<Pick<Stored, 'statusListIndex'>[]>();
      return found.map(({ statusListIndex }) => statusListIndex);
    },
    /** A record has no newer version: who wants another makes one. */
    listRefreshed: (): Promise<number[]> => Promise.resolve([]),
  } satisfies StatusSource & Record<string, unknown>;
}
