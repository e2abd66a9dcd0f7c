import { setTimeout as wait } from 'node:timers/promises';
import { backOffMs, type BackOff } from './back-off.js';
import type { Clock } from './clock.js';
import { checkDeadline } from './deadline.js';
import { UpstreamFailed } from './errors.js';
import type { Outbound, OutboundResponse } from './outbound.js';
import { retryAfterMs } from './retry-after.js';
import { createSlots, type Slots } from './slots.js';

/** What {@link paceOutbound} may be told. */
export interface PaceOptions {
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** How many requests to one origin may be under way at a time in this process. */
  readonly atOnce?: number;
  /** Waits; tests replace it. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

const AT_ONCE = 4;
/**
 * The longest that a request waits for an origin that asks for patience, in milliseconds; longer waits are an error,
 * and the job is put off.
 */
const LONGEST_HOLD_MS = 15_000;
const LONGEST_ASKED_MS = 86_400_000;
/**
 * With fewer units than this left in Canvas's bucket, fewer requests are sent; the bucket gains about ten a second
 * (Canvas LMS API, "Throttling").
 */
const LOW = 50;
const LOW_HOLD_MS = 5_000;
/**
 * The waits where an origin says nothing of how long: a second, then twice as long each time, with jitter so that many
 * callers do not return at once.
 */
const UNTOLD: BackOff = { firstMs: 1_000, mostMs: 8_000, jitter: [0.75, 1.25] };

interface Hold {
  readonly at: number;
  readonly ms: number;
}

/** The state of one origin: requests under way, requests that wait, and until when it asked to be left alone. */
interface Lane {
  readonly slots: Slots;
  hold: Hold | null;
  /** How many answers in a row said that requests come too fast. */
  refusals: number;
}

const newLane = (atOnce: number): Lane => ({
  slots: createSlots(atOnce),
  hold: null,
  refusals: 0,
});

/**
 * Whether an answer says that requests come too fast. Canvas's "403 Forbidden (Rate Limit Exceeded)" is such an answer,
 * not a refusal of rights (Canvas LMS API, "Throttling").
 */
export const isTooFast = ({ status, text }: Pick<OutboundResponse, 'status' | 'text'>): boolean =>
  status === 429 || (status === 403 && /rate limit/i.test(text()));

/** @returns the milliseconds that remain of a hold; 0 where the clock was set back since */
function leftOf(hold: Hold | null, now: number): number {
  return hold === null || now < hold.at ? 0 : Math.max(0, hold.at + hold.ms - now);
}

/** @returns for how long an origin is left alone after this answer, in milliseconds */
function holdAfter(lane: Lane, response: OutboundResponse, now: Date): number {
  const { status, headers } = response;
  const asked = retryAfterMs(headers.get('retry-after'), now);
  const tooFast = isTooFast(response);
  lane.refusals = tooFast ? lane.refusals + 1 : 0;
  if ((tooFast || status === 503) && asked !== null) return Math.min(LONGEST_ASKED_MS, asked);
  const left = Number(headers.get('x-rate-limit-remaining') ?? LOW);
  const low = left < LOW ? Math.min(LOW_HOLD_MS, (LOW - left) * 100) : 0;
  return Math.max(low, tooFast ? backOffMs(UNTOLD, lane.refusals) : 0);
}

/**
 * Wraps outbound requests so that one origin gets a few at a time; the others wait in the order they came, and a reader
 * of many pages joins the end for each page. While an origin asks to be left alone, nothing is sent. Retry-After with
 * 429 and 503 (RFC 9110, 10.2.3) and Canvas's quota headers are respected. A request's own timeout begins when it is
 * sent.
 * @throws (on a request) UpstreamFailed `platform_busy` where the wait would be longer than 15 seconds
 */
export function paceOutbound(options: PaceOptions): Outbound {
  const { outbound, clock, atOnce = AT_ONCE, pause = wait } = options;
  const lanes = new Map<string, Lane>();

  function leave(lane: Lane, origin: string): void {
    const isIdle = lane.slots.isIdle() && lane.refusals === 0;
    if (isIdle && leftOf(lane.hold, clock.now().getTime()) === 0) lanes.delete(origin);
  }

  async function holdBack(lane: Lane, host: string): Promise<void> {
    for (;;) {
      checkDeadline();
      const { hold } = lane;
      const left = leftOf(hold, clock.now().getTime());
      if (left === 0) return;
      if (left > LONGEST_HOLD_MS) {
        throw new UpstreamFailed('platform_busy', `${host} asks Laurel to come back later.`, {
          retryAfterSeconds: Math.ceil(left / 1000),
          action: 'Laurel tries again by itself.',
        });
      }
      await pause(left);
      // The hold has been waited for, whatever the clock did meanwhile; a newer hold stays.
      if (lane.hold === hold) lane.hold = null;
    }
  }

  function note(lane: Lane, response: OutboundResponse): void {
    const now = clock.now();
    const ms = holdAfter(lane, response, now);
    if (ms > leftOf(lane.hold, now.getTime())) lane.hold = { at: now.getTime(), ms };
  }

  return {
    async fetch(address, request) {
      const { origin, host } = new URL(address);
      const lane = lanes.get(origin) ?? newLane(atOnce);
      lanes.set(origin, lane);
      try {
        return await lane.slots.run(async () => {
          await holdBack(lane, host);
          const response = await outbound.fetch(address, request);
          note(lane, response);
          return response;
        });
      } finally {
        leave(lane, origin);
      }
    },
    close: () => outbound.close(),
  };
}
