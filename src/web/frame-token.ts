import type { Clock, Sealer } from '../base/index.js';

/** How long a page of a cookieless session stays usable; each answer carries a new token. */
export const FRAME_TOKEN_LIFE_MS = 60 * 60_000;

const PURPOSE = 'web frame token';

export interface FrameTokens {
  /** A token that stands for a session in one page of one frame. */
  issue(secret: string): string;
  /** The session's secret, or null for a token that is not ours or too old. */
  redeem(token: string): string | null;
}

/**
 * Where a browser keeps no cookie, the session travels in form fields and headers: sealed, short-lived,
 * another one in each answer, never in an address.
 */
export function createFrameTokens({
  sealer,
  clock,
}: {
  sealer: Sealer;
  clock: Clock;
}): FrameTokens {
  return {
    issue(secret) {
      const expiresAt = clock.now().getTime() + FRAME_TOKEN_LIFE_MS;
      return sealer.seal(`${expiresAt}:${secret}`, PURPOSE);
    },
    redeem(token) {
      let plaintext: string;
      try {
        plaintext = sealer.open(token, PURPOSE).toString();
      } catch {
        return null;
      }
      const [expiresAt = '', secret = ''] = plaintext.split(':');
      return Number(expiresAt) > clock.now().getTime() ? secret : null;
    },
  };
}
