import type { Audit, AuditAction } from '../../audit/index.js';
import {
  Conflict,
  NotFound,
  omitUndefined,
  randomId,
  type Clock,
  type Outbound,
} from '../../base/index.js';
import type { Sealer } from '../../base/index.js';
import type { Backlog, Connection } from '../../store/index.js';
import type { Work } from '../../work/index.js';
import type { Feed } from '../create-feed.js';
import { toPayload, type FeedEvent } from '../feed-event.js';
import { checkAddress } from './check-address.js';
import { createDeliveryStore, deliveryId } from './delivery-store.js';
import { deliver } from './deliver.js';
import { fanOut } from './fan-out.js';
import { send, TAKEN_MS } from './send.js';
import { newKeys } from './signature.js';
import { createWebhookStore } from './webhook-store.js';
import type { Delivery, DeliveryState, Try, Webhook, WebhooksOf } from './webhook.js';

/** What a webhook is made of. */
export interface WebhookOrder extends Pick<
  Webhook,
  'kind' | 'name' | 'url' | 'types' | 'platformId' | 'deploymentId'
> {
  readonly actor: string;
  /** `name:password` of a learning record store. */
  readonly credentials?: string | undefined;
}

export interface WebhooksDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly sealer: Sealer;
  readonly settings: { readonly mode: string };
  readonly audit: Pick<Audit, 'record'>;
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly feed: Feed;
  readonly random?: () => number;
  /** Badges as statements for a learning record store; null: of this event there is nothing to say. */
  statementsOf(events: readonly FeedEvent[]): Promise<readonly (object | null)[]>;
}

/** Those who are told of events by requests of ours. Of another tenant's webhooks nothing is known: NotFound `webhook_unknown`. */
export interface Webhooks {
  /**
   * Makes a webhook: it is told of what happens from now on.
   * @returns it, and its secret, which is shown this once
   * @throws InvalidInput `webhook_address`; Conflict `webhooks_full`
   */
  make(order: WebhookOrder): Promise<{ readonly webhook: Webhook; readonly secret: string }>;
  /** The newest first. */
  list(of: WebhooksOf): Promise<Webhook[]>;
  get(id: string, of: WebhooksOf): Promise<Webhook>;
  /** Nothing goes out until it is resumed; then everything does that was told meanwhile. */
  pause(id: string, of: WebhooksOf, actor: string): Promise<Webhook>;
  /** Goes on, also where Laurel had switched it off. */
  resume(id: string, of: WebhooksOf, actor: string): Promise<Webhook>;
  /** @returns the new secret; deliveries are signed with the one before as well for a day */
  rotate(id: string, of: WebhooksOf, actor: string): Promise<string>;
  remove(id: string, of: WebhooksOf, actor: string): Promise<Webhook>;
  /** Sends a message of the type `webhook.test` now. @returns how that went */
  test(id: string, of: WebhooksOf): Promise<Try>;
  /** The newest first. */
  deliveries(
    id: string,
    of: WebhooksOf,
    state: DeliveryState | null,
    limit: number,
  ): Promise<Delivery[]>;
  /** Has what was given up sent again: one message, or all (null). @returns how many */
  replay(id: string, of: WebhooksOf, messageId: string | null, actor: string): Promise<number>;
  /** Makes deliveries of what the feed has told, and sends what is due: all that work does by itself. */
  run(): Promise<void>;
  backlog(): Promise<Backlog>;
  reseal(): Promise<number>;
  listJobs(work: Pick<Work, 'recurring' | 'task' | 'soon'>): void;
}

const DAY_MS = 86_400_000;
/** So long the former secret is good beside a new one. */
const ROTATION_MS = DAY_MS;
const KEPT_MS = 30 * DAY_MS;
const FAN_OUT_MS = 3_000;
const FORGET_MS = 3_600_000;
/** So many an owner has: each event goes to all of them, and all could be the address of one victim. */
const MOST_OF_ONE = 100;

const unknown = (): NotFound =>
  new NotFound('webhook_unknown', 'There is no such webhook.', {
    action: 'Look at the list of webhooks again.',
  });

