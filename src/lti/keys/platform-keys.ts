import type { JWK } from 'jose';
import { z } from 'zod';
import { UpstreamFailed, type Clock, type Outbound, readableRows } from '../../base/index.js';

/** The public keys of platforms: fetched through the one way out, cached, bounded. */
export interface PlatformKeys {
  /**
   * The key an id_token names, or null when the platform does not publish it.
   * @param kid absent: the platform's only RSA key, if it has one alone
   * @throws UpstreamFailed `platform_keys_unreachable` when there is no copy and none can be had
   */
  find(jwksUrl: string, kid: string | undefined): Promise<JWK | null>;
}

const FRESH_MS = 10 * 60_000;
/** A copy this old still serves while the platform cannot be reached. */
const STALE_MS = 24 * 3_600_000;
/** An unknown kid makes us ask again, but not more often than this: forged kids must not become traffic. */
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

function choose(keys: readonly JWK[], kid: string | undefined): JWK | null {
  const rsa = keys.filter((key) => key.kty === 'RSA' && (key.use ?? 'sig') === 'sig');
  if (kid !== undefined) return rsa.find((key) => key.kid === kid) ?? null;
  return rsa.length === 1 ? (rsa[0] ?? null) : null;
}

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

  /** One request in flight a platform; without an answer an older copy serves. */
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
