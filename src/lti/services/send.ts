import { setTimeout as wait } from 'node:timers/promises';
import {
  backOffMs,
  LaurelError,
  retryAfterMs,
  UpstreamFailed,
  type BackOff,
  type Clock,
  type Outbound,
  type OutboundRequest,
  type OutboundResponse,
} from '../../base/index.js';

export interface SendRequest extends OutboundRequest {
  /**
   * Whether sending the request twice does no harm: it is then repeated after a failure that left open whether it
   * arrived.
   */
  readonly isRepeatable: boolean;
}

/** Sends a request, and repeats it where that makes sense. @returns the last answer, whatever its status */
export type Send = (url: string, request: SendRequest) => Promise<OutboundResponse>;

const TRIES = 3;
const TIMEOUT_MS = 10_000;
/** The waits between attempts: 0.3 s, then 0.9 s, each with jitter so that many callers do not return at once. */
const RETRY: BackOff = { firstMs: 300, factor: 3, mostMs: 15_000, jitter: [0.5, 1.5] };
/** Statuses that say that the platform did nothing: the request may be repeated. */
const REFUSED = new Set([408, 425, 429, 503]);
/** Statuses after which the platform may have acted. */
const UNCERTAIN = new Set([500, 502, 504]);
const UNCERTAIN_ERRORS = new Set(['upstream_timeout', 'upstream_unreachable']);
/** The longest wait for a platform that asks for patience, in milliseconds; for longer ones the job is put off. */
const LONGEST_WAIT_MS = 15_000;

/** @returns a function that sends requests with up to three attempts */
export function createSend(deps: {
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** Waits; tests replace it. */
  readonly pause?: (ms: number) => Promise<unknown>;
}): Send {
  const { outbound, clock, pause = wait } = deps;

  return async (url, { isRepeatable, ...request }) => {
    for (let tried = 1; ; tried += 1) {
      const isLast = tried >= TRIES;
      let response: OutboundResponse;
      try {
        response = await outbound.fetch(url, { timeoutMs: TIMEOUT_MS, ...request });
      } catch (error) {
        const isUncertain = error instanceof LaurelError && UNCERTAIN_ERRORS.has(error.code);
        if (isLast || !isRepeatable || !isUncertain) throw error;
        await pause(backOffMs(RETRY, tried));
        continue;
      }
      const { status, headers } = response;
      const mayRepeat = REFUSED.has(status) || (isRepeatable && UNCERTAIN.has(status));
      if (isLast || !mayRepeat) return response;
      const asked = retryAfterMs(headers.get('retry-after'), clock.now());
      if (asked !== null && asked > LONGEST_WAIT_MS) {
        throw new UpstreamFailed(
          'platform_busy',
          'The learning platform asks us to come back later.',
          {
            retryAfterSeconds: Math.ceil(asked / 1000),
            action: 'Laurel tries again by itself.',
          },
        );
      }
      await pause(asked === null ? backOffMs(RETRY, tried) : asked + Math.random() * 250);
    }
  };
}
