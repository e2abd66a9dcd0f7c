import { networkOf, type Clock, type Sealer } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { createLimitStore } from './limit-store.js';
import { LIMITS, SIDES, tooOften, type Act, type Limit, type Party } from './limits.js';

/** Limits on acts that send, issue or register, shared by all processes on one store. */
export interface Limits {
  /**
   * Counts an act for everybody it concerns; to be called right before it is done.
   * @throws TooManyRequests `too_many_mails`, `too_many_changes`, `too_many_messages`, `too_many_corrections` or `too_many_registrations`, with Retry-After
   */
  spend(act: Act, party: Party): Promise<void>;
  /**
   * Counts one more of something else.
   * @returns how many are left in this window, -1 where it was too many, and when the window ends
   */
  count(
    what: string,
    whose: string,
    limit: Limit,
  ): Promise<{ readonly left: number; readonly resetSeconds: number }>;
}

export function createLimits(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly sealer: Pick<Sealer, 'digest'>;
}): Limits {
  const { clock, sealer } = deps;
  const store = createLimitStore(deps.connection);
  const limits = new Map<string, Limit>();
  return {
    async count(what, whose, limit) {
      const now = clock.now().getTime();
      const window = Math.floor(now / limit.windowMs);
      // The store has one counter a limit, known by the object: the same one is handed on each time.
      const same = limits.get(what) ?? limit;
      limits.set(what, same);
      const key = sealer.digest(JSON.stringify([what, whose, window]), 'limits');
      return {
        left: await store.count(key, same),
        resetSeconds: Math.ceil(((window + 1) * limit.windowMs - now) / 1000),
      };
    },
    async spend(act, party) {
      const now = clock.now().getTime();
      for (const side of SIDES) {
        const limit = LIMITS[act][side];
        const value = side === 'address' ? networkOf(party.address ?? '') : party[side];
        if (limit === undefined || value === undefined || value === '') continue;
        const window = Math.floor(now / limit.windowMs);
        // Nobody's address or id is kept, not even for a day.
        const key = sealer.digest(JSON.stringify([act, side, value, window]), 'limits');
        if ((await store.count(key, limit)) >= 0) continue;
        throw tooOften(act, Math.ceil(((window + 1) * limit.windowMs - now) / 1000));
      }
    },
  };
}
