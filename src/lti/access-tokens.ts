import { SignJWT } from 'jose';
import { z } from 'zod';
import { UpstreamFailed, randomId, type Clock, type OutboundResponse } from '../base/index.js';
import type { Platform } from './platform.js';
import type { Send } from './send.js';
import type { ToolKeys } from './tool-keys.js';

/** Access tokens of platforms, one scope each (IMS Security 1.1, 4.1: OAuth 2 client credentials with a JWT). */
export interface AccessTokens {
  /** A token that is good for at least 60 seconds more. One request is in flight a platform and scope. */
  get(platform: Platform, scope: string): Promise<string>;
  /** Asks for a token now, whatever is held: for the self-test. */
  renew(platform: Platform, scope: string): Promise<void>;
  /** Forgets a token that the platform refused, unless another has taken its place. */
  drop(platform: Platform, scope: string, token: string): void;
}

const SKEW_MS = 60_000;
/** Long enough for a platform whose clock is a minute off, short enough to be worthless later. */
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

function refusal(platform: Platform, response: OutboundResponse): UpstreamFailed {
  let told = 'no OAuth 2 error';
  try {
    told = errorSchema.parse(response.json()).error;
  } catch {
    // Words for the log alone; what else was sent is not looked at.
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

export function createAccessTokens(deps: {
  readonly toolKeys: ToolKeys;
  readonly send: Send;
  readonly clock: Clock;
}): AccessTokens {
  const { toolKeys, send, clock } = deps;
  const held = new Map<string, Held>();
  const inFlight = new Map<string, Promise<Held>>();
  const keyOf = (platform: Platform, scope: string) => JSON.stringify([platform.id, scope]);

  /** RFC 7523, 3 and IMS Security 1.1, 4.1.1. */
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
    if (response.status !== 200) throw refusal(platform, response);
    // Moodle labels this JSON text/html: here alone the label is not looked at.
    const parsed = schema.safeParse(response.json());
    if (!parsed.success) throw refusal(platform, response);
    const { access_token: token, expires_in: seconds } = parsed.data;
    return { token, expiresAt: clock.now().getTime() + seconds * 1000 };
  }

  async function renew(platform: Platform, scope: string): Promise<Held> {
    const key = keyOf(platform, scope);
    const asking = inFlight.get(key) ?? ask(platform, scope).finally(() => inFlight.delete(key));
    inFlight.set(key, asking);
    const fresh = await asking;
    held.delete(key);
    held.set(key, fresh);
    const oldest = held.keys().next().value;
    if (held.size > MAX_TOKENS && oldest !== undefined) held.delete(oldest);
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
