import type { RequestHandler } from 'express';
import { LaurelError, type Clock } from '../base/index.js';

const MAX_ADDRESSES = 10_000;

/** An IPv6 host owns its /64: counting single addresses would count nothing. */
function keyOf(address: string): string {
  return address.includes(':') && !address.includes('.')
    ? address.split(':').slice(0, 4).join(':')
    : address;
}

/**
 * Lets an address ask `limit` times in `windowMs`, in this process. Answers 429 with Retry-After beyond that.
 * The longest-known address is forgotten when there are too many, so memory is bounded.
 */
export function limitRate({
  clock,
  limit,
  windowMs,
}: {
  clock: Clock;
  limit: number;
  windowMs: number;
}): RequestHandler {
  const windows = new Map<string, { endsAt: number; count: number }>();
  return (req, _res, next) => {
    const key = keyOf(req.ip ?? '');
    const now = clock.now().getTime();
    let window = windows.get(key);
    if (!window || window.endsAt <= now) {
      window = { endsAt: now + windowMs, count: 0 };
      windows.delete(key);
      const oldest = windows.keys().next();
      if (windows.size >= MAX_ADDRESSES && !oldest.done) windows.delete(oldest.value);
      windows.set(key, window);
    }
    window.count += 1;
    if (window.count <= limit) return next();
    throw new LaurelError('too_many_requests', 'Too many requests came from your address.', 429, {
      action: 'Wait a little and try again.',
      retryAfterSeconds: Math.ceil((window.endsAt - now) / 1000),
    });
  };
}
