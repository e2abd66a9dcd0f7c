import { createAudit, type Audit } from './audit/index.js';
import {
  createEvents,
  createOutbound,
  createSealer,
  observeOutbound,
  omitUndefined,
  paceOutbound,
  systemClock,
  type Clock,
  type Events,
  type Logger,
  type Lookup,
  type Outbound,
  type Sealer,
  type Settings,
} from './base/index.js';
import { holdOutbound } from './backup/index.js';
import { createLimits, type Limits } from './limits/index.js';
import { masterKeysOf } from './master-keys.js';
import type { BegunStore } from './begin-store.js';
import { createMetrics, type Metrics } from './metrics/index.js';
import { openStore, watchHold, type Connection, type Store } from './store/index.js';
import { createWork, type Work } from './work/index.js';
import { createWorkers, type Workers } from './workers/index.js';

/** What a test may bring along instead of the real thing. */
export interface TestOverrides {
  readonly clock?: Clock;
  readonly store?: Store;
  /** Waits between two calls of another system. */
  readonly pause?: (ms: number) => Promise<unknown>;
  /** Finds the addresses of other systems' names. */
  readonly lookup?: Lookup;
  /** Finds TXT records of names. */
  readonly resolveTxt?: (name: string) => Promise<string[][]>;
  /** The way out to hosts that issuers say are theirs. */
  readonly hostOutbound?: Pick<Outbound, 'fetch'>;
  /** The longest that another system may take for an answer, in milliseconds. */
  readonly patienceMs?: () => number;
  /** The embedded store, where it is being opened already. */
  readonly begun?: BegunStore;
  /** Processes that others use too; whoever made them ends them. */
  readonly workers?: Workers;
}

/** What every room stands on. */
export interface Infrastructure {
  readonly settings: Settings;
  readonly log: Logger;
  readonly clock: Clock;
  readonly events: Events;
  /** Absent where nobody asked for them (METRICS_PORT). */
  readonly metrics?: Metrics;
  readonly store: Store;
  readonly connection: Connection;
  readonly sealer: Sealer;
  readonly outbound: Outbound;
  /** To learning platforms' services: a few calls at a time, and none while a platform asks for patience. */
  readonly serviceOutbound: Outbound;
  /**
   * Requests to the addresses that a badge or its reader names. Strangers choose these: the private hosts that the operator
   * vouched for as learning platforms cannot be reached here, except where they may also serve contexts.
   */
  readonly strangersOutbound: Outbound;
  /** Waits between two calls of another system, where a test brings its own. */
  readonly pause?: (ms: number) => Promise<unknown>;
  /** What a test brings along for hosts of issuers' own. */
  readonly resolveTxt?: NonNullable<TestOverrides['resolveTxt']>;
  readonly hostOutbound?: NonNullable<TestOverrides['hostOutbound']>;
  readonly audit: Audit;
  readonly workers: Workers;
  readonly work: Work;
  readonly limits: Limits;
  /** Ends what was begun here. */
  close(): Promise<void>;
}

const createWayOut = (
  settings: Settings,
  { lookup, patienceMs }: TestOverrides,
  allowPrivateHosts: readonly string[],
): Outbound =>
  createOutbound(
    omitUndefined({
      userAgent: `Laurel (${settings.publicUrl})`,
      allowPrivateHosts,
      allowLoopback: settings.mode !== 'production',
      lookup,
      patienceMs,
    }),
  );

/** @throws Unavailable when the store cannot be reached */
export async function createInfrastructure(
  settings: Settings,
  log: Logger,
  overrides: TestOverrides,
): Promise<Infrastructure> {
  const { clock = systemClock, pause } = overrides;
  const events = createEvents(log);
  const metrics = settings.metrics ? createMetrics({ clock }) : undefined;
  metrics?.countEvents(events);
  const store =
    overrides.store ??
    (await openStore(settings, log, metrics?.countCommand, overrides.begun?.opened));
  const { connection } = store;
  const hold = watchHold(connection);
  const sealer = createSealer(masterKeysOf(settings));
  const wayOutTo = (privateHosts: readonly string[]): Outbound =>
    observeOutbound(createWayOut(settings, overrides, privateHosts), events);
  const { allowPrivateHosts, verifyContextHosts } = settings;
  const outbound = wayOutTo(allowPrivateHosts);
  const strangersOutbound = wayOutTo(
    allowPrivateHosts.filter((host) => verifyContextHosts.includes(host)),
  );
  const serviceOutbound = paceOutbound(
    omitUndefined({ outbound: holdOutbound(outbound, hold), clock, pause }),
  );
  const workers = overrides.workers ?? createWorkers({ log });
  return {
    settings,
    log,
    clock,
    events,
    store,
    connection,
    sealer,
    outbound,
    serviceOutbound,
    strangersOutbound,
    audit: createAudit({ connection, clock }),
    workers,
    work: createWork({ connection, clock, log, events, hold }),
    limits: createLimits({ connection, clock, sealer }),
    ...omitUndefined({ metrics, pause }),
    ...omitUndefined({ resolveTxt: overrides.resolveTxt, hostOutbound: overrides.hostOutbound }),
    async close() {
      if (overrides.workers === undefined) workers.close();
      await Promise.all([outbound.close(), strangersOutbound.close()]);
      if (overrides.store === undefined) await store.close();
    },
  };
}
