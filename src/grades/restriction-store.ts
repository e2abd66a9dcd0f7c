import { createHash } from 'node:crypto';
import { Schema } from 'mongoose';
import type { Connection } from '../store/index.js';
import { courseKeyText, type CourseKey } from './grade.js';

/** What was observed of an activity's restriction; the platform does not tell whether there is one. */
export interface Restriction {
  readonly linkId: string;
  /** When somebody was last excluded. */
  readonly filteredAt?: Date;
  /** How many were excluded then, of how many learners. */
  readonly barred?: number;
  readonly learners?: number;
  /** When an instructor confirmed that everybody has passed; it counts until somebody is excluded again. */
  readonly confirmedAt?: Date;
}

interface RestrictionRow extends Restriction, CourseKey {
  _id: string;
}

const text = { type: String, required: true };
const schema = new Schema<RestrictionRow>(
  {
    _id: text,
    platformId: text,
    deploymentId: text,
    contextId: text,
    linkId: text,
    filteredAt: Date,
    barred: Number,
    learners: Number,
    confirmedAt: Date,
  },
  { versionKey: false, collection: 'restrictions' },
);
schema.index({ platformId: 1 });

/** @returns the id of a course's activity; the unique index on it serves as the lock */
export const restrictionId = (course: CourseKey, linkId: string): string =>
  createHash('sha256')
    .update(`${courseKeyText(course)} ${linkId}`)
    .digest('base64url')
    .slice(0, 22);

/** Records, for each activity of a course, that its restriction has excluded somebody. */
export interface RestrictionStore {
  get(course: CourseKey, linkId: string): Promise<Restriction>;
  noteFiltered(
    course: CourseKey,
    linkId: string,
    seen: { barred: number; learners: number; at: Date },
  ): Promise<void>;
  /** Records that an instructor says that the activity is restricted and everybody has passed. */
  confirm(course: CourseKey, linkId: string, at: Date): Promise<void>;
}

/** @returns the store of restrictions */
export function createRestrictionStore(connection: Connection): RestrictionStore {
  const model = connection.model<RestrictionRow>('Restriction', schema);
  const write = async (course: CourseKey, linkId: string, update: object) => {
    const { platformId, deploymentId, contextId } = course;
    const key = { platformId, deploymentId, contextId, linkId };
    await model.updateOne(
      { _id: restrictionId(course, linkId) },
      { ...update, $setOnInsert: key },
      { upsert: true },
    );
  };
  return {
    async get(course, linkId) {
      const row = await model.findById(restrictionId(course, linkId)).lean<RestrictionRow>();
      return row ?? { linkId };
    },
    noteFiltered: (course, linkId, { at: filteredAt, barred, learners }) =>
      write(course, linkId, {
        $set: { filteredAt, barred, learners },
        $unset: { confirmedAt: '' },
      }),
    confirm: (course, linkId, confirmedAt) => write(course, linkId, { $set: { confirmedAt } }),
  };
}
