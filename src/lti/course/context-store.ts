import { Schema } from 'mongoose';
import { omitUndefined, readAnew, readOnce } from '../../base/index.js';
import { repeatUpsert, type Connection } from '../../store/index.js';
import type { Context, ContextLink } from './context.js';
import type { TenantKey } from './tenant.js';

const tenant = {
  platformId: { type: String, required: true },
  deploymentId: { type: String, required: true },
  contextId: { type: String, required: true },
};

const contextSchema = new Schema<Context>(
  {
    ...tenant,
    title: String,
    label: String,
    types: [String],
    services: { type: Schema.Types.Mixed, required: true },
    locale: String,
    lastLaunchAt: { type: Date, required: true },
    scripts: { type: [String], default: undefined },
  },
  { versionKey: false, minimize: false, collection: 'lti_contexts' },
);
contextSchema.index({ platformId: 1, deploymentId: 1, contextId: 1 }, { unique: true });
contextSchema.index({ lastLaunchAt: -1 });
contextSchema.index({ platformId: 1, lastLaunchAt: -1 });

const linkSchema = new Schema<ContextLink>(
  {
    ...tenant,
    id: { type: String, required: true },
    title: String,
    lineItemUrl: String,
    lastLaunchAt: { type: Date, required: true },
  },
  // `id` is a field of its own here; without this option mongoose makes it another name of `_id`.
  { versionKey: false, id: false, collection: 'lti_resource_links' },
);
linkSchema.index({ platformId: 1, deploymentId: 1, contextId: 1, id: 1 }, { unique: true });

export interface ContextStore {
  saveContext(context: Context): Promise<void>;
  saveLink(link: ContextLink): Promise<void>;
  /** Notes the scripts of a course's learners; a course that is not known stays so. */
  saveScripts(key: TenantKey, scripts: readonly string[]): Promise<void>;
  findContext(key: TenantKey): Promise<Context | null>;
  /** Finds courses of a deployment by their ids, in no order. */
  findContexts(of: Omit<TenantKey, 'contextId'>, contextIds: readonly string[]): Promise<Context[]>;
  listContexts(platformId?: string): Promise<Context[]>;
  /** Lists courses of a deployment in the order of their ids, from after `after`. */
  listByTenant(of: Omit<TenantKey, 'contextId'>, after: string, limit: number): Promise<Context[]>;
  listLinks(key: TenantKey): Promise<ContextLink[]>;
}

/** In place of the driver's first batch of 101, with a second request for the rest. */
const ONE_BATCH = 1_000;

function keyOf({ platformId, deploymentId, contextId }: TenantKey): TenantKey {
  return { platformId, deploymentId, contextId };
}

const textOf = ({ platformId, deploymentId, contextId }: TenantKey): string =>
  JSON.stringify([platformId, deploymentId, contextId]);

/** @returns the store of courses and of the tool's activities in them */
export function createContextStore(connection: Connection): ContextStore {
  const contexts = connection.model<Context>('LtiContext', contextSchema);
  const links = connection.model<ContextLink>('LtiResourceLink', linkSchema);
  return {
    async saveContext(context) {
      const { locale, ...rest } = context;
      const unset = locale === undefined ? { $unset: { locale: '' } } : {};
      const set = omitUndefined({ ...rest, locale });
      await repeatUpsert(() =>
        contexts.updateOne(keyOf(context), { $set: set, ...unset }, { upsert: true }),
      );
      readAnew(`context ${textOf(context)}`);
    },
    async saveLink(link) {
      const { lineItemUrl, ...rest } = link;
      const set = omitUndefined({ ...rest, lineItemUrl });
      await repeatUpsert(() =>
        links.updateOne({ ...keyOf(link), id: link.id }, { $set: set }, { upsert: true }),
      );
      readAnew(`links ${textOf(link)}`);
    },
    async saveScripts(key, scripts) {
      await contexts.updateOne(keyOf(key), { $set: { scripts } });
      readAnew(`context ${textOf(key)}`);
    },
    findContext: (key) =>
      readOnce(`context ${textOf(key)}`, () =>
        contexts.findOne(keyOf(key)).select('-_id').lean<Context>().exec(),
      ),
    async findContexts({ platformId, deploymentId }, contextIds) {
      if (contextIds.length === 0) return [];
      return contexts
        .find({ platformId, deploymentId, contextId: { $in: [...contextIds] } })
        .select('-_id')
        .batchSize(ONE_BATCH)
        .lean<Context[]>();
    },
    async listContexts(platformId) {
      return contexts
        .find(platformId === undefined ? {} : { platformId })
        .sort({ lastLaunchAt: -1 })
        .select('-_id')
        .lean<Context[]>();
    },
    async listByTenant({ platformId, deploymentId }, after, limit) {
      return contexts
        .find({ platformId, deploymentId, contextId: { $gt: after } })
        .sort({ contextId: 1 })
        .limit(limit)
        .select('-_id')
        .lean<Context[]>();
    },
    listLinks: (key) =>
      readOnce(`links ${textOf(key)}`, () =>
        links.find(keyOf(key)).sort({ title: 1 }).select('-_id').lean<ContextLink[]>().exec(),
      ),
  };
}
