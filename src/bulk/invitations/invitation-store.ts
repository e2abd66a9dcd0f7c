import { Schema } from 'mongoose';
import type { CourseKey } from '../../grades/index.js';
import { duplicatesOf, repeatUpsert, type Connection } from '../../store/index.js';
import { CLAIM_MS, hashOfToken, keyOfAddress, keyOfStop, type Invitation } from './invitation.js';

interface InvitationRow extends Omit<Invitation, 'id' | 'tenant'>, CourseKey {
  _id: string;
  addressKey: string;
  tokenHash: string;
  /** When it is removed from the store. */
  forgetAt: Date;
}

const schema = new Schema<InvitationRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    ruleId: { type: String, required: true },
    address: { type: String, required: true },
    addressKey: { type: String, required: true },
    tokenHash: { type: String, required: true },
    jobId: { type: String, required: true },
    actor: { type: String, required: true },
    reason: { type: String, required: true },
    state: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    takenAt: Date,
    awardId: String,
    forgetAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'award_invitations' },
);
/** An address is invited to a badge once, however often it is asked for. */
schema.index({ ruleId: 1, addressKey: 1 }, { unique: true });
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ platformId: 1, deploymentId: 1, _id: 1 });
schema.index({ addressKey: 1 });
schema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

interface StopRow {
  /** A digest of the address. */
  _id: string;
  at: Date;
}
const stopSchema = new Schema<StopRow>(
  { _id: { type: String, required: true }, at: { type: Date, required: true } },
  { versionKey: false, collection: 'invitation_stops' },
);

const KEPT_MS = 90 * 86_400_000;

const fromRow = ({
  _id,
  platformId,
  deploymentId,
  contextId,
  addressKey: _key,
  tokenHash: _hash,
  forgetAt: _forgetAt,
  ...rest
}: InvitationRow): Invitation => ({
  id: _id,
  tenant: { platformId, deploymentId, contextId },
  ...rest,
});

const toRow = ({ id, tenant, ...rest }: Invitation, token: string): InvitationRow => ({
  _id: id,
  ...tenant,
  ...rest,
  addressKey: keyOfAddress(rest.address),
  tokenHash: hashOfToken(token),
  forgetAt: new Date(rest.expiresAt.getTime() + KEPT_MS),
});

export type InvitationStore = ReturnType<typeof createInvitationStore>;

/** @returns the store of invitations, and of addresses that want none */
export function createInvitationStore(connection: Connection) {
  const model = connection.model<InvitationRow>('AwardInvitation', schema);
  const stops = connection.model<StopRow>('InvitationStop', stopSchema);
  const collection = connection.collection<InvitationRow>('award_invitations');
  const find = async (filter: object): Promise<Invitation | null> => {
    const row = await model.findOne(filter).lean<InvitationRow>();
    return row && fromRow(row);
  };
  return {
    /** Those of a badge for any of these addresses, by the key of the address. */
    async findFor(ruleId: string, addresses: readonly string[]): Promise<Map<string, Invitation>> {
      const keys = addresses.map(keyOfAddress);
      const rows = await model.find({ ruleId, addressKey: { $in: keys } }).lean<InvitationRow[]>();
      return new Map(rows.map((row) => [row.addressKey, fromRow(row)]));
    },
    /** Inserts what is not there yet; the unique index decides. */
    async insertNew(
      list: readonly { readonly invitation: Invitation; readonly token: string }[],
    ): Promise<void> {
      if (list.length === 0) return;
      const rows = list.map(({ invitation, token }) => toRow(invitation, token));
      await duplicatesOf(collection.insertMany(rows, { ordered: false }));
    },
    /** Puts a new one in the place of one that has ended without being claimed. */
    async renew(ended: Invitation, next: Invitation, token: string): Promise<void> {
      const set: Partial<InvitationRow> = toRow(next, token);
      // It keeps its id.
      delete set._id;
      await model.updateOne(
        { _id: ended.id, state: 'open', expiresAt: ended.expiresAt },
        { $set: set },
      );
    },
    findByToken: (token: string, now: Date) =>
      find({ tokenHash: hashOfToken(token), expiresAt: { $gt: now } }),
    /** Takes an invitation for its claim: of two who press at once one gets it. */
    async take(token: string, now: Date): Promise<Invitation | null> {
      const stale = new Date(now.getTime() - CLAIM_MS);
      const filter: object = {
        tokenHash: hashOfToken(token),
        expiresAt: { $gt: now },
        $or: [{ state: 'open' }, { state: 'claiming', takenAt: { $lte: stale } }],
      };
      const row = await model
        .findOneAndUpdate(
          filter,
          { $set: { state: 'claiming', takenAt: now } },
          { returnDocument: 'after' },
        )
        .lean<InvitationRow>();
      return row && fromRow(row);
    },
    async finish(id: string, awardId: string): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { state: 'claimed', awardId } });
    },
    async stop(id: string, address: string, at: Date): Promise<void> {
      await repeatUpsert(() =>
        stops.updateOne({ _id: keyOfStop(address) }, { $setOnInsert: { at } }, { upsert: true }),
      );
      await model.updateOne({ _id: id, state: 'open' }, { $set: { state: 'stopped' } });
    },
    isStopped: async (address: string): Promise<boolean> =>
      (await stops.findOne({ _id: keyOfStop(address) }).lean<StopRow>()) !== null,
    /** A tenant's, in the order of their ids, from after an id. */
    async listByTenant(
      { platformId, deploymentId }: Pick<CourseKey, 'platformId' | 'deploymentId'>,
      after: string,
      limit: number,
    ): Promise<Invitation[]> {
      const rows = await model
        .find({ platformId, deploymentId, _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<InvitationRow[]>();
      return rows.map(fromRow);
    },
    /** Those of a platform alone: what address somebody has is what their platform says, and proves nothing elsewhere. */
    async listOf(platformId: string, address: string): Promise<Invitation[]> {
      const of = { addressKey: keyOfAddress(address), platformId };
      return (await model.find(of).lean<InvitationRow[]>()).map(fromRow);
    },
    async removeOf(platformId: string, address: string): Promise<void> {
      await model.deleteMany({ addressKey: keyOfAddress(address), platformId });
    },
  };
}
