import { Schema } from 'mongoose';
import { duplicatesOf, readBacklog, type Backlog, type Connection } from '../../store/index.js';
import type { Delivery, DeliveryState, Try } from './webhook.js';

interface DeliveryRow extends Omit<Delivery, 'id'> {
  _id: string;
}

const schema = new Schema<DeliveryRow>(
  {
    // `<webhook>.<message>`: the one index decides that an event is delivered to a webhook once.
    _id: { type: String, required: true },
    webhookId: { type: String, required: true },
    messageId: { type: String, required: true },
    type: { type: String, required: true },
    body: { type: String, required: true },
    state: { type: String, required: true },
    attempts: { type: Number, required: true },
    nextAt: Date,
    createdAt: { type: Date, required: true },
    tries: { type: Schema.Types.Mixed, required: true },
  },
  { versionKey: false, minimize: false, collection: 'webhook_deliveries' },
);
schema.index(
  { webhookId: 1, nextAt: 1 },
  { partialFilterExpression: { nextAt: { $exists: true } } },
);
schema.index({ nextAt: 1 }, { sparse: true });
schema.index({ webhookId: 1, createdAt: -1, _id: 1 });
schema.index({ webhookId: 1, state: 1, createdAt: -1 });
schema.index({ createdAt: 1 });

const fromRow = ({ _id, ...rest }: DeliveryRow): Delivery => ({ id: _id, ...rest });

/** The tries that a delivery remembers. */
const MOST_REMEMBERED = 12;

export const deliveryId = (webhookId: string, messageId: string): string =>
  `${webhookId}.${messageId}`;

export type DeliveryStore = ReturnType<typeof createDeliveryStore>;

/** @returns the store of deliveries */
export function createDeliveryStore(connection: Connection) {
  const model = connection.model<DeliveryRow>('WebhookDelivery', schema);
  return {
    /** Makes those that there are not yet. */
    async insertNew(deliveries: readonly Delivery[]): Promise<void> {
      if (deliveries.length === 0) return;
      const rows = deliveries.map(({ id, ...rest }) => ({ _id: id, ...rest }));
      await duplicatesOf(model.collection.insertMany(rows as never[], { ordered: false }));
    },

    async find(id: string): Promise<Delivery | null> {
      const row = await model.findById(id).lean<DeliveryRow>();
      return row && fromRow(row);
    },

    /**
     * Takes the delivery whose time has come longest ago, and puts it off until `until`: should whoever took it fall
     * silent, it is due again then. Of two who take at once each gets another one.
     */
    async take(webhookId: string, now: Date, until: Date): Promise<Delivery | null> {
      const row = await model
        .findOneAndUpdate(
          { webhookId, nextAt: { $lte: now } },
          { $set: { nextAt: until }, $inc: { attempts: 1 } },
          { sort: { nextAt: 1 }, returnDocument: 'after' },
        )
        .lean<DeliveryRow>();
      return row && fromRow(row);
    },

    /** Takes one delivery, whenever it is due. */
    async takeOne(id: string, until: Date): Promise<Delivery | null> {
      const row = await model
        .findOneAndUpdate(
          { _id: id },
          { $set: { nextAt: until, state: 'due' }, $inc: { attempts: 1 } },
          { returnDocument: 'after' },
        )
        .lean<DeliveryRow>();
      return row && fromRow(row);
    },

    /** Notes how a try went. A later one that was begun meanwhile is not undone. @param nextAt null: there is no other */
    async note(
      { id, attempts }: Pick<Delivery, 'id' | 'attempts'>,
      state: DeliveryState,
      one: Try,
      nextAt: Date | null,
    ): Promise<void> {
      const push = { tries: { $each: [one], $slice: -MOST_REMEMBERED } };
      const change = nextAt
        ? { $set: { state, nextAt }, $push: push }
        : { $set: { state }, $unset: { nextAt: 1 as const }, $push: push };
      const filter = state === 'done' ? { _id: id } : { _id: id, attempts };
      await model.updateOne(filter, change);
    },

    /** Whether a webhook has more than so many that are still to be sent. */
    async hasMoreThan(webhookId: string, many: number): Promise<boolean> {
      const due = { webhookId, nextAt: { $exists: true } };
      return (await model.countDocuments(due).limit(many + 1)) > many;
    },

    async isDue(webhookId: string, now: Date): Promise<boolean> {
      return (await model.exists({ webhookId, nextAt: { $lte: now } })) !== null;
    },

    /** The newest first. */
    async list(webhookId: string, state: DeliveryState | null, limit: number): Promise<Delivery[]> {
      const filter = state === null ? { webhookId } : { webhookId, state };
      const rows = await model
        .find(filter)
        .sort({ createdAt: -1 })
        .limit(limit)
        .lean<DeliveryRow[]>();
      return rows.map(fromRow);
    },

    /** Has deliveries that were given up sent again, with all their tries: one of them, or all. @returns how many */
    async replay(webhookId: string, id: string | null, now: Date): Promise<number> {
      const filter = { webhookId, state: 'dead' as const };
      const done = await model.updateMany(id === null ? filter : { ...filter, _id: id }, {
        $set: { state: 'due', attempts: 0, nextAt: now },
      });
      return done.modifiedCount;
    },

    async removeOf(webhookId: string): Promise<void> {
      await model.deleteMany({ webhookId });
    },

    async forgetBefore(at: Date): Promise<void> {
      await model.deleteMany({ createdAt: { $lt: at } });
    },

    /** What is to be sent now. */
    backlog: (now: Date): Promise<Backlog> =>
      readBacklog(connection.collection('webhook_deliveries'), { nextAt: { $lte: now } }, 'nextAt'),
  };
}
