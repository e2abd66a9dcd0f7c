import { z } from 'zod';
import { InvalidInput, type Clock, type Sealer } from '../../base/index.js';

/** Where the registration's last page goes on to: the grades that need more than LTI. */
export const SET_UP_PATH = '/register/grades';

const LIFE_MS = 4 * 60 * 60_000;
const PURPOSE = 'registration set-up';

const schema = z.object({ platformId: z.string(), expiresAt: z.number() });

/** Who has just registered a platform may set it up: known by what the last page handed out, never by an address. */
export interface SetUpTickets {
  issue(platformId: string): string;
  /** @returns the platform's id. Throws InvalidInput `set_up_stale` for what is not ours, or older than four hours */
  redeem(ticket: string): string;
}

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
