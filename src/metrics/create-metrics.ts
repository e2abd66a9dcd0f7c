import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Clock, Events } from '../base/index.js';
import type { Backlog, CommandDone } from '../store/index.js';
import { countEvents } from './count-events.js';
import { createInstruments, type Instruments } from './instruments.js';
import { commandLabel } from './labels.js';
import { createMostActive } from './most-active.js';

/** What is read from the store when somebody asks, for all processes on it. */
export interface State {
  readonly queues: Readonly<Record<string, Backlog>>;
  readonly silentPlatforms: Backlog;
}

/** Reads it; rejects while the store is away. */
export type ReadState = () => Promise<State>;

export interface Metrics {
  readonly contentType: string;
  /** Everything, in Prometheus' text format. */
  text(): Promise<string>;
  /** Counts what operators are told of from now on. */
  countEvents(events: Pick<Events, 'listen'>): void;
  /** Counts a command that the store was sent. */
  readonly countCommand: (done: CommandDone) => void;
  /** Says how to read what waits; before, nothing is said of it. */
  readStateBy(read: ReadState): void;
}

/** Platforms that are labels of their own at a time; the others are `other`. */
const PLATFORMS = 100;
/** However often somebody asks, the store is asked once in so many milliseconds. */
const FRESH_FOR_MS = 5_000;

function show(meters: Instruments, { queues, silentPlatforms }: State, now: Date): void {
  const age = ({ oldestAt }: Backlog) =>
    oldestAt === undefined ? 0 : Math.max(0, (now.getTime() - oldestAt.getTime()) / 1_000);
  for (const [queue, backlog] of Object.entries(queues)) {
    meters.queueDepth.set({ queue }, backlog.depth);
    meters.queueAge.set({ queue }, age(backlog));
  }
  meters.silentPlatforms.set(silentPlatforms.depth);
  meters.silentSeconds.set(age(silentPlatforms));
}

/** Ends the series of a platform; should it come back, they begin at nought, as after a restart. */
function dropPlatform(meters: Instruments, platform: string): void {
  for (const meter of [meters.launches, meters.issued, meters.silences]) meter.remove({ platform });
  for (const scope of ['course', 'learner']) {
    for (const outcome of ['read', 'failed', 'absent', 'cut']) {
      meters.checks.remove({ scope, outcome, platform });
    }
  }
}

/** Counters and histograms of one process. Nothing is global: two of them in a process know nothing of each other. */
export function createMetrics({ clock }: { readonly clock: Clock }): Metrics {
  const registry = new Registry();
  const meters = createInstruments(registry);
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });

  const mostActive = createMostActive({
    limit: PLATFORMS,
    onLeave: (platform) => dropPlatform(meters, platform),
  });

  let read: ReadState | null = null;
  let state = { at: -Infinity, done: Promise.resolve() };

  async function refresh(ask: ReadState): Promise<void> {
    const found = await ask().catch(() => null);
    meters.storeUp.set(found === null ? 0 : 1);
    for (const meter of [meters.queueDepth, meters.queueAge]) meter.reset();
    if (found) show(meters, found, clock.now());
  }

  return {
    contentType: registry.contentType,
    async text() {
      if (read && performance.now() - state.at > FRESH_FOR_MS) {
        state = { at: performance.now(), done: refresh(read) };
      }
      await state.done;
      return registry.metrics();
    },
    countEvents: (events) => events.listen(countEvents(meters, (id) => mostActive.label(id))),
    countCommand({ command, ms, isFailed }) {
      const label = { command: commandLabel(command) };
      meters.commandSeconds.observe(label, ms / 1_000);
      if (isFailed) meters.commandFailures.inc(label);
    },
    readStateBy: (how) => void (read = how),
  };
}
