import { Schema, type Connection } from 'mongoose';
import { omitUndefined, randomId } from '../../base/index.js';
import type { StatusSource } from '../../credentials/index.js';
import type { EndorsementStanding } from '../../open-badges/index.js';
import { isDuplicateKey } from '../../store/index.js';
import type { EndorsedOwner, Endorsement } from '../model/endorsement.js';
import { hashOf } from '../model/invitation.js';

interface Row extends Omit<Endorsement, 'id' | 'owner'>, EndorsedOwner {
  _id: string;
  /** The hash of the secret by which the endorser comes back. */
  manageHash: string;
  /** The hash of what the form brought that gave it: the same form twice is the same act. */
  formHash: string;
  /** When its bit in the status list changed, and a mark of that change. */
  changedAt?: Date;
  changeId?: string;
}

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    achievementId: { type: String, required: true },
    version: { type: Number, required: true },
    achievementUrl: { type: String, required: true },
    endorserId: { type: String, required: true },
    road: { type: String, required: true },
    name: { type: String, required: true },
    domain: { type: String, required: true },
    issuerId: { type: String, required: true },
    comment: { type: String, default: '' },
    text: { type: String, required: true },
    proofToken: String,
    statusListId: { type: String, required: true },
    statusListIndex: { type: Number, required: true },
    validFrom: { type: Date, required: true },
    validUntil: Date,
    revokedAt: Date,
    hiddenAt: Date,
    found: String,
    foundAt: Date,
    checkAt: Date,
    manageHash: { type: String, required: true },
    formHash: { type: String, required: true },
    changedAt: Date,
    changeId: String,
  },
  { versionKey: false, collection: 'endorsements' },
);
schema.index({ achievementId: 1, validFrom: -1, _id: 1 });
schema.index({ endorserId: 1, validFrom: -1, _id: 1 });
schema.index({ platformId: 1, deploymentId: 1, _id: 1 });
schema.index({ platformId: 1, deploymentId: 1, contextId: 1, validFrom: -1 });
schema.index({ manageHash: 1 }, { unique: true });
schema.index({ statusListId: 1, changedAt: -1, changeId: -1 });
schema.index({ checkAt: 1 }, { partialFilterExpression: { checkAt: { $exists: true } } });

const fromRow = ({
  _id,
  platformId,
  deploymentId,
  contextId,
  manageHash: _manage,
  formHash: _form,
  changedAt: _at,
  changeId: _change,
  ...rest
}: Row): Endorsement => ({ id: _id, owner: { platformId, deploymentId, contextId }, ...rest });

/** The most endorsements of an achievement, of an endorser or of a course that are listed. */
const MOST_LISTED = 100;

export type EndorsementStore = ReturnType<typeof createEndorsementStore>;

/** @returns the store of endorsements; those that were revoked have places in status lists */
export function createEndorsementStore(connection: Connection) {
  const model = connection.model<Row>('Endorsement', schema);
  const of = (row: Row | null) => row && fromRow(row);
  const list = async (filter: object): Promise<Endorsement[]> =>
    (await model.find(filter).sort({ validFrom: -1 }).limit(MOST_LISTED).lean<Row[]>()).map(
      fromRow,
    );
  return {
    /**
     * Adds what an invitation was answered by; the unique id decides.
     * @returns whether this form gave it, now or before; false: another one did
     */
    async add({ id, owner, ...rest }: Endorsement, manage: string, form: string): Promise<boolean> {
      const hashes = { manageHash: hashOf(manage), formHash: hashOf(form) };
      try {
        await model.create(omitUndefined({ _id: id, ...owner, ...rest, ...hashes }));
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const there = await model.findById(id).lean<Row>();
        return there?.formHash === hashes.formHash;
      }
    },
    /** Whether the form with this mark gave an endorsement. */
    async isGivenBy(id: string, form: string): Promise<boolean> {
      return (await model.findById(id).lean<Row>())?.formHash === hashOf(form);
    },
    find: async (id: string) => of(await model.findById(id).lean<Row>()),
    findByManage: async (secret: string) =>
      of(await model.findOne({ manageHash: hashOf(secret) }).lean<Row>()),
    listOf: (achievementId: string) => list({ achievementId }),
    listBy: (endorserId: string) => list({ endorserId }),
    listOfCourse: ({ platformId, deploymentId, contextId }: EndorsedOwner) =>
      list({ platformId, deploymentId, contextId }),
    /** A tenant's in the order of ids, from after an id. */
    async listByTenant(
      { platformId, deploymentId }: Pick<EndorsedOwner, 'platformId' | 'deploymentId'>,
      after: string,
      limit: number,
    ): Promise<Endorsement[]> {
      const rows = await model
        .find({ platformId, deploymentId, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<Row[]>();
      return rows.map(fromRow);
    },
    /** Revokes for good. @returns whether it was not before */
    async revoke(id: string, at: Date): Promise<boolean> {
      const set = { revokedAt: at, changedAt: at, changeId: randomId() };
      const changed = await model.updateOne(
        { _id: id, revokedAt: { $exists: false } },
        { $set: set },
      );
      return changed.matchedCount === 1;
    },
    /** Hides or shows it. @returns whether that changed anything */
    async setHidden(id: string, at: Date | null): Promise<boolean> {
      const filter = { _id: id, hiddenAt: { $exists: at === null } };
      const change = at === null ? { $unset: { hiddenAt: 1 } } : { $set: { hiddenAt: at } };
      return (await model.updateOne(filter, change)).matchedCount === 1;
    },
    /** Lists those whose own lists are to be asked. */
    async listDue(now: Date, limit: number): Promise<Endorsement[]> {
      const rows = await model
        .find({ checkAt: { $lte: now } })
        .sort({ checkAt: 1 })
        .limit(limit)
        .lean<Row[]>();
      return rows.map(fromRow);
    },
    async noteLook(id: string, found: EndorsementStanding, foundAt: Date, checkAt: Date) {
      await model.updateOne({ _id: id }, { $set: { found, foundAt, checkAt } });
    },
    lastChange: async (statusListId: string): Promise<string> => {
      const last = await model
        .findOne({ statusListId, changedAt: { $exists: true } })
        .sort({ changedAt: -1, changeId: -1 })
        .select('changedAt changeId')
        .lean<Row>();
      return last === null ? 'none' : `${last.changedAt?.getTime() ?? 0}:${last.changeId ?? ''}`;
    },
    listPlaces: async (statusListId: string, states: readonly string[]): Promise<number[]> => {
      if (!states.includes('revoked')) return [];
      const rows = await model
        .find({ statusListId, changedAt: { $exists: true } })
        .select('statusListIndex')
        .lean<Pick<Row, 'statusListIndex'>[]>();
      return rows.map(({ statusListIndex }) => statusListIndex);
    },
    listRefreshed: (): Promise<number[]> => Promise.resolve([]),
  } satisfies StatusSource & Record<string, unknown>;
}
