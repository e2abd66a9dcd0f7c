import type { Request, RequestHandler } from 'express';
import { LRUCache } from 'lru-cache';
import { TooManyRequests, networkOf, type Clock } from '../base/index.js';

export interface RateLimit {
  readonly clock: Clock;
  /** How often a key may come within the window. */
  readonly limit: number;
  readonly windowMs: number;
}

/** Who asks, as far as an address tells. */
export const addressKey = ({ ip = '' }: Pick<Request, 'ip'>): string => networkOf(ip);

/** Keys counted at a time: the one that came least lately is forgotten, so that memory is bounded whoever asks. */
const MOST_KEYS = 10_000;

/**
 * Counts in this process how often each key comes.
 * @returns counts one more; gives 0, or the seconds to wait where that was too often
 */
export function createRateCounter({ clock, limit, windowMs }: RateLimit): (key: string) => number {
  const windows = new LRUCache<string, { readonly endsAt: number; count: number }>({
    max: MOST_KEYS,
  });
  return (key) => {
    const now = clock.now().getTime();
    let window = windows.get(key);
    if (window === undefined || window.endsAt <= now) {
      window = { endsAt: now + windowMs, count: 0 };
      windows.set(key, window);
    }
    window.count += 1;
    return window.count <= limit ? 0 : Math.ceil((window.endsAt - now) / 1000);
  };
}

/**
 * Lets a network (an IPv4 address, an IPv6 /64) ask `limit` times in `windowMs`, in this process. Answers 429
 * `too_many_requests` with Retry-After beyond that.
 */
export function limitRate(options: RateLimit): RequestHandler {
  const count = createRateCounter(options);
  return (req, _res, next) => {
    const wait = count(addressKey(req));
    if (wait === 0) return next();
    throw new TooManyRequests('too_many_requests', 'Too many requests came from your network.', {
      action: 'Wait a minute and try again.',
      retryAfterSeconds: wait,
    });
  };
}
