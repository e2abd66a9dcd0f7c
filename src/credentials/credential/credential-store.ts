import { Schema, type Connection } from 'mongoose';
import { randomId, omitUndefined } from '../../base/index.js';
import {
  type EventType,
  tellWith,
  UNTOLD_FIELDS,
  UNTOLD_INDEX,
  type Untold,
  withoutUntold,
} from '../../events/index.js';
import { duplicatesOf } from '../../store/index.js';
import type { Credential, CredentialState } from './credential.js';
import type { Visibility } from './order.js';

type Stored = Omit<Credential, 'id'> & { _id: string; changeId?: string } & Untold;

const schema = new Schema<Stored>(
  {
    _id: String,
    awardId: { type: String, required: true },
    personId: { type: String, required: true },
    issuerId: { type: String, required: true },
    origin: String,
    achievementId: { type: String, required: true },
    achievementName: { type: String, required: true },
    recipientName: String,
    validFrom: { type: Date, required: true },
    validUntil: Date,
    issuedAt: { type: Date, required: true },
    json: { type: String, required: true },
    visibility: { type: String, required: true },
    state: { type: String, required: true },
    reason: String,
    changedAt: Date,
    changeId: String,
    supersededBy: String,
    supersedes: String,
    refreshedBy: String,
    refreshedAt: Date,
    refreshes: String,
    addressId: String,
    renews: String,
    correction: Schema.Types.Mixed,
    statusListId: { type: String, required: true },
    statusListIndex: { type: Number, required: true },
    ...UNTOLD_FIELDS,
  },
  { collection: 'credentials', versionKey: false },
);
// The lock of issuing: one award, one badge.
schema.index({ awardId: 1 }, { unique: true });
schema.index(...UNTOLD_INDEX);
// Each place in a status list belongs to one badge.
schema.index({ statusListId: 1, statusListIndex: 1 }, { unique: true });
schema.index({ personId: 1, issuedAt: -1, _id: 1 });
schema.index({ renews: 1 }, { sparse: true });
schema.index({ supersedes: 1 }, { sparse: true });
schema.index({ refreshedBy: 1 }, { sparse: true });
// For the search of corrections that a crash may have left half done.
schema.index({ 'correction.actor': 1 }, { sparse: true });
// The few badges whose state ever changed, from which status lists are made, and the latest change of a list.
schema.index(
  { statusListId: 1, changedAt: -1, changeId: -1 },
  { partialFilterExpression: { changedAt: { $exists: true } } },
);

const plain = ({ _id, changeId: _, ...rest }: Stored): Credential => ({
  id: _id,
  ...withoutUntold(rest),
});
const stored = ({ id, ...rest }: Credential): Stored => ({ _id: id, ...rest });

/** What is written together with a change of state. */
export interface StateChange {
  readonly state: CredentialState;
  readonly reason?: string;
  readonly at: Date;
  readonly supersededBy?: string;
}

/** A badge that a corrected one replaces was updated, whatever became of the former one. */
const newsOf = ({ state, supersededBy }: StateChange): EventType => {
  if (supersededBy !== undefined) return 'credential.updated';
  const news = { revoked: 'revoked', suspended: 'suspended', valid: 'reinstated' } as const;
  return `credential.${news[state]}`;
};

export type CredentialStore = ReturnType<typeof createCredentialStore>;