/** @returns the webhooks */
export function createWebhooks(deps: WebhooksDeps): Webhooks {
  const { connection, clock, sealer, audit, feed, random = Math.random } = deps;
  const webhooks = createWebhookStore(connection, sealer);
  const deliveries = createDeliveryStore(connection);
  const sending = { ...deps, random, webhooks, deliveries };

  const get = async (id: string, of: WebhooksOf): Promise<Webhook> => {
    const found = await webhooks.find(id, of);
    if (found === null) throw unknown();
    return found;
  };

  const note = (action: AuditAction, webhook: Webhook, actor: string) =>
    audit.record(
      omitUndefined({
        actor,
        action,
        subject: `webhook:${webhook.id}`,
        platformId: webhook.platformId ?? undefined,
        deploymentId: webhook.deploymentId ?? undefined,
      }),
    );

  const bodiesOf = async ({ kind }: Webhook, events: readonly FeedEvent[]) => {
    if (kind !== 'xapi')
      // A flow looks at `id` to know what it has seen; others find it in the header.
      return events.map((event) =>
        JSON.stringify(kind === 'hook' ? { id: event.id, ...toPayload(event) } : toPayload(event)),
      );
    const statements = await deps.statementsOf(events);
    return statements.map((statement) => (statement === null ? null : JSON.stringify(statement)));
  };

  const fanOutAll = async (): Promise<Webhook[]> => {
    const active = await webhooks.listActive();
    for (const webhook of active)
      await fanOut({ clock, feed, webhooks, deliveries, bodiesOf }, webhook);
    return active;
  };

  const forget = () => deliveries.forgetBefore(new Date(clock.now().getTime() - KEPT_MS));

  const change = async (
    { id, of, actor }: { id: string; of: WebhooksOf; actor: string },
    state: 'active' | 'paused',
    action: AuditAction,
  ): Promise<Webhook> => {
    const webhook = await get(id, of);
    if (webhook.state === state) return webhook;
    await webhooks.setState(id, state);
    await note(action, webhook, actor);
    return get(id, of);
  };

  return {
    get,
    list: (of) => webhooks.list(of),
    async make({ actor, credentials, ...order }) {
      checkAddress(order.url, deps.settings.mode);
      if ((await webhooks.count(order)) >= MOST_OF_ONE)
        throw new Conflict('webhooks_full', `There are ${MOST_OF_ONE} webhooks already.`, {
          action: 'Remove one that nobody needs.',
        });
      const keys = newKeys();
      await feed.tell();
      const webhook: Webhook = {
        ...order,
        id: randomId(),
        state: 'active',
        publicKeys: [keys.publicKey],
        seen: await feed.store.lastPlace(),
        createdAt: clock.now(),
        createdBy: actor,
      };
      await webhooks.insert(webhook, keys, credentials);
      await note('webhook.made', webhook, actor);
      return { webhook, secret: keys.secret };
    },
    pause: (id, of, actor) => change({ id, of, actor }, 'paused', 'webhook.paused'),
    resume: (id, of, actor) => change({ id, of, actor }, 'active', 'webhook.resumed'),
    async rotate(id, of, actor) {
      const webhook = await get(id, of);
      const keys = newKeys();
      await webhooks.rotate(id, keys, new Date(clock.now().getTime() + ROTATION_MS));
      await note('webhook.rotated', webhook, actor);
      return keys.secret;
    },
    async remove(id, of, actor) {
      const webhook = await get(id, of);
      await webhooks.remove(id);
      await deliveries.removeOf(id);
      await note('webhook.removed', webhook, actor);
      return webhook;
    },
    async test(id, of) {
      const webhook = await get(id, of);
      const now = clock.now();
      const messageId = `test-${randomId()}`;
      const delivery: Delivery = {
        id: deliveryId(id, messageId),
        webhookId: id,
        messageId,
        type: 'webhook.test',
        body: JSON.stringify(
          webhook.kind === 'xapi'
            ? []
            : { type: 'webhook.test', timestamp: now.toISOString(), data: {} },
        ),
        state: 'dead',
        attempts: 0,
        createdAt: now,
        tries: [],
      };
      await deliveries.insertNew([delivery]);
      const until = new Date(now.getTime() + TAKEN_MS);
      const taken = await deliveries.takeOne(delivery.id, until);
      if (taken) await send(sending, webhook, taken);
      const done = await deliveries.find(delivery.id);
      return done?.tries.at(-1) ?? { at: now, status: 'unexpected', ms: 0 };
    },
    async deliveries(id, of, state, limit) {
      await get(id, of);
      return deliveries.list(id, state, limit);
    },
    async replay(id, of, messageId, actor) {
      const webhook = await get(id, of);
      const one = messageId === null ? null : deliveryId(id, messageId);
      const count = await deliveries.replay(id, one, clock.now());
      if (count > 0) await note('webhook.replayed', webhook, actor);
      return count;
    },
    async run() {
      await Promise.all((await fanOutAll()).map(({ id }) => deliver(sending, id)));
    },
    backlog: () => deliveries.backlog(clock.now()),
    reseal: () => webhooks.reseal(),
    listJobs(work) {
      // Each webhook is a task of its own: one that answers slowly holds up no other.
      work.task<{ webhookId: string }>(
        'webhooks.deliver',
        ({ webhookId }) => deliver(sending, webhookId),
        ({ webhookId }) => webhookId,
      );
      work.recurring('webhooks.make', FAN_OUT_MS, async () => {
        for (const { id: webhookId } of await fanOutAll())
          if (await deliveries.isDue(webhookId, clock.now()))
            await work.soon(
              'webhooks.deliver',
              { webhookId },
              { key: webhookId, isRepeated: true },
            );
      });
      work.recurring('webhooks.forget', FORGET_MS, forget);
    },
  };
}
