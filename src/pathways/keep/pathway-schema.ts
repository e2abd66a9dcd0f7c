import { Schema } from 'mongoose';
import type { Pathway, PathwayOwner, PathwayVersion } from '../model/pathway.js';

/** A pathway as it is stored. */
export interface PathwayRow extends Omit<Pathway, 'id' | 'owner'>, PathwayOwner {
  _id: string;
  /** What the steps of any published version name: people may still walk an earlier one. */
  achievementIds: string[];
  issuerIds: string[];
  milestoneIds: string[];
}

export type VersionRow = PathwayVersion & { _id: string };

export const pathwaySchema = new Schema<PathwayRow>(
  {
    _id: { type: String, required: true },
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    contextId: { type: String, required: true },
    state: { type: String, required: true },
    latestVersion: { type: Number, required: true },
    draft: { type: Schema.Types.Mixed, default: null },
    former: { type: Schema.Types.Mixed, default: null },
    revision: { type: Number, required: true },
    name: { type: String, default: '' },
    updatedAt: { type: Date, required: true },
    waiting: { type: Schema.Types.Mixed, default: undefined },
    sentBack: String,
    achievementIds: { type: [String], required: true },
    issuerIds: { type: [String], required: true },
    milestoneIds: { type: [String], required: true },
  },
  { collection: 'pathways', versionKey: false, minimize: false },
);
pathwaySchema.index({ platformId: 1, deploymentId: 1, contextId: 1, _id: 1 });
pathwaySchema.index({ platformId: 1, deploymentId: 1, _id: 1 });
pathwaySchema.index({ state: 1, _id: 1 });
pathwaySchema.index({ 'waiting.since': 1 }, { sparse: true });
pathwaySchema.index(
  { platformId: 1, 'waiting.since': 1 },
  { partialFilterExpression: { 'waiting.since': { $exists: true } } },
);
pathwaySchema.index(
  { platformId: 1, deploymentId: 1, 'waiting.since': 1 },
  { partialFilterExpression: { 'waiting.since': { $exists: true } } },
);
pathwaySchema.index({ achievementIds: 1 });
pathwaySchema.index({ issuerIds: 1 });
pathwaySchema.index({ milestoneIds: 1 });

export const versionSchema = new Schema<VersionRow>(
  {
    // `<pathway>/<version>`: this index decides who makes a version.
    _id: { type: String, required: true },
    pathwayId: { type: String, required: true },
    version: { type: Number, required: true },
    content: { type: Schema.Types.Mixed, required: true },
    publishedAt: { type: Date, required: true },
    backfill: { type: Boolean, required: true },
  },
  { collection: 'pathway_versions', versionKey: false, minimize: false },
);
