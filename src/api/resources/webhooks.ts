import { z } from 'zod';
import type { ResourceDeps } from '../api-deps.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import {
  deliveriesQuery,
  deliverySchema,
  newWebhook,
  replayBody,
  replayed,
  toDelivery,
  toWebhook,
  trySchema,
  webhookSchema,
} from '../schemas/webhook.js';

const TAG = 'Webhooks';
const READ = { tag: TAG, scope: 'webhooks:read', problems: [404] } as const;
const WRITE = { tag: TAG, scope: 'webhooks:write', problems: [404] } as const;
const idOf = ({ params }: Pick<Call, 'params'>): string => params['id'] ?? '';

/** Webhooks: made, tested, paused, their secret rotated, and what was sent to them. */
export function webhookEndpoints({ webhooks }: Pick<ResourceDeps, 'webhooks'>): Endpoint[] {
  const act = (
    id: string,
    path: string,
    summary: string,
    run: (call: Call) => Promise<Parameters<typeof toWebhook>>,
  ) =>
    endpoint({
      ...WRITE,
      method: path === '' ? 'delete' : 'post',
      path: `/webhooks/{id}${path}`,
      id,
      summary,
      answer: { status: 200, schema: webhookSchema },
      run: async (call) => ({ value: toWebhook(...(await run(call))) }),
    });
  return [
    endpoint({
      ...READ,
      method: 'get',
      path: '/webhooks',
      id: 'listWebhooks',
      summary: 'List webhooks, the newest first',
      answer: { status: 200, schema: z.object({ data: z.array(webhookSchema) }) },
      run: async ({ within }) => ({
        value: { data: (await webhooks.list(within)).map((one) => toWebhook(one)) },
      }),
    }),
    endpoint({
      ...WRITE,
      method: 'post',
      path: '/webhooks',
      id: 'makeWebhook',
      summary: 'Make a webhook',
      description:
        'It is told of what happens from now on, signed by Standard Webhooks with the secret of the answer, which is not shown again. docs/webhooks.md says how to verify.',
      body: newWebhook,
      answer: { status: 201, schema: webhookSchema },
      problems: [404, 409],
      async run({ within, actor, body }) {
        const { platformId = null, deploymentId = null } = within ?? {};
        const order = { ...body, kind: 'webhook', platformId, deploymentId, actor } as const;
        const { webhook, secret } = await webhooks.make(order);
        return { value: toWebhook(webhook, secret), location: `/webhooks/${webhook.id}` };
      },
    }),
    endpoint({
      ...READ,
      method: 'get',
      path: '/webhooks/{id}',
      id: 'getWebhook',
      summary: 'Read a webhook',
      answer: { status: 200, schema: webhookSchema },
      run: async (call) => ({ value: toWebhook(await webhooks.get(idOf(call), call.within)) }),
    }),
    act('removeWebhook', '', 'Remove a webhook, and what was to be sent to it', async (call) => [
      await webhooks.remove(idOf(call), call.within, call.actor),
    ]),
    act('pauseWebhook', '/pause', 'Send nothing until it is resumed', async (call) => [
      await webhooks.pause(idOf(call), call.within, call.actor),
    ]),
    act('resumeWebhook', '/resume', 'Go on, with what was told meanwhile', async (call) => [
      await webhooks.resume(idOf(call), call.within, call.actor),
    ]),
    act(
      'rotateWebhookSecret',
      '/rotate-secret',
      'Make a new secret; the former one signs as well for a day',
      async (call) => {
        const secret = await webhooks.rotate(idOf(call), call.within, call.actor);
        return [await webhooks.get(idOf(call), call.within), secret];
      },
    ),
    endpoint({
      ...WRITE,
      method: 'post',
      path: '/webhooks/{id}/test',
      id: 'testWebhook',
      summary: 'Send a message of the type `webhook.test` now',
      answer: { status: 200, schema: trySchema },
      async run(call) {
        const one = await webhooks.test(idOf(call), call.within);
        return { value: { ...one, at: one.at.toISOString() } };
      },
    }),
    endpoint({
      ...READ,
      method: 'get',
      path: '/webhooks/{id}/deliveries',
      id: 'listDeliveries',
      summary: 'List what was sent, or is to be, the newest first; kept for 30 days',
      query: deliveriesQuery,
      answer: { status: 200, schema: z.object({ data: z.array(deliverySchema) }) },
      async run({ within, params, query: { state = null, limit } }) {
        const found = await webhooks.deliveries(idOf({ params }), within, state, limit);
        return { value: { data: found.map(toDelivery) } };
      },
    }),
    endpoint({
      ...WRITE,
      method: 'post',
      path: '/webhooks/{id}/replay',
      id: 'replayDeliveries',
      summary: 'Send again what was given up',
      body: replayBody,
      answer: { status: 200, schema: replayed },
      async run({ within, params, body, actor }) {
        const { messageId = null } = body;
        return {
          value: { count: await webhooks.replay(idOf({ params }), within, messageId, actor) },
        };
      },
    }),
  ];
}
