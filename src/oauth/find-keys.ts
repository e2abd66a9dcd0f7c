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
/**
 * How soon an address is asked again where an assertion is signed by none of its keys, since a client may have changed its key, or
 * where there were none: whoever knows a client's id alone must not have us ask its host as often as they like.
 */
const AGAIN_MS = 30_000;
const BUDGET = { timeoutMs: 5_000, maxBytes: 65_536 };

/** Finds the public keys of a client. @param isAgain an assertion was signed by none of those that were given before */
export type FindKeys = (client: Client, isAgain?: boolean) => Promise<JWTVerifyGetKey | null>;

/** What is known of a client's address. */
interface Kept {
  readonly keys: JWTVerifyGetKey | null;
  readonly readAt: number;
  readonly askedAt: number;
}

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
  const kept = new LRUCache<string, Kept>({ max: MOST_CLIENTS });
  const asking = new Map<string, Promise<JWTVerifyGetKey | null>>();

  async function read(jwksUri: string): Promise<JWTVerifyGetKey | null> {
    const headers = { accept: 'application/jwk-set+json, application/json' };
    const answer = await deps.outbound.fetch(jwksUri, { ...BUDGET, headers }).catch(nullIfAnswer);
    if (answer === null || !isOk(answer)) return null;
    const found = jwksSchema.safeParse(valueOf(answer));
    return found.success ? createLocalJWKSet(parseJwks(found.data)) : null;
  }

  async function ask(id: string, jwksUri: string, known: Kept | undefined) {
    const askedAt = deps.clock.now().getTime();
    const keys = await read(jwksUri);
    // What was read before is good for its time, and no longer where the host is silent.
    const { keys: before = null, readAt = 0 } = known ?? {};
    kept.set(
      id,
      keys === null ? { keys: before, readAt, askedAt } : { keys, readAt: askedAt, askedAt },
    );
    return keys;
  }

  return async ({ id, jwks, jwksUri }, isAgain = false) => {
    if (jwks !== undefined) return isAgain ? null : createLocalJWKSet({ keys: [...jwks.keys] });
    if (jwksUri === undefined) return null;
    const now = deps.clock.now().getTime();
    const known = kept.get(id);
    if (!isAgain && known?.keys && now - known.readAt < FRESH_MS) return known.keys;
    if (known !== undefined && now - known.askedAt < AGAIN_MS) return null;
    const running = asking.get(id) ?? ask(id, jwksUri, known).finally(() => asking.delete(id));
    asking.set(id, running);
    return running;
  };
}
