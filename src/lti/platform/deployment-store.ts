import { Schema } from 'mongoose';
import { omitUndefined, randomId } from '../../base/index.js';
import { isDuplicateKey, repeatUpsert, type Connection } from '../../store/index.js';
import type { Deployment, DeploymentSettings } from './platform.js';

const schema = new Schema<Deployment>(
  {
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    // Absent is not empty: a deployment that nothing names any more has none.
    launchIds: { type: [String], default: undefined },
    status: { type: String, required: true },
    frameOrigins: { type: [String], required: true },
    // Absent is not empty: without a list of its own the platform's counts.
    ownFrameOrigins: { type: [String], default: undefined },
    badgePolicy: Schema.Types.Mixed,
    firstSeenAt: { type: Date, required: true },
    lastLaunchAt: Date,
  },
  { versionKey: false, collection: 'lti_deployments' },
);
schema.index({ platformId: 1, deploymentId: 1 }, { unique: true });
schema.index({ platformId: 1, launchIds: 1 });

/** How many frame origins a deployment may prove: a school has a few, an attack has many. The oldest goes first. */
const MAX_FRAME_ORIGINS = 20;

export interface DeploymentStore {
  find(platformId: string, deploymentId: string): Promise<Deployment | null>;
  /** The one that launches name by this id: its own, or that of a deployment that it continues. */
  findByLaunch(platformId: string, launchId: string): Promise<Deployment | null>;
  /** Of one platform, or of all; the ones that wait come first. */
  list(platformId?: string): Promise<Deployment[]>;
  /** Inserts it unless launches of its id have one already, and gives what there is now. */
  ensure(deployment: Deployment): Promise<Deployment>;
  /** Inserts it unless there is one that is kept by its id. */
  put(deployment: Deployment): Promise<void>;
  /** Says by which ids launches name it from now on, and whether they may. */
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
  /** Gives it settings of its own; what is undefined is its platform's again. False where there is no such deployment. */
  change(
    platformId: string,
    deploymentId: string,
    settings: { readonly [K in keyof DeploymentSettings]: DeploymentSettings[K] | undefined },
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
      // Platforms count their deployments: a new one may get the number that an earlier registration's had.
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
