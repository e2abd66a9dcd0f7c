import { Webhook } from 'standardwebhooks';
import { startReceiver } from '../../../test/support/webhook-receiver.js';
import { until } from '../check.js';
import type { ApiCaller } from './call.js';

/** What became of the messages, seen from the receiver. */
export interface WebhookReport {
  /** Messages that were taken, each verified by another project's library. */
  readonly delivered: number;
  /** Messages that came again after they had been taken. */
  readonly duplicates: number;
  /** Events of the feed of which no message came. */
  readonly missing: number;
}

export interface Receiving {
  /** Waits for the messages of every event that the feed has. */
  report(): Promise<WebhookReport>;
  close(): Promise<void>;
}

const PATIENCE_MS = 240_000;
const TYPE = 'award.given';

/** A receiver that fails half of the time: the first try of each message is answered with 503, the second one is taken. */
export async function receive(api: ApiCaller): Promise<Receiving> {
  const receiver = await startReceiver();
  const { secret } = await api.json<{ secret: string }>('POST', '/webhooks', {
    name: 'Registry',
    url: receiver.url,
    types: [TYPE],
  });
  const foreign = new Webhook(secret);
  const tried = new Set<string>();
  const taken = new Set<string>();
  let duplicates = 0;
  receiver.how.answer = ({ body, headers }) => {
    try {
      foreign.verify(body, headers as Record<string, string>);
    } catch {
      return 401;
    }
    const id = String(headers['webhook-id']);
    if (!tried.has(id)) {
      tried.add(id);
      return 503;
    }
    if (taken.has(id)) duplicates += 1;
    taken.add(id);
    return 204;
  };
  return {
    async report() {
      const missing = async () => {
        const events = await api.all<{ id: string }>(`/events?types=${TYPE}`);
        return events.filter(({ id }) => !taken.has(id)).length;
      };
      const areAllTold = async () => ((await missing()) === 0 ? true : null);
      // Each look reads the whole feed, and a token has 600 calls a minute.
      const slowly = { patienceMs: PATIENCE_MS, everyMs: 3_000 };
      await until('the webhooks', areAllTold, slowly).catch(() => undefined);
      return { delivered: taken.size, duplicates, missing: await missing() };
    },
    close: () => receiver.close(),
  };
}
