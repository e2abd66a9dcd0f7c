import { setTimeout as wait } from 'node:timers/promises';
import { backOffMs, type BackOff } from './back-off.js';
import type { Clock } from './clock.js';
import { checkDeadline } from './deadline.js';
import { UpstreamFailed } from './errors.js';
import type { Outbound, OutboundResponse } from './outbound.js';
import { retryAfterMs } from './retry-after.js';
import { createSlots, type Slots } from './slots.js';

export interface PaceOptions {
  readonly outbound: Outbound;
  readonly clock: Clock;
  /** Requests to one origin that may be under way at a time in this process. */
  readonly atOnce?: number;
  /** Waits; tests bring their own. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

const AT_ONCE = 4;
/** A platform that wants more time than this gets it: the work is put off, not held. */
const LONGEST_HOLD_MS = 15_000;
const LONGEST_ASKED_MS = 86_400_000;
/** Calls left in Canvas's bucket below which fewer are made; it fills by about ten a second ("Throttling"). */
const LOW = 50;
const LOW_HOLD_MS = 5_000;
/** Where nobody says for how long: a second, then twice as long each time, with jitter so that many do not come back at once. */
const UNTOLD: BackOff = { firstMs: 1_000, mostMs: 8_000, jitter: [0.75, 1.25] };

interface Hold {
  readonly at: number;
  readonly ms: number;
}

/** One origin: who is at it and who waits, and until when it wants to be left alone. */
interface Lane {
  readonly slots: Slots;
  hold: Hold | null;
  /** Refusals for being too fast, in a row. */
  refusals: number;
}

const newLane = (atOnce: number): Lane => ({
  slots: createSlots(atOnce),
  hold: null,
  refusals: 0,
});

/** Canvas's "403 Forbidden (Rate Limit Exceeded)" is no refusal of rights (Canvas LMS API, "Throttling"). */
export const isTooFast = ({ status, text }: Pick<OutboundResponse, 'status' | 'text'>): boolean =>
  status === 429 || (status === 403 && /rate limit/i.test(text()));

/** What is left of a hold; nothing when the clock was set back since. */
function leftOf(hold: Hold | null, now: number): number {
  return hold === null || now < hold.at ? 0 : Math.max(0, hold.at + hold.ms - now);
}

/** For how long an origin is left alone after this answer, in milliseconds. */
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
 * A way out that is polite: to one origin a few requests at a time, the others waiting in the order they came (who reads
 * page after page stands in line again for each), and nobody asks while the origin wants to be left alone. It heeds
 * Retry-After with 429 and 503 (RFC 9110, 10.2.3) and what Canvas tells of its quota. A request's own time begins when it is
 * sent. Throws UpstreamFailed `platform_busy` where the wait would be longer than 15 seconds.
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
      // Waited for, whatever the clock did meanwhile; unless somebody was told to wait anew.
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
