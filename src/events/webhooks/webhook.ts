import type { EventType } from '../event-types.js';

/**
 * `webhook`: signed by Standard Webhooks. `hook`: the same for a flow of Zapier, Make or n8n, which subscribes by itself.
 * `xapi`: badges as statements, to a learning record store.
 */
export type WebhookKind = 'webhook' | 'hook' | 'xapi';

/** `off`: Laurel stopped sending: its address said that it is gone, or failed for days. */
export type WebhookState = 'active' | 'paused' | 'off';

/** Somewhere that is told of events. */
export interface Webhook {
  readonly id: string;
  readonly kind: WebhookKind;
  readonly name: string;
  readonly url: string;
  /** Which types it is told; empty: all. */
  readonly types: readonly EventType[];
  /** Whose events it is told: a platform's, or everybody's (null). */
  readonly platformId: string | null;
  /** Those of one deployment alone; null: of all. */
  readonly deploymentId: string | null;
  readonly state: WebhookState;
  /** Why it is off. */
  readonly why?: 'gone' | 'failing';
  /** The public Ed25519 keys that its deliveries are signed with, the newest first: `whpk_…`. */
  readonly publicKeys: readonly string[];
  /** The place in the feed up to which its deliveries were made. */
  readonly seen: number;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** Since when nothing has come through; absent: the last one did. */
  readonly failingSince?: Date;
}

/** Whose webhooks: a platform's, one of its deployments', or everybody's (null). */
export type WebhooksOf = { readonly platformId: string; readonly deploymentId?: string } | null;

/** What a delivery's tries were answered with. */
export interface Try {
  readonly at: Date;
  /** The answer's status, or the code of an error. */
  readonly status: string;
  readonly ms: number;
}

/** `due`: it is to be sent (again). `dead`: it was given up; it can be sent again by hand. */
export type DeliveryState = 'due' | 'done' | 'dead';

/** One event for one webhook. */
export interface Delivery {
  readonly id: string;
  readonly webhookId: string;
  /** The `webhook-id`: the event's, the same in every try. */
  readonly messageId: string;
  readonly type: string;
  /** The same in every try, byte for byte. */
  readonly body: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly nextAt?: Date;
  readonly createdAt: Date;
  /** The last tries. */
  readonly tries: readonly Try[];
}
