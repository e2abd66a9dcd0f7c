import { networkOf, type Clock, type Sealer } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { createLimitStore } from './limit-store.js';
import { LIMITS, SIDES, tooOften, type Act, type Party } from './limits.js';

/** Limits on acts that send, issue or register, shared by all processes on one store. */
export interface Limits {
  /**
   * Counts an act for everybody it concerns; to be called right before it is done.
   * @throws TooManyRequests `too_many_mails`, `too_many_changes`, `too_many_messages`, `too_many_corrections` or `too_many_registrations`, with Retry-After
   */
  spend(act: Act, party: Party): Promise<void>;
}

export function createLimits(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly sealer: Pick<Sealer, 'digest'>;
}): Limits {
  const { clock, sealer } = deps;
  const store = createLimitStore(deps.connection);
  return {
    async spend(act, party) {
      const now = clock.now().getTime();
      for (const side of SIDES) {
        const limit = LIMITS[act][side];
        const value = side === 'address' ? networkOf(party.address ?? '') : party[side];
        if (limit === undefined || value === undefined || value === '') continue;
        const window = Math.floor(now / limit.windowMs);
        // Nobody's address or id is kept, not even for a day.
        const key = sealer.digest(JSON.stringify([act, side, value, window]), 'limits');
        if (await store.count(key, limit)) continue;
        throw tooOften(act, Math.ceil(((window + 1) * limit.windowMs - now) / 1000));
      }
    },
  };
}
