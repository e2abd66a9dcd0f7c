import { Schema } from 'mongoose';
import { omitUndefined } from '../base/index.js';
import { UNTOLD_FIELDS, UNTOLD_INDEX, type Untold, withoutUntold } from '../events/index.js';
import type { CourseKey } from '../grades/index.js';
import type { CourseCheck } from './course-check.js';

/** A course's check as it is stored. */
export interface CheckRow extends Omit<CourseCheck, 'tenant'>, CourseKey, Untold {
  _id: string;
  /** The process that looks at the course now, and until when it is taken to live. */
  readonly claimedBy?: string;
  readonly claimedUntil?: Date;
}

export const schema = new Schema<CheckRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    checkedAt: Date,
    nextAt: { type: Date, required: true },
    failures: { type: Number, required: true },
    failure: Schema.Types.Mixed,
    unread: Schema.Types.Mixed,
    gaps: Schema.Types.Mixed,
    // The field is absent, and no empty list, in the rows of courses where all is well.
    inputFailures: { type: Schema.Types.Mixed },
    oddRows: { type: Schema.Types.Mixed },
    changedAt: Date,
    stirredAt: Date,
    wantedAt: Date,
    begun: Number,
    claimedBy: String,
    claimedUntil: Date,
    digests: { type: Schema.Types.Mixed, required: true },
    seen: { type: Schema.Types.Mixed },
    habits: { type: [Number], default: undefined },
    ...UNTOLD_FIELDS,
  },
  { versionKey: false, minimize: false, collection: 'course_checks' },
);
schema.index({ nextAt: 1 });
schema.index(...UNTOLD_INDEX);
schema.index({ platformId: 1, nextAt: 1 });
// What the pages on health ask for, of all platforms and of one: the latest read, and those that fail.
schema.index({ checkedAt: -1 }, { sparse: true });
schema.index({ platformId: 1, checkedAt: -1 });
schema.index({ failures: -1 });
schema.index({ platformId: 1, failures: -1 });

/** A row without what is another's: who has it claimed, and what of it is still to be told. */
export function fromRow(row: CheckRow): CourseCheck {
  const { platformId, deploymentId, contextId, ...rest } = withoutUntold(row);
  const gone = { _id: undefined, claimedBy: undefined, claimedUntil: undefined };
  return {
    tenant: { platformId, deploymentId, contextId },
    ...omitUndefined({ ...rest, ...gone }),
  };
}
