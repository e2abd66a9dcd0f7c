import { Schema } from 'mongoose';
import { omitUndefined, randomId } from '../../base/index.js';
import { isDuplicateKey, repeatUpsert, type Connection } from '../../store/index.js';
import type { Deployment, DeploymentSettings } from './platform.js';

const schema = new Schema<Deployment>(
  {
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    // Absent and empty differ: with an empty list no launch names the deployment.
    launchIds: { type: [String], default: undefined },
    status: { type: String, required: true },
    frameOrigins: { type: [String], required: true },
    // Absent and empty differ: without its own list a deployment has its platform's.
    ownFrameOrigins: { type: [String], default: undefined },
    badgePolicy: Schema.Types.Mixed,
    firstSeenAt: { type: Date, required: true },
    lastLaunchAt: Date,
  },
  { versionKey: false, collection: 'lti_deployments' },
);
schema.index({ platformId: 1, deploymentId: 1 }, { unique: true });
schema.index({ platformId: 1, launchIds: 1 });

/**
 * How many frame origins a deployment keeps, the oldest being dropped first: a school has a few, an attacker may prove
 * many.
 */
const MAX_FRAME_ORIGINS = 20;

export interface DeploymentStore {
  find(platformId: string, deploymentId: string): Promise<Deployment | null>;
  /** Finds the deployment that launches name by this id: its own, or that of a deployment that it continues. */
  findByLaunch(platformId: string, launchId: string): Promise<Deployment | null>;
  /** Lists the deployments of one platform, or of all; those that wait come first. */
  list(platformId?: string): Promise<Deployment[]>;
  /** Inserts a deployment, unless launches of its id already have one. @returns the one that there is now */
  ensure(deployment: Deployment): Promise<Deployment>;
  /** Inserts a deployment, unless one is kept under its id. */
  put(deployment: Deployment): Promise<void>;
  /** Sets the ids by which launches name a deployment from now on, and its status. */
  rename(
    platformId: string,
    deploymentId: string,
    change: Pick<Deployment, 'launchIds'> & Partial<Pick<Deployment, 'status'>>,
  ): Promise<void>;
  remove(platformId: string, deploymentId: string): Promise<void>;
  setStatus(
    platformId: string,
    deploymentId: string,
    status: Deployment['status'],
  ): Promise<boolean>;
  /**
   * Changes a deployment's own settings; one that is undefined falls back to its platform's. @returns false where there
   * is no such deployment
   */
  change(
    platformId: string,
    deploymentId: string,
    settings: { readonly [K in keyof DeploymentSettings]: DeploymentSettings[K] | undefined },
  ): Promise<boolean>;
  /** Records a verified launch and the origins that it proved. */
  launched(
    platformId: string,
    deploymentId: string,
    at: Date,
    origins: readonly string[],
  ): Promise<void>;
}

/** @returns the store of deployments */
export function createDeploymentStore(connection: Connection): DeploymentStore {
  const model = connection.model<Deployment>('LtiDeployment', schema);
  const find = (platformId: string, deploymentId: string) =>
    model.findOne({ platformId, deploymentId }).select('-_id').lean<Deployment>().exec();
  const findByLaunch = async (platformId: string, launchId: string) => {
    const named = await model
      .findOne({ platformId, launchIds: launchId })
      .select('-_id')
      .lean<Deployment>();
    if (named) return named;
    const own = await find(platformId, launchId);
    return own?.launchIds === undefined ? own : null;
  };
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
    findByLaunch,
    async ensure(deployment) {
      const { platformId, deploymentId: launchId } = deployment;
      const existing = await findByLaunch(platformId, launchId);
      if (existing) return existing;
      // Moodle numbers deployments: a new one may get the number that an earlier registration's had.
      const isTaken = (await find(platformId, launchId)) !== null;
      const fresh = isTaken
        ? { ...deployment, deploymentId: `${launchId}~${randomId()}`, launchIds: [launchId] }
        : deployment;
      try {
        await model.create(fresh);
        return fresh;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return (await findByLaunch(platformId, launchId)) ?? fresh;
      }
    },
    async put({ platformId, deploymentId, ...rest }) {
      const key = { platformId, deploymentId };
      await repeatUpsert(() => model.updateOne(key, { $setOnInsert: rest }, { upsert: true }));
    },
    async rename(platformId, deploymentId, change) {
      await model.updateOne({ platformId, deploymentId }, { $set: change });
    },
    async remove(platformId, deploymentId) {
      await model.deleteOne({ platformId, deploymentId });
    },
    async setStatus(platformId, deploymentId, status) {
      const result = await model.updateOne({ platformId, deploymentId }, { $set: { status } });
      return result.matchedCount === 1;
    },
    async change(platformId, deploymentId, settings) {
      const gone = Object.entries(settings).filter(([, value]) => value === undefined);
      const update = omitUndefined({
        $set: omitUndefined(settings),
        $unset: gone.length === 0 ? undefined : Object.fromEntries(gone.map(([name]) => [name, 1])),
      });
      const result = await model.updateOne({ platformId, deploymentId }, update);
      return result.matchedCount === 1;
    },
    async launched(platformId, deploymentId, at, origins) {
      const key = { platformId, deploymentId };
      await model.updateOne(key, { $set: { lastLaunchAt: at } });
      const known = (await find(platformId, deploymentId))?.frameOrigins ?? [];
      const fresh = origins.filter((origin) => !known.includes(origin));
      if (fresh.length === 0) return;
      const frameOrigins = { $each: fresh, $slice: -MAX_FRAME_ORIGINS };
      await model.updateOne(key, { $push: { frameOrigins } });
    },
  };
}
