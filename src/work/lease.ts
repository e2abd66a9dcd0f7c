import { randomId, type Clock, type Logger } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { createLeaseStore } from './lease-store.js';

/** What work under a lease is told: stop when the signal says that the lease was lost. */
export interface LeaseContext {
  readonly signal: AbortSignal;
}

/** The answer of a leased run: what `run` gave, or that another worker is at it. */
export type Leased<T> = { readonly taken: true; readonly value: T } | { readonly taken: false };

export interface Leases {
  /**
   * Runs `run` while holding the lease `key`; gives `{taken: false}` at once when another worker holds it.
   * The lease is prolonged while `run` goes on and runs out by itself `ttlMs` after its worker died.
   * @param ttlMs milliseconds, at least three times what one step without awaiting may take
   */
  lease<T>(
    key: string,
    ttlMs: number,
    run: (context: LeaseContext) => Promise<T>,
  ): Promise<Leased<T>>;
}

/** Leases of one process, and their end. */
export interface OwnLeases extends Leases {
  /** Tells all work under a lease to stop, and gives the leases back for others to take at once. */
  giveBack(): Promise<void>;
}

/** The first word of a key; the others may say of whom. */
const kindOf = (key: string): string => key.split(' ', 1)[0] ?? '';

export function createLeases(deps: {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
}): OwnLeases {
  const store = createLeaseStore(deps.connection);
  const held = new Map<string, () => Promise<void>>();
  const from = (ttlMs: number) => new Date(deps.clock.now().getTime() + ttlMs);

  return {
    async lease(key, ttlMs, run) {
      const holder = randomId();
      if (!(await store.take(key, holder, deps.clock.now(), from(ttlMs)))) return { taken: false };
      const lost = new AbortController();
      const lose = () => lost.abort(new Error(`a lease was lost (${kindOf(key)})`));
      let until = from(ttlMs);
      const prolong = async () => {
        const next = from(ttlMs);
        if (await store.prolong(key, holder, next)) until = next;
        else lose();
      };
      const timer = setInterval(() => {
        prolong().catch((err: unknown) => {
          deps.log.warn({ err, lease: kindOf(key) }, 'a lease could not be prolonged');
          // The store was away for so long that another worker may hold it by now.
          if (until <= deps.clock.now()) lose();
        });
      }, ttlMs / 3);
      const giveBack = async () => {
        clearInterval(timer);
        await store.release(key, holder).catch((err: unknown) => {
          deps.log.warn(
            { err, lease: kindOf(key) },
            'a lease could not be given back; it runs out by itself',
          );
        });
      };
      held.set(holder, async () => {
        lose();
        await giveBack();
      });
      try {
        return { taken: true, value: await run({ signal: lost.signal }) };
      } finally {
        // Once all were given back there is nothing left to do, and perhaps no store.
        if (held.delete(holder)) await giveBack();
      }
    },
    async giveBack() {
      const all = [...held.values()];
      held.clear();
      await Promise.all(all.map((end) => end()));
    },
  };
}
