import { Schema } from 'mongoose';
import { omitUndefined } from '../../base/index.js';
import { repeatUpsert, type Connection } from '../../store/index.js';
import type { StepState } from '../model/progress.js';

/** That a person is on a pathway, on which version, and how far. */
export interface Walk {
  readonly pathwayId: string;
  readonly personId: string;
  readonly platformId: string;
  readonly userId: string;
  /** The version they began; it stays theirs unless they are moved. */
  readonly version: number;
  readonly begunAt: Date;
  readonly state: StepState;
  /** The ids of the steps that are done, at the last look. */
  readonly done: readonly string[];
  /** The groups that are done, and `whole`. */
  readonly reached: readonly string[];
  readonly lookedAt: Date;
}

interface WalkRow extends Walk {
  _id: string;
  /** When it is looked at again, whether or not something was told. */
  lookAt: Date;
}

const schema = new Schema<WalkRow>(
  {
    // `<pathway>/<person>`: a person is on a pathway once.
    _id: { type: String, required: true },
    pathwayId: { type: String, required: true },
    personId: { type: String, required: true },
    platformId: { type: String, required: true },
    userId: { type: String, required: true },
    version: { type: Number, required: true },
    begunAt: { type: Date, required: true },
    state: { type: String, required: true },
    done: { type: [String], required: true },
    reached: { type: [String], required: true },
    lookedAt: { type: Date, required: true },
    lookAt: { type: Date, required: true },
  },
  { collection: 'pathway_walks', versionKey: false },
);
schema.index({ pathwayId: 1, _id: 1 });
schema.index({ pathwayId: 1, state: 1 });
schema.index({ pathwayId: 1, version: 1 });
schema.index({ personId: 1 });
schema.index({ platformId: 1 });
schema.index({ lookAt: 1 });

const MOST_OF_ONE = 500;
/** Whoever is on a pathway is looked at once a day, whatever was told of them. */
const AGAIN_MS = 86_400_000;

const walkId = ({ pathwayId, personId }: Pick<Walk, 'pathwayId' | 'personId'>): string =>
  `${pathwayId}/${personId}`;
const fromRow = ({ _id, lookAt: _lookAt, ...rest }: WalkRow): Walk => rest;
const again = (now: Date): Date => new Date(now.getTime() + AGAIN_MS);

export type WalkStore = ReturnType<typeof createWalkStore>;

/** @returns the store of who is on which pathway */
export function createWalkStore(connection: Connection) {
  const model = connection.model<WalkRow>('PathwayWalk', schema);
  return {
    async find(pathwayId: string, personId: string): Promise<Walk | null> {
      const row = await model.findById(walkId({ pathwayId, personId })).lean<WalkRow>();
      return row && fromRow(row);
    },

    /** Begins a walk. @returns the one that is there: of two who begin it at the same time the first one's version counts */
    async begin(walk: Walk): Promise<Walk> {
      const _id = walkId(walk);
      const row = await repeatUpsert(() =>
        model
          .findOneAndUpdate(
            { _id },
            { $setOnInsert: { ...walk, lookAt: again(walk.lookedAt) } },
            { upsert: true, returnDocument: 'after' },
          )
          .lean<WalkRow>()
          .exec(),
      );
      return row === null ? walk : fromRow(row);
    },

    /** Notes how far a person is, for lists: what they get is decided from what they hold. */
    async note(
      walk: Pick<Walk, 'pathwayId' | 'personId' | 'version'>,
      set: Pick<Walk, 'state' | 'done' | 'reached' | 'lookedAt'>,
    ): Promise<void> {
      await model.updateOne(
        { _id: walkId(walk), version: walk.version },
        { $set: { ...set, lookAt: again(set.lookedAt) } },
      );
    },

    /** Moves a person to another version. @returns false where they were on it, or have moved since */
    async move(walk: Walk, version: number): Promise<boolean> {
      const filter = { _id: walkId(walk), version: walk.version };
      return (await model.updateOne(filter, { $set: { version } })).modifiedCount === 1;
    },

    /** Those on a pathway in the order of ids, from after the person `after`. */
    async list(
      pathwayId: string,
      after: string,
      limit: number,
      { state }: { readonly state?: StepState | undefined } = {},
    ): Promise<Walk[]> {
      const _id = after === '' ? undefined : { $gt: walkId({ pathwayId, personId: after }) };
      const rows = await model
        .find(omitUndefined({ pathwayId, state, _id }))
        .sort({ _id: 1 })
        .limit(limit)
        .lean<WalkRow[]>();
      return rows.map(fromRow);
    },

    async ofPerson(personId: string): Promise<Walk[]> {
      const rows = await model.find({ personId }).limit(MOST_OF_ONE).lean<WalkRow[]>();
      return rows.map(fromRow);
    },

    /** Counts those on a pathway: all, those on an earlier version than `latest`, and those who have done the whole. */
    async count(pathwayId: string, latest: number) {
      const [all, earlier, done] = await Promise.all([
        model.countDocuments({ pathwayId }),
        model.countDocuments({ pathwayId, version: { $lt: latest } }),
        model.countDocuments({ pathwayId, state: 'done' }),
      ]);
      return { all, earlier, done };
    },

    /** Those who have not been looked at for long, the longest first. */
    async listDue(now: Date, limit: number): Promise<Walk[]> {
      const rows = await model
        .find({ lookAt: { $lte: now } })
        .sort({ lookAt: 1 })
        .limit(limit)
        .lean<WalkRow[]>();
      return rows.map(fromRow);
    },

    /** Puts the next look off, before it is made: another worker takes others. */
    async postpone(walks: readonly Walk[], now: Date): Promise<void> {
      await model.updateMany({ _id: { $in: walks.map(walkId) } }, { $set: { lookAt: again(now) } });
    },

    async forgetPerson(personId: string): Promise<void> {
      await model.deleteMany({ personId });
    },
  };
}
