import { Schema } from 'mongoose';
import type { Connection } from '../store/index.js';
import type { Launch } from './launch.js';

type LaunchRecord = Omit<Launch, 'id'> & { readonly _id: string };

const mixed = { type: Schema.Types.Mixed, required: true };
const schema = new Schema<LaunchRecord>(
  {
    _id: String,
    platformId: { type: String, required: true },
    deploymentId: { type: String, required: true },
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
/** A launch is what a session stands on; it outlives the longest session (12 h) by a little and is then forgotten. */
schema.index({ launchedAt: 1 }, { expireAfterSeconds: 24 * 3600 });

export interface LaunchStore {
  insert(launch: Launch): Promise<void>;
  find(id: string): Promise<Launch | null>;
}

export function createLaunchStore(connection: Connection): LaunchStore {
  const model = connection.model<LaunchRecord>('LtiLaunch', schema);
  return {
    async insert({ id, ...launch }) {
      await model.create({ _id: id, ...launch });
    },
    async find(id) {
      const found = await model.findById(id).lean<LaunchRecord>();
      if (!found) return null;
      const { _id, ...launch } = found;
      return { id: _id, ...launch };
    },
  };
}
