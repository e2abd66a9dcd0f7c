import type { AchievementVersion, IssueOrder } from '../../credential/order.js';
import type { Draw } from '../../credential/drawn.js';
import type { Issuer } from '../../issuer/issuer.js';
import type { SigningKey } from '../../issuer/issuer-key.js';
import type { Column } from './pack.js';

/** Badges to be signed, of one issuer and with one key. */
export interface SigningBatch {
  readonly issuer: Issuer;
  readonly key: SigningKey;
  readonly orders: readonly IssueOrder[];
  /** The random values of each badge, in the orders' order. */
  readonly draws: readonly Draw[];
  /** The proofs' time, whole seconds. */
  readonly created: string;
}

/**
 * What a thread is told: a key, once, before the first batch that is signed with it; that a key is needed no more; a batch,
 * which names its key.
 */
export type ToThread =
  | { readonly key: SigningKey }
  | { readonly forget: SigningKey['id'] }
  | BatchMessage;

/** A batch on its way to a thread: its orders and draws as columns of so many rows. */
export interface BatchMessage extends Pick<SigningBatch, 'issuer' | 'created'> {
  readonly id: number;
  readonly keyId: SigningKey['id'];
  readonly count: number;
  readonly orders: Column;
  readonly draws: Column;
}

/**
 * What a thread says: that it can begin; the badges of a batch; that it could not sign one, for whatever reason; that a
 * compiled badge was not as the library's.
 */
export type FromThread =
  | { readonly ready: true }
  | { readonly id: number; readonly texts: readonly string[] }
  | { readonly id: number; readonly failed: true }
  | { readonly differs: AchievementVersion['id'] };
