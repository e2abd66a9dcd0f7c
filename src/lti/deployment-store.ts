import { Schema } from 'mongoose';
import { isDuplicateKey, type Connection } from '../store/index.js';
import type { Deployment } from './platform.js';

const schema = new Schema<Deployment>(
  {
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    status: { type: String, required: true },
    frameOrigins: { type: [String], required: true },
    firstSeenAt: { type: Date, required: true },
    lastLaunchAt: Date,
  },
  { versionKey: false, collection: 'lti_deployments' },
);
schema.index({ platformId: 1, deploymentId: 1 }, { unique: true });

/** How many frame origins a deployment may prove: a school has a few, an attack has many. */
const MAX_FRAME_ORIGINS = 20;

export interface DeploymentStore {
  find(platformId: string, deploymentId: string): Promise<Deployment | null>;
  /** Of one platform, or of all; the ones that wait come first. */
  list(platformId?: string): Promise<Deployment[]>;
  /** Inserts it unless there is one already, and gives what there is now. */
  ensure(deployment: Deployment): Promise<Deployment>;
  setStatus(
    platformId: string,
    deploymentId: string,
    status: Deployment['status'],
  ): Promise<boolean>;
  /** Notes a validated launch and the origins it proved. */
  launched(
    platformId: string,
    deploymentId: string,
    at: Date,
    origins: readonly string[],
  ): Promise<void>;
}

export function createDeploymentStore(connection: Connection): DeploymentStore {
  const model = connection.model<Deployment>('LtiDeployment', schema);
  const find = (platformId: string, deploymentId: string) =>
    model.findOne({ platformId, deploymentId }).select('-_id').lean<Deployment>();
  return {
    find,
    async list(platformId) {
      const found = await model
        .find(platformId === undefined ? {} : { platformId })
        .sort({ status: -1, firstSeenAt: 1 })
        .select('-_id')
        .lean<Deployment[]>();
      return found;
    },
    async ensure(deployment) {
      const existing = await find(deployment.platformId, deployment.deploymentId);
      if (existing) return existing;
      try {
        await model.create(deployment);
        return deployment;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await find(deployment.platformId, deployment.deploymentId)) ?? deployment;
      }
    },
    async setStatus(platformId, deploymentId, status) {
      const result = await model.updateOne({ platformId, deploymentId }, { $set: { status } });
      return result.matchedCount === 1;
    },
    async launched(platformId, deploymentId, at, origins) {
      const key = { platformId, deploymentId };
      await model.updateOne(key, { $set: { lastLaunchAt: at } });
      const known = (await find(platformId, deploymentId))?.frameOrigins ?? [];
      const fresh = origins.filter((origin) => !known.includes(origin));
      if (fresh.length === 0 || known.length + fresh.length > MAX_FRAME_ORIGINS) return;
      await model.updateOne(key, { $addToSet: { frameOrigins: { $each: fresh } } });
    },
  };
}