/** @returns the store of badges */
export function createCredentialStore(connection: Connection) {
  const Credentials = connection.model<Stored>('Credential', schema);
  const findOne = async (filter: object): Promise<Credential | null> => {
    const found = await Credentials.findOne(filter).lean<Stored>();
    return found && plain(found);
  };
  return {
    find: (id: string) => findOne({ _id: id }),
    findByAward: (awardId: string) => findOne({ awardId }),
    findByAwards: async (awardIds: readonly string[]): Promise<Credential[]> =>
      (await Credentials.find({ awardId: { $in: awardIds } }).lean<Stored[]>()).map(plain),
    /** Lists the badges that renew any of these, the newest first. */
    listRenewals: async (ids: readonly string[]): Promise<Credential[]> =>
      (
        await Credentials.find({ renews: { $in: ids } })
          .sort({ issuedAt: -1 })
          .lean<Stored[]>()
      ).map(plain),
    listByPerson: async (personId: string): Promise<Credential[]> =>
      (await Credentials.find({ personId }).sort({ issuedAt: -1, _id: 1 }).lean<Stored[]>()).map(
        plain,
      ),
    /** Inserts many badges at once. @returns the positions of those whose award has a badge already */
    insertMany: (credentials: readonly Credential[]): Promise<ReadonlySet<number>> =>
      // The driver is used directly: mongoose would cast and check each of thousands once more.
      duplicatesOf(
        Credentials.collection.insertMany(credentials.map(stored) as never[], { ordered: false }),
      ),
    /** Lists corrected badges whose predecessor is, or may be, still to be revoked. */
    listCorrecting: async (limit: number): Promise<Credential[]> => {
      const filter = { 'correction.actor': { $exists: true } };
      return (await Credentials.find(filter).limit(limit).lean<Stored[]>()).map(plain);
    },
    /** Records that the predecessor of a corrected badge is revoked. */
    endCorrection: async (id: string): Promise<void> => {
      await Credentials.updateOne({ _id: id }, { $unset: { correction: 1 } });
    },
    /** Lists corrected badges in the order of their ids, from after `after`. */
    listCorrections: async (after: string, limit: number): Promise<Credential[]> =>
      (
        await Credentials.find({ supersedes: { $exists: true }, _id: { $gt: after } })
          .sort({ _id: 1 })
          .limit(limit)
          .lean<Stored[]>()
      ).map(plain),
    /** @returns those of these badges that are valid or suspended */
    listStanding: async (ids: readonly string[]): Promise<string[]> =>
      (
        await Credentials.find({ _id: { $in: ids }, state: { $in: ['valid', 'suspended'] } })
          .select('_id')
          .lean<Pick<Stored, '_id'>[]>()
      ).map(({ _id }) => _id),
    /** Changes the state of a badge that is in one of the states `from`; null where it is not. */
    changeState: async (
      id: string,
      from: readonly CredentialState[],
      change: StateChange,
    ): Promise<Credential | null> => {
      const { state, reason, at, supersededBy } = change;
      const tells = tellWith(newsOf(change), at);
      const set = omitUndefined({
        state,
        changedAt: at,
        changeId: randomId(),
        reason,
        supersededBy,
        ...tells.set,
      });
      const found = await Credentials.findOneAndUpdate(
        { _id: id, state: { $in: from } },
        omitUndefined({
          $set: set,
          $push: tells.push,
          $unset: reason === undefined ? { reason: 1 } : undefined,
        }),
        { returnDocument: 'after' },
      ).lean<Stored>();
      return found && plain(found);
    },
    setVisibility: async (
      id: string,
      personId: string,
      visibility: Visibility,
    ): Promise<Credential | null> => {
      const found = await Credentials.findOneAndUpdate(
        { _id: id, personId },
        { $set: { visibility } },
        { returnDocument: 'after' },
      ).lean<Stored>();
      return found && plain(found);
    },
    /** @returns the id of the last change in a list: as long as it is the same, so is the list */
    lastChange: async (statusListId: string): Promise<string> => {
      const last = await Credentials.findOne({ statusListId, changedAt: { $exists: true } })
        .sort({ changedAt: -1, changeId: -1 })
        .select('changedAt changeId')
        .lean<Stored>();
      return last === null ? 'none' : `${last.changedAt?.getTime() ?? 0}:${last.changeId ?? ''}`;
    },
    /** Lists the places in a list whose badge is in one of the states. */
    listPlaces: async (
      statusListId: string,
      states: readonly CredentialState[],
    ): Promise<number[]> => {
      const found = await Credentials.find({
        statusListId,
        changedAt: { $exists: true },
        state: { $in: states },
      })
        .select('statusListIndex')
        .lean<Pick<Stored, 'statusListIndex'>[]>();
      return found.map(({ statusListIndex }) => statusListIndex);
    },
    /** Lists the badges that a holder's choice replaced by this one; they are valid unless they were withdrawn. */
    listFormer: async (id: string): Promise<Credential[]> =>
      (await Credentials.find({ refreshedBy: id }).lean<Stored[]>()).map(plain),
    /** Marks a badge as one with a newer version. @returns false where it is revoked, or marked already */
    markRefreshed: async (id: string, refreshedBy: string, at: Date): Promise<boolean> => {
      const tells = tellWith('credential.updated', at);
      const marks = { refreshedBy, refreshedAt: at, changedAt: at, changeId: randomId() };
      const changed = await Credentials.updateOne(
        { _id: id, state: { $in: ['valid', 'suspended'] }, refreshedBy: { $exists: false } },
        { $set: { ...marks, ...tells.set }, $push: tells.push },
      );
      return changed.modifiedCount === 1;
    },
    /** Redirects references to `from` as the newest version to `to`, so that a reader follows only a step or two. */
    pointAhead: async (from: string, to: string): Promise<void> => {
      await Credentials.updateMany({ refreshedBy: from }, { $set: { refreshedBy: to } });
    },
    /** Lists the places in a list whose badge has a newer version. */
    listRefreshed: async (statusListId: string): Promise<number[]> => {
      const filter = {
        statusListId,
        changedAt: { $exists: true },
        refreshedBy: { $exists: true },
      };
      const found = await Credentials.find(filter)
        .select('statusListIndex')
        .lean<Pick<Stored, 'statusListIndex'>[]>();
      return found.map(({ statusListIndex }) => statusListIndex);
    },
    /** Counts the badges in these lists that name a key as the one that signed them, issued at or after `from`. */
    countSignedBy: async (
      statusListIds: readonly string[],
      keyId: string,
      from?: Date,
    ): Promise<number> =>
      Credentials.countDocuments(
        omitUndefined({
          statusListId: { $in: statusListIds },
          issuedAt: from === undefined ? undefined : { $gte: from },
          json: { $regex: JSON.stringify(keyId).replace(/[.*+?^${}()|[\]\\]/g, '\\$&') },
        }),
      ),
    hasAny: async (): Promise<boolean> => (await Credentials.exists({})) !== null,
  };
}
