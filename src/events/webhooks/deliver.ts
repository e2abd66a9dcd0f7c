import type { Clock } from '../../base/index.js';
import type { DeliveryStore } from './delivery-store.js';
import { send, TAKEN_MS, type SendDeps } from './send.js';
import type { WebhookStore } from './webhook-store.js';

/** So many deliveries are under way to one webhook at a time, in one process. */
const AT_ONCE = 4;
/** After so many a webhook waits until it is its turn again. */
const MOST_A_TURN = 100;

interface DeliverDeps extends SendDeps {
  readonly clock: Clock;
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
}

/**
 * Sends what is due to one webhook. Each delivery is taken before it is sent, so that another process sends others; one
 * that fails ends the turn: whoever does not answer is not asked a hundred times in a row.
 */
export async function deliver(deps: DeliverDeps, webhookId: string): Promise<void> {
  let left = MOST_A_TURN;
  let hasFailed = false;
  const one = async (): Promise<void> => {
    while (!hasFailed && left > 0) {
      left -= 1;
      // Paused, switched off or removed meanwhile: nothing more goes out.
      const webhook = await deps.webhooks.find(webhookId, null);
      if (webhook?.state !== 'active') return;
      const now = deps.clock.now();
      const taken = await deps.deliveries.take(webhookId, now, new Date(now.getTime() + TAKEN_MS));
      if (taken === null) return;
      if (!(await send(deps, webhook, taken))) hasFailed = true;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}
