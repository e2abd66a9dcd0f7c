import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import {
  isOk,
  nullIfAnswer,
  type Clock,
  type Outbound,
  type OutboundResponse,
} from '../base/index.js';
import type { Client } from './client.js';
import { jwksSchema, parseJwks } from './client-keys.js';

const MOST_CLIENTS = 200;
/** How long keys that a client publishes are taken as they were read. */
const FRESH_MS = 10 * 60_000;
/** How soon they are read again where an assertion is signed by none of them: a client may have changed its key. */
const AGAIN_MS = 30_000;
const BUDGET = { timeoutMs: 5_000, maxBytes: 65_536 };

/** Finds the public keys of a client. @param isAgain an assertion was signed by none of those that were given before */
export type FindKeys = (client: Client, isAgain?: boolean) => Promise<JWTVerifyGetKey | null>;

function valueOf(answer: OutboundResponse): unknown {
  try {
    return answer.json();
  } catch (error) {
    return nullIfAnswer(error);
  }
}

/**
 * @param outbound the way to addresses that strangers name
 * @returns what finds keys: those that were entered, or those at the client's address
 */
export function createFindKeys(deps: {
  readonly outbound: Pick<Outbound, 'fetch'>;
  readonly clock: Clock;
}): FindKeys {
  const kept = new LRUCache<string, { readonly keys: JWTVerifyGetKey; readonly readAt: number }>({
    max: MOST_CLIENTS,
  });
  return async ({ id, jwks, jwksUri }, isAgain = false) => {
    if (jwks !== undefined) return isAgain ? null : createLocalJWKSet({ keys: [...jwks.keys] });
    if (jwksUri === undefined) return null;
    const now = deps.clock.now().getTime();
    const known = kept.get(id);
    const age = known === undefined ? Infinity : now - known.readAt;
    if (known !== undefined && age < (isAgain ? AGAIN_MS : FRESH_MS))
      return isAgain ? null : known.keys;
    const headers = { accept: 'application/jwk-set+json, application/json' };
    const answer = await deps.outbound.fetch(jwksUri, { ...BUDGET, headers }).catch(nullIfAnswer);
    if (answer === null || !isOk(answer)) return null;
    const read = jwksSchema.safeParse(valueOf(answer));
    if (!read.success) return null;
    const keys = createLocalJWKSet(parseJwks(read.data));
    kept.set(id, { keys, readAt: now });
    return keys;
  };
}
