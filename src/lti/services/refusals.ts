import {
  NotFound,
  omitUndefined,
  retryAfterMs,
  UpstreamFailed,
  type OutboundResponse,
} from '../../base/index.js';
import type { Platform } from '../platform/platform.js';
import { canvasRefusal } from './canvas-refusals.js';

/** The longest wait that a platform can ask for, in seconds: it is called again within a day. */
const LONGEST_RETRY_SECONDS = 86_400;

/**
 * The error after 429 or 503 on the last of several attempts, with the time to come back where the platform states it
 * (RFC 9110, 10.2.3). Its own status is not 503, which is for this tool's store.
 */
export function busy(platform: Platform, { headers, status }: OutboundResponse, now: Date): Error {
  const asked = retryAfterMs(headers.get('retry-after'), now);
  const seconds = asked === null ? 0 : Math.min(LONGEST_RETRY_SECONDS, Math.ceil(asked / 1000));
  return new UpstreamFailed(
    'platform_busy',
    `${platform.name} asks Laurel to come back later.`,
    omitUndefined({
      retryAfterSeconds: seconds > 0 ? seconds : undefined,
      action: 'Laurel tries again by itself.',
      cause: new Error(`HTTP ${status}`),
    }),
  );
}

/** @returns the error for a status that is not one of success */
export function failed(platform: Platform, response: OutboundResponse, now: Date): Error {
  const { status } = response;
  if (status === 429 || status === 503) return busy(platform, response, now);
  const told = canvasRefusal(platform, response);
  if (told) return told;
  const cause = new Error(`HTTP ${status}`);
  if (status === 404) {
    return new NotFound(
      'service_not_found',
      `${platform.name} no longer knows what was asked for.`,
      {
        cause,
      },
    );
  }
  if (status === 401 || status === 403) {
    return new UpstreamFailed(
      'service_forbidden',
      `${platform.name} does not let Laurel do this.`,
      {
        action: 'Ask the administrator of the learning platform to allow the tool this service.',
        cause,
      },
    );
  }
  return new UpstreamFailed('service_failed', `${platform.name} did not answer as it should.`, {
    action: 'Laurel tries again by itself.',
    cause,
  });
}

/**
 * The error for an answer that cannot be read.
 * @param platform its name or host
 */
export function unreadable(platform: string, cause: unknown): UpstreamFailed {
  return new UpstreamFailed('service_unreadable', `${platform} sent what cannot be read.`, {
    cause,
  });
}
