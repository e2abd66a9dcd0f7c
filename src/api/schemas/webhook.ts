import { z } from 'zod';
import type { Delivery, Webhook } from '../../events/index.js';
import { at, id, moment } from './common.js';
import { eventTypes } from './event.js';

const address = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .meta({
    description: 'An https address; private networks are refused at each delivery.',
  });

export const webhookSchema = z
  .object({
    id,
    kind: z.enum(['webhook', 'hook', 'xapi']),
    name: z.string(),
    url: z.string(),
    types: z.array(eventTypes).meta({ description: 'Empty: all.' }),
    state: z.enum(['active', 'paused', 'off']).meta({
      description:
        '`off`: its address answered 410 (`gone`), or nothing came through for three days (`failing`).',
    }),
    why: z.enum(['gone', 'failing']).optional(),
    publicKeys: z.array(z.string()).meta({ description: 'Ed25519, `whpk_…`; the newest first.' }),
    createdAt: moment,
    failingSince: moment.optional(),
    secret: z.string().optional().meta({
      description: '`whsec_…`: shown when it is made, and not again.',
    }),
  })
  .meta({ id: 'Webhook', description: 'An address that is told of events (Standard Webhooks).' });

export const newWebhook = z
  .object({
    name: z.string().trim().min(1).max(100),
    url: address,
    types: z.array(eventTypes).max(50).default([]),
  })
  .meta({
    id: 'NewWebhook',
    examples: [
      {
        name: 'Campus registry',
        url: 'https://registry.example.edu/badges',
        types: ['award.given'],
      },
    ],
  });

export const newHook = z.object({ targetUrl: address, event: eventTypes }).meta({
  id: 'NewHook',
  description: 'What a flow of Zapier, Make or n8n subscribes with.',
  examples: [{ targetUrl: 'https://hooks.example.com/catch/1/2', event: 'award.given' }],
});

export const trySchema = z
  .object({
    at: moment,
    status: z.string().meta({ description: 'The answer’s status, or the code of an error.' }),
    ms: z.number().int(),
  })
  .meta({ id: 'DeliveryTry' });

export const deliverySchema = z
  .object({
    messageId: z.string().meta({ description: '`webhook-id`: the event’s id.' }),
    type: z.string(),
    state: z.enum(['due', 'done', 'dead']),
    attempts: z.number().int(),
    nextAt: moment.optional(),
    createdAt: moment,
    tries: z.array(trySchema),
  })
  .meta({ id: 'Delivery', description: 'One event for one webhook.' });

export const deliveriesQuery = z.object({
  state: z.enum(['due', 'done', 'dead']).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export const replayBody = z
  .object({
    messageId: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'Absent: all that were given up.' }),
  })
  .meta({ id: 'Replay', examples: [{}] });

export const replayed = z.object({ count: z.number().int() }).meta({ id: 'Replayed' });

/** @param secret where it is shown, this once */
export function toWebhook(webhook: Webhook, secret?: string): z.input<typeof webhookSchema> {
  return {
    id: webhook.id,
    kind: webhook.kind,
    name: webhook.name,
    url: webhook.url,
    types: [...webhook.types],
    state: webhook.state,
    why: webhook.why,
    publicKeys: [...webhook.publicKeys],
    createdAt: webhook.createdAt.toISOString(),
    failingSince: at(webhook.failingSince),
    secret,
  };
}

export function toDelivery(delivery: Delivery): z.input<typeof deliverySchema> {
  return {
    messageId: delivery.messageId,
    type: delivery.type,
    state: delivery.state,
    attempts: delivery.attempts,
    nextAt: at(delivery.nextAt),
    createdAt: delivery.createdAt.toISOString(),
    tries: delivery.tries.map((one) => ({ ...one, at: one.at.toISOString() })),
  };
}
