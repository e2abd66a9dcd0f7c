import type { Clock } from '../../base/index.js';
import { isIn, type Feed } from '../create-feed.js';
import type { FeedEvent } from '../feed-event.js';
import { deliveryId, type DeliveryStore } from './delivery-store.js';
import type { Webhook } from './webhook.js';
import type { WebhookStore } from './webhook-store.js';

export interface FanOutDeps {
  readonly clock: Clock;
  readonly feed: Pick<Feed, 'read'>;
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
  /** What is sent of each event; null: nothing. */
  bodiesOf(webhook: Webhook, events: readonly FeedEvent[]): Promise<readonly (string | null)[]>;
}

const PAGE = 500;
/** A webhook with so many deliveries to be sent gets no more: the feed keeps the events. */
const MOST_WAITING = 5_000;

const withinOf = ({ platformId, deploymentId }: Webhook) => {
  if (platformId === null) return null;
  return deploymentId === null ? { platformId } : { platformId, deploymentId };
};

/**
 * Makes the deliveries of what the feed has told since the last time. Deliveries first, then the place: a crash in between
 * has them made again, under the same ids. Whoever does it at the same time makes the same.
 */
export async function fanOut(deps: FanOutDeps, webhook: Webhook): Promise<void> {
  const types = webhook.types.length > 0 ? new Set<string>(webhook.types) : undefined;
  const part = { within: withinOf(webhook), types };
  let { seen } = webhook;
  for (;;) {
    if (await deps.deliveries.hasMoreThan(webhook.id, MOST_WAITING)) return;
    const page = await deps.feed.read(part, seen, PAGE);
    const events = page.events.filter((event) => isIn(part, event));
    const bodies = await deps.bodiesOf(webhook, events);
    const now = deps.clock.now();
    await deps.deliveries.insertNew(
      events.flatMap(({ id, type }, index) => {
        const body = bodies[index];
        if (body === null || body === undefined) return [];
        return {
          id: deliveryId(webhook.id, id),
          webhookId: webhook.id,
          messageId: id,
          type,
          body,
          state: 'due' as const,
          attempts: 0,
          nextAt: now,
          createdAt: now,
          tries: [],
        };
      }),
    );
    if (page.place !== seen) await deps.webhooks.noteSeen(webhook.id, seen, page.place);
    seen = page.place;
    if (!page.hasMore) return;
  }
}
