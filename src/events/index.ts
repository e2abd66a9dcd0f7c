/** The feed of what happened: written with what it tells, exactly once, and read in an order that stays. */
export { createFeed, type Feed } from './create-feed.js';
export { EVENT_MOVES } from './event-moves.js';
export { EVENT_TYPES, type EventType, isEventType } from './event-types.js';
export { courseId, type EventTenant, type FeedEvent, toPayload } from './feed-event.js';
export type { Telling } from './tell-untold.js';
export {
  tellFirst,
  tellWith,
  UNTOLD_FIELDS,
  UNTOLD_INDEX,
  type Untold,
  withoutUntold,
} from './untold.js';
export { createWebhooks, type Webhooks } from './webhooks/create-webhooks.js';
export type { Delivery, Webhook } from './webhooks/webhook.js';
export { earnedStatement } from './webhooks/statement.js';
export { WEBHOOK_MOVES } from './webhooks/webhook-moves.js';
