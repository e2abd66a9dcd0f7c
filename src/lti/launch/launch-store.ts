import { Schema } from 'mongoose';
import { keepBriefly } from '../../base/index.js';
import { insertRow, type Connection } from '../../store/index.js';
import type { Launch } from './launch.js';

type LaunchRecord = Omit<Launch, 'id'> & { readonly _id: string };

const mixed = { type: Schema.Types.Mixed, required: true };
const schema = new Schema<LaunchRecord>(
  {
    _id: String,
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
    launchDeploymentId: String,
    messageType: { type: String, required: true },
    targetLinkUri: { type: String, required: true },
    context: mixed,
    resourceLink: Schema.Types.Mixed,
    user: mixed,
    roles: { type: [String], required: true },
    services: mixed,
    custom: mixed,
    presentation: mixed,
    deepLinking: Schema.Types.Mixed,
    platform: mixed,
    launchedAt: { type: Date, required: true },
  },
  { versionKey: false, minimize: false, collection: 'lti_launches' },
);
schema.index({ platformId: 1, 'user.id': 1, launchedAt: -1 });
/** Sessions refer to a launch. It is kept a little longer than the longest session (12 h) and then removed. */
schema.index({ launchedAt: 1 }, { expireAfterSeconds: 24 * 3600 });

/** A launch never changes; the page that follows it asks for it at once. */
const KEPT_MS = 10_000;
const MOST_KEPT = 1_000;

export interface LaunchStore {
  insert(launch: Launch): Promise<void>;
  /** Finds a launch; one that this process stored within the last seconds without asking. */
  find(id: string): Promise<Launch | null>;
  /** Lists the launches of some people of a platform, in every course, the newest first. */
  listOf(platformId: string, userIds: readonly string[]): Promise<Launch[]>;
  /** As {@link listOf}, for one person: only what tells which sessions the launches opened, and as whom. */
  listRolesOf(platformId: string, userId: string): Promise<LaunchRoles[]>;
  remove(ids: readonly string[]): Promise<void>;
}

/** Where and as whom somebody launched. */
export type LaunchRoles = Pick<Launch, 'id' | 'platformId' | 'deploymentId' | 'roles'> & {
  readonly context: Pick<Launch['context'], 'id'>;
  readonly user: Pick<Launch['user'], 'id'>;
};

const toLaunch = ({ _id, ...launch }: LaunchRecord): Launch => ({ id: _id, ...launch });

/** @returns the store of launches */
export function createLaunchStore(connection: Connection): LaunchStore {
  const model = connection.model<LaunchRecord>('LtiLaunch', schema);
  const kept = keepBriefly<Launch>({ ms: KEPT_MS, most: MOST_KEPT, isKept: () => false });
  return {
    async insert(launch) {
      const { id, ...rest } = launch;
      await insertRow(model, { _id: id, ...rest });
      kept.put(id, launch);
    },
    find: (id) =>
      kept.get(id, async () => {
        const found = await model.findById(id).lean<LaunchRecord>();
        return found && toLaunch(found);
      }),
    async listOf(platformId, userIds) {
      const found = await model
        .find({ platformId, 'user.id': { $in: [...userIds] } })
        .sort({ launchedAt: -1 })
        .lean<LaunchRecord[]>();
      return found.map(toLaunch);
    },
    async listRolesOf(platformId, userId) {
      const found = await model
        .find({ platformId, 'user.id': { $in: [userId] } })
        .select('platformId deploymentId roles context.id user.id')
        .sort({ launchedAt: -1 })
        .lean<(Omit<LaunchRoles, 'id'> & { readonly _id: string })[]>();
      return found.map(({ _id, ...rest }) => ({ id: _id, ...rest }));
    },
    async remove(ids) {
      if (ids.length > 0) await model.deleteMany({ _id: { $in: [...ids] } });
      for (const id of ids) kept.forget(id);
    },
  };
}
