import { Schema, type Connection, type UpdateQuery } from 'mongoose';
import type { EndorsedOwner } from '../model/endorsement.js';
import {
  hashOf,
  PUBLISH_MS,
  type EndorsementDraft,
  type EndorsementInvitation,
} from '../model/invitation.js';

interface Row extends Omit<EndorsementInvitation, 'id' | 'owner'>, EndorsedOwner {
  _id: string;
  tokenHash: string;
  /** The hash of what the form brought by which the link was taken. */
  takenBy?: string;
  /** When it is removed from the store. */
  forgetAt: Date;
}

const schema = new Schema<Row>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    achievementId: { type: String, required: true },
    version: { type: Number, required: true },
    invitee: { type: String, required: true },
    actor: { type: String, required: true },
    state: { type: String, required: true },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
    draft: Schema.Types.Mixed,
    renews: String,
    place: Schema.Types.Mixed,
    validFrom: Date,
    takenAt: Date,
    takenBy: String,
    tokenHash: { type: String, required: true },
    forgetAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'endorsement_invitations' },
);
schema.index({ tokenHash: 1 }, { unique: true });
schema.index({ platformId: 1, deploymentId: 1, contextId: 1, createdAt: -1 });
schema.index({ forgetAt: 1 }, { expireAfterSeconds: 0 });

const KEPT_MS = 90 * 86_400_000;
/** The most links of a course that are listed. */
const MOST_LISTED = 200;

const fromRow = ({
  _id,
  platformId,
  deploymentId,
  contextId,
  tokenHash: _hash,
  takenBy: _by,
  forgetAt: _forgetAt,
  ...rest
}: Row): EndorsementInvitation => ({
  id: _id,
  owner: { platformId, deploymentId, contextId },
  ...rest,
});

const OPEN = ['open', 'publishing'];

export type InvitationStore = ReturnType<typeof createInvitationStore>;

/** @returns the store of links by which somebody may endorse */
export function createInvitationStore(connection: Connection) {
  const model = connection.model<Row>('EndorsementInvitation', schema);
  const of = (row: Row | null) => row && fromRow(row);
  return {
    async insert({ id, owner, ...rest }: EndorsementInvitation, token: string): Promise<void> {
      const forgetAt = new Date(rest.expiresAt.getTime() + KEPT_MS);
      await model.create({ _id: id, ...owner, ...rest, tokenHash: hashOf(token), forgetAt });
    },
    find: async (id: string) => of(await model.findById(id).lean<Row>()),
    findByToken: async (token: string) =>
      of(await model.findOne({ tokenHash: hashOf(token) }).lean<Row>()),
    /** A course's, the newest first. */
    async list(owner: EndorsedOwner): Promise<EndorsementInvitation[]> {
      const { platformId, deploymentId, contextId } = owner;
      const rows = await model
        .find({ platformId, deploymentId, contextId })
        .sort({ createdAt: -1 })
        .limit(MOST_LISTED)
        .lean<Row[]>();
      return rows.map(fromRow);
    },
    /** Keeps what was written, while the link is open. @returns whether it was */
    async saveDraft(id: string, draft: EndorsementDraft): Promise<boolean> {
      const change = { $set: { draft }, $unset: { place: 1, validFrom: 1 } };
      return (await model.updateOne({ _id: id, state: 'open' }, change)).matchedCount === 1;
    },
    /** Notes what a look for the proof found, where the domain is still the one that was looked at. */
    async noteProof(id: string, token: string, at: Date, isFound: boolean): Promise<void> {
      const set = isFound
        ? { 'draft.checkedAt': at, 'draft.provenAt': at }
        : { 'draft.checkedAt': at };
      await model.updateOne({ _id: id, state: 'open', 'draft.token': token }, { $set: set });
    },
    /** Keeps a place and a time for what the endorser signs; of two who ask at once, one decides. */
    async keepPlace(
      id: string,
      place: NonNullable<EndorsementInvitation['place']>,
      validFrom: Date,
    ): Promise<EndorsementInvitation | null> {
      await model.updateOne(
        { _id: id, state: 'open', place: { $exists: false } },
        { $set: { place, validFrom } },
      );
      return of(await model.findById(id).lean<Row>());
    },
    /** Takes a link to endorse by it: of two forms that are sent at once, one goes first; the same form may come twice. */
    async take(id: string, now: Date, form: string): Promise<EndorsementInvitation | null> {
      const takenBy = hashOf(form);
      const stale = new Date(now.getTime() - PUBLISH_MS);
      const filter: object = {
        _id: id,
        expiresAt: { $gt: now },
        $or: [
          { state: 'open' },
          { state: 'publishing', takenBy },
          { state: 'publishing', takenAt: { $lte: stale } },
        ],
      };
      const change: UpdateQuery<Row> = { $set: { state: 'publishing', takenAt: now, takenBy } };
      return of(
        await model.findOneAndUpdate(filter, change, { returnDocument: 'after' }).lean<Row>(),
      );
    },
    /** Gives a link back that was taken in vain. */
    async release(id: string): Promise<void> {
      await model.updateOne({ _id: id, state: 'publishing' }, { $set: { state: 'open' } });
    },
    /** Ends a link; what was written goes. @returns whether it was open */
    async end(id: string, state: 'given' | 'declined' | 'withdrawn'): Promise<boolean> {
      const from = state === 'given' ? OPEN : ['open'];
      const ended = await model.updateOne({ _id: id, state: { $in: from } } as object, {
        $set: { state },
        $unset: { draft: 1, place: 1 },
      });
      return ended.matchedCount === 1;
    },
  };
}
