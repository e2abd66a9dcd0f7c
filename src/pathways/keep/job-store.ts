import { Schema } from 'mongoose';
import type { Connection } from '../../store/index.js';
import type { PathwayContent } from '../model/pathway.js';

/** Where a job finds people: what a rule or a pathway gave, what an issuer elsewhere gave, or those on the pathway. */
export type JobSource =
  | { readonly kind: 'rule'; readonly id: string }
  | { readonly kind: 'issuer'; readonly id: string }
  | { readonly kind: 'walks'; readonly id: string };

/** Up to where a job has come. */
export interface JobPlace {
  readonly source: number;
  readonly after: string;
}

/** What a job found so far. */
export interface JobCounts {
  readonly people: number;
  /** How many have each step, by its id. */
  readonly steps: Readonly<Record<string, number>>;
  /** How many have reached each milestone, by its group's id or `whole`. */
  readonly reached: Readonly<Record<string, number>>;
  /** How many of those have its badge already. */
  readonly had: Readonly<Record<string, number>>;
  /** How many steps that were done would count no more: of a move to another version. */
  readonly lost: number;
}

/**
 * Work over everybody whom a pathway concerns. `preview` counts who has what, of a drawing that need not be published; `moving`
 * the same of those on earlier versions; `give` looks at all, and `move` takes those on earlier versions along.
 */
export interface PathwayJob {
  readonly id: string;
  readonly pathwayId: string;
  readonly kind: 'preview' | 'moving' | 'give' | 'move';
  readonly content: PathwayContent;
  /** The revision of the drawing, or the version, that it is about. */
  readonly about: number;
  readonly sources: readonly JobSource[];
  readonly place: JobPlace;
  readonly counts: JobCounts;
  readonly startedAt: Date;
  readonly doneAt?: Date;
}

type JobRow = Omit<PathwayJob, 'id'> & { _id: string; expiresAt: Date };

const schema = new Schema<JobRow>(
  {
    _id: { type: String, required: true },
    pathwayId: { type: String, required: true },
    kind: { type: String, required: true },
    content: { type: Schema.Types.Mixed, required: true },
    about: { type: Number, required: true },
    sources: { type: [Object], required: true },
    place: { type: Object, required: true },
    counts: { type: Object, required: true },
    startedAt: { type: Date, required: true },
    doneAt: Date,
    expiresAt: { type: Date, required: true },
  },
  { collection: 'pathway_jobs', versionKey: false, minimize: false },
);
schema.index({ pathwayId: 1, startedAt: -1 });
schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
/** Kept as long as somebody may look at what it found: a month. */
const KEPT_MS = 31 * 86_400_000;

const MOST_LISTED = 20;
const fromRow = ({ _id, expiresAt: _expiresAt, ...rest }: JobRow): PathwayJob => ({
  ...rest,
  id: _id,
});

/** What one page of people adds to the counts. */
export type JobStep = Pick<PathwayJob, 'place' | 'counts'>;

export type JobStore = ReturnType<typeof createJobStore>;

/** @returns the store of work over everybody whom a pathway concerns */
export function createJobStore(connection: Connection) {
  const model = connection.model<JobRow>('PathwayJob', schema);
  return {
    async insert({ id, ...rest }: PathwayJob): Promise<void> {
      const expiresAt = new Date(rest.startedAt.getTime() + KEPT_MS);
      await model.create({ _id: id, ...rest, expiresAt });
    },
    async find(id: string): Promise<PathwayJob | null> {
      const row = await model.findById(id).lean<JobRow>();
      return row && fromRow(row);
    },
    /** The latest jobs of a pathway, the newest first. */
    async list(pathwayId: string): Promise<PathwayJob[]> {
      const rows = await model
        .find({ pathwayId })
        .sort({ startedAt: -1 })
        .limit(MOST_LISTED)
        .lean<JobRow[]>();
      return rows.map(fromRow);
    },
    /** Goes on to the next place with what was counted. @returns false where another worker was there first */
    async step({ id, place: from }: PathwayJob, { place, counts }: JobStep): Promise<boolean> {
      const filter = { _id: id, 'place.source': from.source, 'place.after': from.after };
      return (await model.updateOne(filter, { $set: { place, counts } })).modifiedCount === 1;
    },
    async finish(id: string, doneAt: Date): Promise<void> {
      await model.updateOne({ _id: id }, { $set: { doneAt } });
    },
  };
}
