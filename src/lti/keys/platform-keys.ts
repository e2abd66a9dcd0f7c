import type { JWK } from 'jose';
import { z } from 'zod';
import { UpstreamFailed, type Clock, type Outbound, readableRows } from '../../base/index.js';

/** The public keys of platforms: fetched with the outbound client, cached, and bounded in number and size. */
export interface PlatformKeys {
  /**
   * Finds the key that an id_token names.
   * @param kid absent: the platform's only RSA key, where it has exactly one
   * @returns null where the platform does not publish the key
   * @throws UpstreamFailed `platform_keys_unreachable` when there is no cached copy and none can be fetched
   */
  find(jwksUrl: string, kid: string | undefined): Promise<JWK | null>;
}

const FRESH_MS = 10 * 60_000;
/** How old a cached copy may be that is used while the platform cannot be reached, in milliseconds. */
const STALE_MS = 24 * 3_600_000;
/** The least time between two fetches for an unknown kid, in milliseconds, so that forged kids do not cause traffic. */
const COOL_DOWN_MS = 30_000;
const MAX_PLATFORMS = 500;
const MAX_BYTES = 256 * 1024;

const jwksSchema = z.object({
  keys: z
    .array(z.unknown())
    .max(100)
    .pipe(readableRows(z.looseObject({ kty: z.string(), kid: z.string().optional() }))),
});

interface Cached {
  readonly keys: readonly JWK[];
  readonly fetchedAt: number;
  readonly askedAt: number;
}

/** Whether a key is published for RS256 signatures (RFC 7517, 4.2 and 4.4): what it does not say is not held against it. */
const isForSignatures = ({ kty, use = 'sig', alg = 'RS256' }: JWK): boolean =>
  kty === 'RSA' && use === 'sig' && alg === 'RS256';

function choose(keys: readonly JWK[], kid: string | undefined): JWK | null {
  const rsa = keys.filter(isForSignatures);
  if (kid !== undefined) return rsa.find((key) => key.kid === kid) ?? null;
  return rsa.length === 1 ? (rsa[0] ?? null) : null;
}

/** @returns the cache of platforms' keys */
export function createPlatformKeys(deps: {
  readonly outbound: Outbound;
  readonly clock: Clock;
}): PlatformKeys {
  const cache = new Map<string, Cached>();
  const inFlight = new Map<string, Promise<Cached>>();
  const now = () => deps.clock.now().getTime();

  async function ask(url: string): Promise<Cached> {
    const response = await deps.outbound.fetch(url, {
      headers: { accept: 'application/json' },
      timeoutMs: 5_000,
      maxBytes: MAX_BYTES,
    });
    const parsed = jwksSchema.safeParse(response.status === 200 ? response.json() : null);
    if (!parsed.success) throw new UpstreamFailed('platform_keys_wrong', 'No JSON Web Key Set.');
    const fetched = { keys: parsed.data.keys as JWK[], fetchedAt: now(), askedAt: now() };
    cache.delete(url);
    cache.set(url, fetched);
    const oldest = cache.keys().next().value;
    if (cache.size > MAX_PLATFORMS && oldest !== undefined) cache.delete(oldest);
    return fetched;
  }

  /**
   * Fetches a platform's key set, once for all callers at the same moment. Where there is no answer, an older copy is
   * used.
   */
  async function refresh(url: string, copy: Cached | undefined): Promise<Cached> {
    const asking = inFlight.get(url) ?? ask(url).finally(() => inFlight.delete(url));
    inFlight.set(url, asking);
    try {
      return await asking;
    } catch (cause) {
      if (copy && now() - copy.fetchedAt < STALE_MS) {
        const kept = { ...copy, askedAt: now() };
        cache.set(url, kept);
        return kept;
      }
      throw new UpstreamFailed(
        'platform_keys_unreachable',
        'Laurel could not fetch the keys of your learning platform, so it cannot check who you are.',
        { action: 'Try again in a minute.', cause },
      );
    }
  }

  return {
    async find(url, kid) {
      const copy = cache.get(url);
      const sinceAsked = copy ? now() - copy.askedAt : Infinity;
      const isFresh = copy !== undefined && now() - copy.fetchedAt < FRESH_MS;
      const current =
        isFresh || (copy && sinceAsked < COOL_DOWN_MS) ? copy : await refresh(url, copy);
      const found = choose(current.keys, kid);
      if (found !== null || now() - current.askedAt < COOL_DOWN_MS) return found;
      return choose((await refresh(url, current)).keys, kid);
    },
  };
}
