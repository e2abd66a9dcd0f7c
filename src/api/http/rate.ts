import { TooManyRequests } from '../../base/index.js';
import type { Limits } from '../../limits/index.js';

const WINDOW_S = 60;

/** Counts a call. @returns the headers that say how many are left. @throws TooManyRequests `too_many_calls` */
export type CountCall = (tokenId: string) => Promise<Record<string, string>>;

/**
 * Calls are counted by token, in the store, so that all processes count together (IETF draft RateLimit headers).
 * @param times how often a token may call in a minute
 */
export const createCountCall =
  (limits: Pick<Limits, 'count'>, times: number): CountCall =>
  async (tokenId) => {
    const limit = { times, windowMs: WINDOW_S * 1_000 };
    const { left, resetSeconds } = await limits.count('api', tokenId, limit);
    if (left < 0)
      throw new TooManyRequests('too_many_calls', 'This token has called too often.', {
        action: `A token may call ${times} times a minute; go on when Retry-After is over.`,
        retryAfterSeconds: resetSeconds,
      });
    return {
      'RateLimit-Policy': `"token";q=${times};w=${WINDOW_S}`,
      RateLimit: `"token";r=${left};t=${resetSeconds}`,
    };
  };
