import { z } from 'zod';
import { InvalidInput, type Clock, type Sealer } from '../../base/index.js';

/** The path to which a registration's last page leads: grades that need more than LTI. */
export const SET_UP_PATH = '/register/grades';

const LIFE_MS = 4 * 60 * 60_000;
const PURPOSE = 'registration set-up';

const schema = z.object({ platformId: z.string(), expiresAt: z.number() });

/**
 * Tickets by which whoever has just registered a platform may set it up; the last page carries one in a form, never in
 * an address.
 */
export interface SetUpTickets {
  issue(platformId: string): string;
  /**
   * @returns the platform's id
   * @throws InvalidInput `set_up_stale` for a ticket that is not this tool's, or older than four hours
   */
  redeem(ticket: string): string;
}

/** @returns tickets that are sealed values: nothing is stored */
export function createSetUpTickets(deps: {
  readonly sealer: Sealer;
  readonly clock: Clock;
}): SetUpTickets {
  const { sealer, clock } = deps;
  const read = (ticket: string) => {
    try {
      return schema.parse(JSON.parse(sealer.open(ticket, PURPOSE).toString()));
    } catch {
      return null;
    }
  };
  return {
    issue(platformId) {
      const expiresAt = clock.now().getTime() + LIFE_MS;
      return sealer.seal(JSON.stringify({ platformId, expiresAt }), PURPOSE);
    },
    redeem(ticket) {
      const found = read(ticket);
      if (found && found.expiresAt > clock.now().getTime()) return found.platformId;
      throw new InvalidInput('set_up_stale', 'This page is no longer good.', {
        action:
          'Open Laurel from any course as an administrator: the same steps are under “Where grades come from”.',
      });
    },
  };
}
