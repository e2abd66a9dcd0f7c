import { Schema } from 'mongoose';
import { omitUndefined } from '../../base/index.js';
import { orderedId, repeatUpsert, type Connection } from '../../store/index.js';

/** That a milestone has been given to a person, or is about to be: at most once, whatever the version. */
export interface Claim {
  readonly pathwayId: string;
  /** The milestone's achievement. */
  readonly achievementId: string;
  /** A group's id, or `whole`. */
  readonly of: string;
  readonly personId: string;
  readonly platformId: string;
  readonly userId: string;
  /** The award, known before it is made: whoever goes on after a crash makes the same. */
  readonly awardId: string;
  /** The pathway's version by which it was reached. */
  readonly version: number;
  readonly claimedAt: Date;
  /** What is still to be done. */
  readonly todo?: 'give' | 'take';
  /** It was claimed and not given: a step was lost in between. It is given once it is reached again. */
  readonly isPutOff?: boolean;
  /** Since when a step of it is missing. */
  readonly lostSince?: Date;
  /** When it is revoked for that; absent: people decide. */
  readonly lostDueAt?: Date;
  /** Somebody looked at the loss, and kept the badge. */
  readonly isKept?: boolean;
}

type ClaimRow = Claim & {
  _id: string;
  /** From when on whoever finds it unfinished goes on. */
  againAt: Date;
};

const schema = new Schema<ClaimRow>(
  {
    // `<achievement>/<person>`: this index is the lock of giving.
    _id: { type: String, required: true },
    pathwayId: { type: String, required: true },
    achievementId: { type: String, required: true },
    of: { type: String, required: true },
    personId: { type: String, required: true },
    platformId: { type: String, required: true },
    userId: { type: String, required: true },
    awardId: { type: String, required: true },
    version: { type: Number, required: true },
    claimedAt: { type: Date, required: true },
    againAt: { type: Date, required: true },
    todo: String,
    isPutOff: Boolean,
    lostSince: Date,
    lostDueAt: Date,
    isKept: Boolean,
  },
  { collection: 'pathway_claims', versionKey: false },
);
schema.index({ personId: 1 });
schema.index({ platformId: 1 });
schema.index({ againAt: 1 }, { partialFilterExpression: { todo: { $exists: true } } });
schema.index({ lostDueAt: 1 }, { sparse: true });
schema.index(
  { pathwayId: 1, lostSince: 1 },
  { partialFilterExpression: { lostSince: { $exists: true } } },
);

const MOST_OF_ONE = 2_000;
const claimId = ({ achievementId, personId }: Pick<Claim, 'achievementId' | 'personId'>): string =>
  `${achievementId}/${personId}`;
const fromRow = ({ _id, againAt: _againAt, ...rest }: ClaimRow): Claim => rest;

export type ClaimStore = ReturnType<typeof createClaimStore>;

/** @returns the store of milestones that people were given */
export function createClaimStore(connection: Connection) {
  const model = connection.model<ClaimRow>('PathwayClaim', schema);
  const set = async (claim: Claim, update: object): Promise<void> => {
    await model.updateOne({ _id: claimId(claim) }, update);
  };
  return {
    /** Claims a milestone for a person. @returns the claim that counts: this one, or the one that was there */
    async open(claim: Omit<Claim, 'awardId' | 'todo'>): Promise<Claim> {
      const _id = claimId(claim);
      const fresh: Claim = { ...claim, awardId: orderedId(), todo: 'give' };
      const row = await repeatUpsert(() =>
        model
          .findOneAndUpdate(
            { _id },
            { $setOnInsert: { ...fresh, againAt: fresh.claimedAt } },
            { upsert: true, returnDocument: 'after' },
          )
          .lean<ClaimRow>()
          .exec(),
      );
      return row === null ? fresh : fromRow(row);
    },

    async ofPerson(personId: string): Promise<Claim[]> {
      const rows = await model.find({ personId }).limit(MOST_OF_ONE).lean<ClaimRow[]>();
      return rows.map(fromRow);
    },

    async find(achievementId: string, personId: string): Promise<Claim | null> {
      const row = await model.findById(claimId({ achievementId, personId })).lean<ClaimRow>();
      return row && fromRow(row);
    },

    begin: (claim: Claim, todo: 'give' | 'take') =>
      set(claim, { $set: { todo }, $unset: { isPutOff: 1 } }),

    /** What was claimed is not reached any more, and was not given. */
    putOff: (claim: Claim) => set(claim, { $set: { isPutOff: true }, $unset: { todo: 1 } }),

    /** Nothing is left to be done for it. */
    settle: (claim: Claim) => set(claim, { $unset: { todo: 1 } }),

    noteLoss: (claim: Claim, lostSince: Date, lostDueAt: Date | undefined) =>
      set(claim, { $set: omitUndefined({ lostSince, lostDueAt }) }),

    /** Its steps are all there again, or there is nothing more to be decided. */
    endLoss: (claim: Claim) => set(claim, { $unset: { lostSince: 1, lostDueAt: 1, isKept: 1 } }),

    /** Somebody keeps the badge, whatever is missing. */
    keep: (claim: Claim) => set(claim, { $set: { isKept: true }, $unset: { lostDueAt: 1 } }),

    /** Those of a pathway about which somebody has to decide. */
    async listLost(pathwayId: string, limit: number): Promise<Claim[]> {
      const rows = await model
        .find({ pathwayId, lostSince: { $exists: true }, isKept: { $ne: true } })
        .sort({ lostSince: 1 })
        .limit(limit)
        .lean<ClaimRow[]>();
      return rows.map(fromRow);
    },

    /** What a crash may have left, and losses whose grace is over; the oldest first. */
    async listDue(now: Date, unfinishedBefore: Date, limit: number): Promise<Claim[]> {
      const [unfinished, lost] = await Promise.all([
        model
          .find({ todo: { $exists: true }, againAt: { $lte: unfinishedBefore } })
          .sort({ againAt: 1 })
          .limit(limit)
          .lean<ClaimRow[]>(),
        model
          .find({ lostDueAt: { $lte: now } })
          .sort({ lostDueAt: 1 })
          .limit(limit)
          .lean<ClaimRow[]>(),
      ]);
      return [...unfinished, ...lost].map(fromRow);
    },

    /** Puts the next look at these off, before it is made: one that cannot be finished now holds up no other. */
    async postpone(claims: readonly Claim[], until: Date): Promise<void> {
      const idsOf = (list: readonly Claim[]) => ({ $in: list.map(claimId) });
      const lost = claims.filter(({ lostDueAt }) => lostDueAt !== undefined);
      await model.updateMany({ _id: idsOf(claims) }, { $set: { againAt: until } });
      if (lost.length > 0)
        await model.updateMany(
          { _id: idsOf(lost), lostDueAt: { $lt: until } },
          { $set: { lostDueAt: until } },
        );
    },
  };
}
