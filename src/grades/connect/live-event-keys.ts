import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { z } from 'zod';
import { isOk, UpstreamFailed, type Clock, type Outbound } from '../../base/index.js';

const jwksSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(50) });

const KEEP_MS = 10 * 60_000;
const AGAIN_MS = 60_000;

/**
 * Creates the reader of Canvas's Live Events, which are signed JWTs (Canvas Data Services, "Verifying signed
 * payloads").
 */
export function createLiveEventKeys(deps: { readonly outbound: Outbound; readonly clock: Clock }) {
  const kept = new Map<string, { keys: JSONWebKeySet; at: number }>();

  async function keysOf(url: string, isRetry: boolean): Promise<JSONWebKeySet> {
    const now = deps.clock.now().getTime();
    const old = kept.get(url);
    // The keys are fetched at most once a minute, so that messages with unknown keys cause no traffic.
    if (old && now - old.at < (isRetry ? AGAIN_MS : KEEP_MS)) return old.keys;
    const response = await deps.outbound.fetch(url, { headers: { accept: 'application/json' } });
    const parsed = jwksSchema.safeParse(isOk(response) ? response.json() : null);
    if (!parsed.success) {
      throw new UpstreamFailed('live_event_keys', 'The keys of Canvas’s events cannot be read.');
    }
    const keys = parsed.data as JSONWebKeySet;
    kept.set(url, { keys, at: now });
    return keys;
  }

  const verify = async (jwt: string, keys: JSONWebKeySet) =>
    jwtVerify(jwt, createLocalJWKSet(keys), {
      algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
      currentDate: deps.clock.now(),
    }).then(
      ({ payload }) => payload,
      () => null,
    );

  /**
   * @returns the claims of a JWT signed by a key at `jwksUrl`; null for any other
   * @throws UpstreamFailed where the keys cannot be fetched
   */
  return async (jwt: string, jwksUrl: string): Promise<unknown> =>
    (await verify(jwt, await keysOf(jwksUrl, false))) ??
    (await verify(jwt, await keysOf(jwksUrl, true)));
}
