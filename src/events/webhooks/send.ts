import {
  isOk,
  LaurelError,
  omitUndefined,
  retryAfterMs,
  type Clock,
  type Outbound,
} from '../../base/index.js';
import type { DeliveryStore } from './delivery-store.js';
import { MOST_TRIES, OFF_AFTER_MS, waitAfter } from './retry.js';
import { signatureHeaders } from './signature.js';
import type { Delivery, Try, Webhook } from './webhook.js';
import type { WebhookStore } from './webhook-store.js';

export interface SendDeps {
  readonly clock: Clock;
  readonly random: () => number;
  /** Judges every address at each try, and follows no redirect. */
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly webhooks: WebhookStore;
  readonly deliveries: DeliveryStore;
}

const TIMEOUT_MS = 20_000;
/** What is read of an answer: its status says all. */
const MOST_BYTES = 16_384;
/** A delivery that was taken is another's after so long. */
export const TAKEN_MS = 60_000;

/** How a request was answered: by a status, or not at all, for a reason with a code. */
interface Answer {
  readonly status: string;
  readonly isTaken: boolean;
  readonly isGone: boolean;
  readonly waitMs?: number;
}

/** How a learning record store is asked (xAPI 1.0.3, 6.2 and 7.2.1). A statement that it has already is as good as taken. */
async function headersOf(
  { webhooks, clock }: SendDeps,
  { id, kind }: Webhook,
  { messageId, body }: Pick<Delivery, 'messageId' | 'body'>,
): Promise<Readonly<Record<string, string>>> {
  const type = { 'content-type': 'application/json' };
  const now = clock.now();
  if (kind === 'xapi') {
    const login = (await webhooks.credentialsOf(id)) ?? '';
    const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
    return { ...type, authorization, 'x-experience-api-version': '1.0.3' };
  }
  const keys = await webhooks.keysOf(id, now);
  const seconds = Math.floor(now.getTime() / 1_000);
  return { ...type, ...signatureHeaders({ id: messageId, body }, seconds, keys) };
}

const addressOf = ({ kind, url }: Webhook): string =>
  kind === 'xapi' ? `${url.endsWith('/') ? url.slice(0, -1) : url}/statements` : url;

async function ask(
  deps: SendDeps,
  webhook: Webhook,
  delivery: Pick<Delivery, 'messageId' | 'body'>,
): Promise<Answer> {
  try {
    const response = await deps.outbound.fetch(addressOf(webhook), {
      method: 'POST',
      headers: await headersOf(deps, webhook, delivery),
      body: delivery.body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MOST_BYTES,
    });
    const { status } = response;
    const isKnown = webhook.kind === 'xapi' && status === 409;
    const asked = retryAfterMs(response.headers.get('retry-after'), deps.clock.now());
    return omitUndefined({
      status: String(status),
      isTaken: isOk(response) || isKnown,
      isGone: status === 410,
      waitMs: asked ?? undefined,
    });
  } catch (error) {
    if (!(error instanceof LaurelError)) throw error;
    // A long answer was one of success: whoever sends much is told that it was taken all the same.
    const isTaken = error.code === 'upstream_too_large';
    return { status: error.code, isTaken, isGone: false };
  }
}

/** Asks, and tells how that went and how long it took. */
async function attempt(
  deps: SendDeps,
  webhook: Webhook,
  delivery: Pick<Delivery, 'messageId' | 'body'>,
) {
  const at = deps.clock.now();
  const begun = performance.now();
  const answer = await ask(deps, webhook, delivery);
  const one: Try = { at, status: answer.status, ms: Math.round(performance.now() - begun) };
  return { answer, one };
}

/** Whoever answers at once, with whatever error, can be sent the next one; not who is silent, or asks to be left alone. */
const canGoOn = ({ status, isTaken, isGone, waitMs }: Answer): boolean =>
  isTaken || (/^\d/.test(status) && status !== '429' && !isGone && waitMs === undefined);

/** Notes how a try of a delivery went. @returns whether the next one can be sent now */
async function settle(
  deps: SendDeps,
  webhook: Webhook,
  delivery: Delivery,
  { answer, one }: { readonly answer: Answer; readonly one: Try },
): Promise<boolean> {
  const { webhooks, deliveries, clock } = deps;
  if (answer.isTaken) {
    await deliveries.note(delivery, 'done', one, null);
    await webhooks.noteSuccess(webhook.id);
    return canGoOn(answer);
  }
  const now = clock.now();
  const since = await webhooks.noteFailure(webhook.id, now);
  const isLast = answer.isGone || delivery.attempts >= MOST_TRIES;
  const wait = isLast ? null : waitAfter(delivery.attempts, deps.random, answer.waitMs);
  const nextAt = wait === null ? null : new Date(now.getTime() + wait);
  await deliveries.note(delivery, nextAt ? 'due' : 'dead', one, nextAt);
  if (answer.isGone) await webhooks.setState(webhook.id, 'off', 'gone');
  else if (nextAt === null && now.getTime() - since.getTime() >= OFF_AFTER_MS)
    await webhooks.setState(webhook.id, 'off', 'failing');
  return canGoOn(answer);
}

/** Sends a delivery that was taken, and notes how that went. @returns whether the next one can be sent now */
export async function send(deps: SendDeps, webhook: Webhook, delivery: Delivery): Promise<boolean> {
  return settle(deps, webhook, delivery, await attempt(deps, webhook, delivery));
}

/** A store refuses all of a request for one statement that it has already, or does not like: those are sent one by one. */
const isOfOne = ({ status }: Answer): boolean => ['400', '409', '413'].includes(status);

/** Sends statements that were taken in one request. @returns whether the next ones can be sent now */
export async function sendTogether(
  deps: SendDeps,
  webhook: Webhook,
  taken: readonly [Delivery, ...Delivery[]],
): Promise<boolean> {
  const [first, ...rest] = taken;
  if (rest.length === 0) return send(deps, webhook, first);
  const body = `[${taken.map((one) => one.body).join(',')}]`;
  const result = await attempt(deps, webhook, { messageId: first.messageId, body });
  let canAll = true;
  for (const delivery of taken) {
    const can = isOfOne(result.answer)
      ? await send(deps, webhook, delivery)
      : await settle(deps, webhook, delivery, result);
    canAll &&= can;
  }
  return canAll;
}
