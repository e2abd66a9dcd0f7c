import { z } from 'zod';
import type { ResourceDeps } from '../api-deps.js';
import { endpoint, type Endpoint } from '../http/endpoint.js';
import { eventSchema, eventTypes, toEvent } from '../schemas/event.js';
import { newHook, toWebhook, webhookSchema } from '../schemas/webhook.js';

const TAG = 'Hooks';
const SAMPLES = 3;

/** Subscriptions of flows (REST hooks): Zapier, Make and n8n make and end them by themselves. */
export function hookEndpoints({
  webhooks,
  feed,
}: Pick<ResourceDeps, 'webhooks' | 'feed'>): Endpoint[] {
  return [
    endpoint({
      method: 'post',
      path: '/hooks',
      id: 'subscribeHook',
      tag: TAG,
      summary: 'Subscribe an address to a type of event',
      description: 'What is sent is what /hooks/samples shows. An answer of 410 ends it.',
      scope: 'webhooks:write',
      body: newHook,
      answer: { status: 201, schema: webhookSchema },
      problems: [409],
      async run({ within, actor, body: { targetUrl: url, event } }) {
        const { platformId = null, deploymentId = null } = within ?? {};
        const { webhook, secret } = await webhooks.make({
          kind: 'hook',
          name: event,
          url,
          types: [event],
          platformId,
          deploymentId,
          actor,
        });
        return { value: toWebhook(webhook, secret), location: `/webhooks/${webhook.id}` };
      },
    }),
    endpoint({
      method: 'delete',
      path: '/hooks/{id}',
      id: 'unsubscribeHook',
      tag: TAG,
      summary: 'End a subscription',
      scope: 'webhooks:write',
      answer: { status: 200, schema: webhookSchema },
      problems: [404],
      run: async ({ within, actor, params }) => ({
        value: toWebhook(await webhooks.remove(params['id'] ?? '', within, actor)),
      }),
    }),
    endpoint({
      method: 'get',
      path: '/hooks/samples',
      id: 'listHookSamples',
      tag: TAG,
      summary: 'Read the latest events of a type as a subscription is sent them, the newest first',
      scope: 'webhooks:read',
      query: z.object({ event: eventTypes }),
      answer: { status: 200, schema: z.object({ data: z.array(eventSchema) }) },
      async run({ within, query: { event } }) {
        const found = await feed.latest({ within, types: new Set([event]) }, SAMPLES);
        return { value: { data: found.map(toEvent) } };
      },
    }),
  ];
}
