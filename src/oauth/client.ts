import type { JWK } from 'jose';
import type { Scope } from './scopes.js';

/** How a client proves who it is: by a secret (RFC 6749, 2.3.1), or by a signed assertion (RFC 7523, 2.2). */
export type ClientProof = 'secret' | 'key';

/** A program that gets access tokens of the REST API for itself (RFC 6749, 4.4). Of its secret the hash alone is kept. */
export interface Client {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The platform whose data its tokens open; null: all of them. */
  readonly platformId: string | null;
  /** The one deployment whose data its tokens open; null: all of them. */
  readonly deploymentId: string | null;
  readonly proof: ClientProof;
  /** Its public keys, where it signs and they were entered. */
  readonly jwks?: { readonly keys: readonly JWK[] };
  /** Where its public keys are, where it signs and publishes them. */
  readonly jwksUri?: string;
  readonly createdBy: string;
  readonly createdAt: Date;
  /** When it last got a token, to the minute; absent: never. */
  readonly lastUsedAt?: Date;
  readonly revokedAt?: Date;
}
