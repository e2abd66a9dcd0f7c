import { retryAfterMs, type OutboundResponse } from '../base/index.js';

/** The longest wait that a platform can ask for, in seconds: it is called again within a day. */
const LONGEST_SECONDS = 86_400;

/** Whether an answer asks to come back later (RFC 9110, 15.6.4; RFC 6585, 4). */
export const asksForPatience = ({ status }: Pick<OutboundResponse, 'status'>): boolean =>
  status === 429 || status === 503;

/** @returns Retry-After as an error carries it, where the platform states it (RFC 9110, 10.2.3) */
export function secondsAsked(
  { headers }: Pick<OutboundResponse, 'headers'>,
  now: Date,
): { readonly retryAfterSeconds?: number } {
  const asked = retryAfterMs(headers.get('retry-after'), now);
  const seconds = asked === null ? 0 : Math.min(LONGEST_SECONDS, Math.ceil(asked / 1000));
  return seconds > 0 ? { retryAfterSeconds: seconds } : {};
}
