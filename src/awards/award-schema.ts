import { Schema } from 'mongoose';
import { type Untold, UNTOLD_FIELDS, withoutUntold } from '../events/index.js';
import type { CourseKey } from '../grades/index.js';
import type { Award } from './award.js';
import type { RosterDue } from './roster-due.js';

export interface AwardRow
  extends Omit<Award, 'id' | 'tenant'>, CourseKey, Partial<RosterDue>, Untold {
  _id: string;
}

/** Awards whose grade fell below the mark after they were made, or whose person turned out to teach. */
export const FALLEN = { 'fall.since': { $exists: true } };

export const schema = new Schema<AwardRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    ruleId: { type: String, required: true },
    achievementId: { type: String, required: true },
    achievementVersion: { type: Number, required: true },
    personKey: { type: String, required: true },
    userId: { type: String, required: true },
    cycle: { type: Number, required: true },
    state: { type: String, required: true },
    todo: String,
    by: { type: String, required: true },
    actor: String,
    reason: String,
    batch: String,
    awardedAt: { type: Date, required: true },
    notifyAfter: Date,
    notNotified: Boolean,
    results: { type: Schema.Types.Mixed, required: true },
    origin: Schema.Types.Mixed,
    parts: Schema.Types.Mixed,
    evidence: Schema.Types.Mixed,
    fall: Schema.Types.Mixed,
    revokedFor: String,
    takenAt: Date,
    retraction: Schema.Types.Mixed,
    period: Number,
    renews: String,
    validUntil: Date,
    remindAt: Date,
    rosterDue: String,
    ...UNTOLD_FIELDS,
  },
  { versionKey: false, minimize: false, collection: 'awards' },
);

export function toRow({ id, tenant, ...rest }: Award): AwardRow {
  return { _id: id, ...tenant, ...rest };
}

export function fromRow({
  _id,
  platformId,
  deploymentId,
  contextId,
  rosterDue: _due,
  ...rest
}: AwardRow): Award {
  const tenant = { platformId, deploymentId, contextId };
  return { id: _id, tenant, ...withoutUntold(rest) };
}
