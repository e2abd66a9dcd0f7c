import { LRUCache } from 'lru-cache';
import { SignJWT } from 'jose';
import { z } from 'zod';
import {
  isOk,
  UpstreamFailed,
  randomId,
  type Clock,
  type OutboundResponse,
} from '../../base/index.js';
import type { Platform } from '../platform/platform.js';
import { failed } from './refusals.js';
import type { Send } from './send.js';
import type { ToolKeys } from '../keys/tool-keys.js';

/** Access tokens of platforms, one for each scope (IMS Security 1.1, 4.1: OAuth 2 client credentials with a JWT). */
export interface AccessTokens {
  /**
   * @returns a token that is valid for at least 60 seconds more; callers at the same moment share one request a
   *   platform and scope
   */
  get(platform: Platform, scope: string): Promise<string>;
  /** Requests a new token, whatever is cached: for the self-test. */
  renew(platform: Platform, scope: string): Promise<void>;
  /** Removes a token that the platform refused from the cache, unless a newer one has replaced it. */
  drop(platform: Platform, scope: string, token: string): void;
}

const SKEW_MS = 60_000;
/** The life of a client assertion, in seconds: enough for a platform whose clock is a minute off. */
const ASSERTION_LIFE_SECONDS = 240;
const MAX_TOKENS = 5_000;

const schema = z.object({
  access_token: z.string().min(1).max(8_000),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().positive().max(86_400).catch(300),
});
const errorSchema = z.object({ error: z.string().max(100) });

interface Held {
  readonly token: string;
  readonly expiresAt: number;
}

/**
 * The error for a token request that failed: the platform is busy, out of order, or refused. Only a refusal is the
 * administrator's to solve.
 */
function refusal(platform: Platform, response: OutboundResponse, now: Date): Error {
  if (response.status === 429 || response.status >= 500) return failed(platform, response, now);
  let told = 'no OAuth 2 error';
  try {
    told = errorSchema.parse(response.json()).error;
  } catch {
    // `error` and `error_description` go to the log alone; the rest of the body is ignored.
  }
  const hints: Readonly<Record<string, string>> = {
    invalid_client: 'Check that the client ID and the public keyset URL are right there.',
    invalid_scope: 'Allow the tool this service there (grades or roster).',
  };
  return new UpstreamFailed(
    told === 'invalid_scope' ? 'token_scope_refused' : 'token_refused',
    `${platform.name} does not give Laurel access to its services.`,
    {
      action: hints[told] ?? 'Run the self-test on the administrator’s page.',
      cause: new Error(`${response.status} ${told}`),
    },
  );
}

/** Whether the platform refused, rather than gave no answer. */
const isRefusal = (error: unknown): boolean =>
  error instanceof UpstreamFailed && ['token_refused', 'token_scope_refused'].includes(error.code);

/** @returns the cache of access tokens */
export function createAccessTokens(deps: {
  readonly toolKeys: ToolKeys;
  readonly send: Send;
  readonly clock: Clock;
}): AccessTokens {
  const { toolKeys, send, clock } = deps;
  const held = new LRUCache<string, Held>({ max: MAX_TOKENS });
  const inFlight = new Map<string, Promise<Held>>();
  const keyOf = (platform: Platform, scope: string) =>
    JSON.stringify([platform.id, platform.clientId, platform.tokenUrl, scope]);

  /** Makes a client assertion (RFC 7523, 3; IMS Security 1.1, 4.1.1). */
  async function assert(platform: Platform): Promise<string> {
    const { kid, privateKey } = await toolKeys.signer();
    const now = Math.floor(clock.now().getTime() / 1000);
    return new SignJWT({})
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
      .setIssuer(platform.clientId)
      .setSubject(platform.clientId)
      .setAudience(platform.tokenAudience ?? platform.tokenUrl)
      .setJti(randomId())
      .setIssuedAt(now)
      .setExpirationTime(now + ASSERTION_LIFE_SECONDS)
      .sign(privateKey);
  }

  async function ask(platform: Platform, scope: string): Promise<Held> {
    const response = await send(platform.tokenUrl, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await assert(platform),
        scope,
      }),
      maxBytes: 64 * 1024,
      isRepeatable: true,
    });
    if (!isOk(response)) throw refusal(platform, response, clock.now());
    // Moodle labels this JSON text/html.
    const parsed = schema.safeParse(response.json());
    if (!parsed.success) throw refusal(platform, response, clock.now());
    const { access_token: token, expires_in: seconds } = parsed.data;
    return { token, expiresAt: clock.now().getTime() + seconds * 1000 };
  }

  async function renew(platform: Platform, scope: string): Promise<Held> {
    const key = keyOf(platform, scope);
    const asking = inFlight.get(key) ?? ask(platform, scope).finally(() => inFlight.delete(key));
    inFlight.set(key, asking);
    const fresh = await asking.catch((error: unknown) => {
      // After a refusal a token that was issued earlier no longer shows what is allowed.
      if (isRefusal(error)) held.delete(key);
      throw error;
    });
    held.set(key, fresh);
    return fresh;
  }

  return {
    async get(platform, scope) {
      const key = keyOf(platform, scope);
      const known = held.get(key);
      if (known && known.expiresAt - clock.now().getTime() > SKEW_MS) return known.token;
      return (await renew(platform, scope)).token;
    },
    async renew(platform, scope) {
      await renew(platform, scope);
    },
    drop(platform, scope, token) {
      const key = keyOf(platform, scope);
      if (held.get(key)?.token === token) held.delete(key);
    },
  };
}
