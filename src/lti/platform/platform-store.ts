import { Schema } from 'mongoose';
import { Conflict, randomId, type Clock } from '../../base/index.js';
import { isDuplicateKey, type Connection } from '../../store/index.js';
import { DEFAULT_BADGE_POLICY, type NewPlatform, type Platform } from './platform.js';

type PlatformRecord = Omit<Platform, 'id'> & { readonly _id: string };

const schema = new Schema<PlatformRecord>(
  {
    _id: String,
    name: { type: String, required: true },
    family: { type: String, required: true },
    issuer: { type: String, required: true },
    clientId: { type: String, required: true },
    authorizationUrl: { type: String, required: true },
    tokenUrl: { type: String, required: true },
    tokenAudience: String,
    jwksUrl: { type: String, required: true },
    status: { type: String, required: true },
    deploymentPolicy: { type: String, required: true },
    frameOrigins: { type: [String], required: true },
    serviceOrigins: { type: [String], default: undefined },
    badgePolicy: Schema.Types.Mixed,
    isOneTenant: Boolean,
    retention: Schema.Types.Mixed,
    continuedBy: String,
    createdAt: { type: Date, required: true },
  },
  { versionKey: false, collection: 'lti_platforms' },
);
schema.index({ issuer: 1, clientId: 1 }, { unique: true });

export interface PlatformStore {
  /** @throws Conflict `platform_exists` when (issuer, client_id) is registered already */
  add(platform: NewPlatform): Promise<Platform>;
  find(id: string): Promise<Platform | null>;
  findByIssuer(issuer: string): Promise<Platform[]>;
  list(): Promise<Platform[]>;
  /** Changes the given fields. @returns false where there is no such platform */
  change(id: string, changes: Partial<Omit<Platform, 'id' | 'createdAt'>>): Promise<boolean>;
  remove(id: string): Promise<void>;
}

function toPlatform({ _id, ...rest }: PlatformRecord): Platform {
  return { id: _id, ...rest, badgePolicy: rest.badgePolicy ?? DEFAULT_BADGE_POLICY };
}

/** @returns the store of platforms */
export function createPlatformStore(connection: Connection, clock: Clock): PlatformStore {
  const model = connection.model<PlatformRecord>('LtiPlatform', schema);
  return {
    async add(platform) {
      const record: PlatformRecord = {
        _id: randomId(),
        status: 'active',
        deploymentPolicy: 'approve',
        frameOrigins: [],
        badgePolicy: DEFAULT_BADGE_POLICY,
        ...platform,
        createdAt: clock.now(),
      };
      try {
        await model.create(record);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        throw new Conflict(
          'platform_exists',
          `The platform ${platform.issuer} is registered already with this client ID.`,
          { action: 'Use the registration there is, or remove it first.', cause: error },
        );
      }
      return toPlatform(record);
    },
    async find(id) {
      const found = await model.findById(id).lean<PlatformRecord>();
      return found && toPlatform(found);
    },
    async findByIssuer(issuer) {
      const found = await model.find({ issuer }).sort({ createdAt: 1 }).lean<PlatformRecord[]>();
      return found.map(toPlatform);
    },
    async list() {
      const found = await model.find().sort({ createdAt: 1 }).lean<PlatformRecord[]>();
      return found.map(toPlatform);
    },
    async change(id, changes) {
      const result = await model.updateOne({ _id: id }, { $set: changes });
      return result.matchedCount === 1;
    },
    async remove(id) {
      await model.deleteOne({ _id: id });
    },
  };
}
