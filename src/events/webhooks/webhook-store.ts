import { Schema } from 'mongoose';
import { omitUndefined, type Sealer } from '../../base/index.js';
import type { Connection } from '../../store/index.js';
import type { SigningKeys } from './signature.js';
import type { Webhook, WebhooksOf, WebhookState } from './webhook.js';

/** Keys as they are kept, the newest first; an earlier one ends. */
interface KeptKeys {
  readonly sealed: string;
  readonly publicKey: string;
  readonly until?: Date;
}

interface WebhookRow extends Omit<Webhook, 'id' | 'publicKeys'> {
  _id: string;
  keys: readonly KeptKeys[];
  /** How a learning record store knows Laurel: sealed `name:password`. */
  credentials?: string;
}

const schema = new Schema<WebhookRow>(
  {
    _id: { type: String, required: true },
    kind: { type: String, required: true },
    name: { type: String, required: true },
    url: { type: String, required: true },
    types: { type: [String], required: true },
    platformId: { type: String, default: null },
    deploymentId: { type: String, default: null },
    state: { type: String, required: true },
    why: String,
    keys: { type: Schema.Types.Mixed, required: true },
    credentials: String,
    seen: { type: Number, required: true },
    createdAt: { type: Date, required: true },
    createdBy: { type: String, required: true },
    failingSince: Date,
  },
  { versionKey: false, minimize: false, collection: 'webhooks' },
);
schema.index({ state: 1 });
schema.index({ platformId: 1, createdAt: -1 });
schema.index({ createdAt: -1 });

const fromRow = ({ _id, keys, credentials: _secret, ...rest }: WebhookRow): Webhook => ({
  id: _id,
  publicKeys: keys.map(({ publicKey }) => publicKey),
  ...rest,
});

const purposeOf = (id: string) => `webhook ${id}`;

/** How many a list shows. */
const MOST = 200;

export type WebhookStore = ReturnType<typeof createWebhookStore>;

/** @returns the store of webhooks; their secrets are sealed */
export function createWebhookStore(connection: Connection, sealer: Sealer) {
  const model = connection.model<WebhookRow>('Webhook', schema);
  const seal = (id: string, { publicKey, ...secret }: SigningKeys): KeptKeys => ({
    sealed: sealer.seal(JSON.stringify(secret), purposeOf(id)),
    publicKey,
  });
  const rowOf = (id: string, of: WebhooksOf = null) =>
    model
      .findOne({ _id: id, ...of })
      .lean<WebhookRow>()
      .exec();

  return {
    async insert(
      { id, publicKeys: _known, ...rest }: Webhook,
      keys: SigningKeys,
      credentials?: string,
    ): Promise<void> {
      const sealed =
        credentials === undefined ? undefined : sealer.seal(credentials, purposeOf(id));
      const row = { _id: id, ...rest, keys: [seal(id, keys)], credentials: sealed };
      await model.create(omitUndefined(row));
    },

    /** Null for another tenant's. */
    async find(id: string, of: WebhooksOf): Promise<Webhook | null> {
      const row = await rowOf(id, of);
      return row && fromRow(row);
    },

    /** The newest first. */
    async list(of: WebhooksOf): Promise<Webhook[]> {
      const filter = of ?? {};
      const rows = await model
        .find(filter)
        .sort({ createdAt: -1 })
        .limit(MOST)
        .lean<WebhookRow[]>();
      return rows.map(fromRow);
    },

    /** How many there are of exactly this owner. */
    count: ({ platformId, deploymentId }: Pick<Webhook, 'platformId' | 'deploymentId'>) =>
      model.countDocuments({ platformId, deploymentId }).exec(),

    async listActive(): Promise<Webhook[]> {
      return (await model.find({ state: 'active' }).lean<WebhookRow[]>()).map(fromRow);
    },

    /** The keys that are good at a moment. */
    async keysOf(id: string, now: Date): Promise<SigningKeys[]> {
      const row = await rowOf(id);
      const good = (row?.keys ?? []).filter(({ until }) => until === undefined || until > now);
      return good.map(({ sealed, publicKey }) => {
        const text = sealer.open(sealed, purposeOf(id)).toString();
        return { ...(JSON.parse(text) as Omit<SigningKeys, 'publicKey'>), publicKey };
      });
    },

    /** `name:password` of a learning record store. */
    async credentialsOf(id: string): Promise<string | null> {
      const row = await rowOf(id);
      return row?.credentials === undefined
        ? null
        : sealer.open(row.credentials, purposeOf(id)).toString();
    },

    /** Puts new keys before the present one, which is good until a moment; earlier ones end. @returns false: unknown */
    async rotate(id: string, keys: SigningKeys, until: Date): Promise<boolean> {
      const row = await rowOf(id);
      const [present] = row?.keys ?? [];
      if (present === undefined) return false;
      const next = [seal(id, keys), { ...present, until }];
      return (await model.updateOne({ _id: id }, { $set: { keys: next } })).modifiedCount === 1;
    },

    async setState(id: string, state: WebhookState, why?: Webhook['why']): Promise<void> {
      const set = omitUndefined({ state, why });
      const unset = omitUndefined({
        why: why === undefined ? (1 as const) : undefined,
        failingSince: state === 'active' ? (1 as const) : undefined,
      });
      await model.updateOne({ _id: id }, { $set: set, $unset: unset });
    },

    /** Its deliveries up to a place are made. */
    async noteSeen(id: string, from: number, seen: number): Promise<void> {
      await model.updateOne({ _id: id, seen: from }, { $set: { seen } });
    },

    /** @returns since when nothing came through */
    async noteFailure(id: string, at: Date): Promise<Date> {
      const first = { _id: id, failingSince: { $exists: false } };
      await model.updateOne(first, { $set: { failingSince: at } });
      return (await rowOf(id))?.failingSince ?? at;
    },

    async noteSuccess(id: string): Promise<void> {
      const failing = { _id: id, failingSince: { $exists: true } };
      await model.updateOne(failing, { $unset: { failingSince: 1 } });
    },

    async remove(id: string): Promise<void> {
      await model.deleteOne({ _id: id });
    },

    /** Seals everything anew that an earlier master key sealed. @returns how many webhooks that were */
    async reseal(): Promise<number> {
      let count = 0;
      const again = (id: string, sealed: string) =>
        sealer.seal(sealer.open(sealed, purposeOf(id)), purposeOf(id));
      for (const { _id, keys, credentials } of await model
        .find({})
        .sort({ _id: 1 })
        .lean<WebhookRow[]>()) {
        const all = [...keys.map(({ sealed }) => sealed), ...(credentials ? [credentials] : [])];
        if (all.every((sealed) => sealer.isCurrent(sealed))) continue;
        const next = keys.map((key) => ({ ...key, sealed: again(_id, key.sealed) }));
        const login = credentials === undefined ? undefined : again(_id, credentials);
        // Rotated meanwhile: those keys are sealed with the present one.
        const same = { _id, 'keys.0.sealed': keys[0]?.sealed ?? '' };
        await model.updateOne(same, { $set: omitUndefined({ keys: next, credentials: login }) });
        count += 1;
      }
      return count;
    },
  };
}
