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
  /** Whether sending it twice does no harm: it is tried again after a failure that left open whether it arrived. */
  readonly isRepeatable: boolean;
}

/** Sends one request, again where that makes sense; gives the last answer, whatever its status. */
export type Send = (url: string, request: SendRequest) => Promise<OutboundResponse>;

const TRIES = 3;
const TIMEOUT_MS = 10_000;
/** 0.3 s, then 0.9 s, each with jitter so that many do not come back at once. */
const RETRY: BackOff = { firstMs: 300, factor: 3, mostMs: 15_000, jitter: [0.5, 1.5] };
/** The platform did not do it: it may be asked again. */
const REFUSED = new Set([408, 425, 429, 503]);
/** The platform may have done it. */
const UNCERTAIN = new Set([500, 502, 504]);
const UNCERTAIN_ERRORS = new Set(['upstream_timeout', 'upstream_unreachable']);
/** A platform that wants more time than this gets it: the work is put off, not held. */
const LONGEST_WAIT_MS = 15_000;

export function createSend(deps: {
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** Waits; tests bring their own. */
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
