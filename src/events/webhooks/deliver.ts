import type { Clock } from '../../base/index.js';
import type { DeliveryStore } from './delivery-store.js';
import { send, sendTogether, TAKEN_MS, type SendDeps } from './send.js';
import type { Delivery, Webhook } from './webhook.js';
import type { WebhookStore } from './webhook-store.js';

/** So many deliveries are under way to one webhook at a time, in one process. */
const AT_ONCE = 4;
/** After so many a webhook waits until it is its turn again. */
const MOST_A_TURN = 100;
/** So many statements are in one request to a learning record store. */
const MOST_TOGETHER = 20;

interface DeliverDeps extends SendDeps {
  readonly clock: Clock;
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
}

const take = ({ clock, deliveries }: DeliverDeps, webhookId: string) => {
  const now = clock.now();
  return deliveries.take(webhookId, now, new Date(now.getTime() + TAKEN_MS));
};

/** A delivery, and for a learning record store those that go along with it. */
async function sendTaken(deps: DeliverDeps, webhook: Webhook, first: Delivery): Promise<boolean> {
  if (webhook.kind !== 'xapi') return send(deps, webhook, first);
  const taken: [Delivery, ...Delivery[]] = [first];
  while (taken.length < MOST_TOGETHER) {
    const next = await take(deps, webhook.id);
    if (next === null) break;
    taken.push(next);
  }
  return sendTogether(deps, webhook, taken);
}

/**
 * Sends what is due to one webhook. Each delivery is taken before it is sent, so that another process sends others. A receiver
 * that is silent, or asks to be left alone, ends the turn: it is not asked a hundred times in a row.
 */
export async function deliver(deps: DeliverDeps, webhookId: string): Promise<void> {
  let left = MOST_A_TURN;
  let isOver = false;
  const one = async (): Promise<void> => {
    while (!isOver && left > 0) {
      left -= 1;
      // Paused, switched off or removed meanwhile: nothing more goes out.
      const webhook = await deps.webhooks.find(webhookId, null);
      if (webhook?.state !== 'active') return;
      const taken = await take(deps, webhookId);
      if (taken === null) return;
      if (!(await sendTaken(deps, webhook, taken))) isOver = true;
    }
  };
  // Statements go together, so one lane has them all.
  const isXapi = (await deps.webhooks.find(webhookId, null))?.kind === 'xapi';
  await Promise.all(Array.from({ length: isXapi ? 1 : AT_ONCE }, one));
}
