import type { Request, Response } from 'express';
import { omitUndefined, type Clock, type Logger } from '../base/index.js';
import type { Connection } from '../store/index.js';
import { achievementIdOf, isByPerson, type UseKind } from './use.js';
import {
  createUsageStore,
  type Addition,
  type BadgeUses,
  type UsePlace,
  type Uses,
} from './usage-store.js';

const DAY_MS = 86_400_000;
/** What was counted waits so long for more, in milliseconds; a process that is killed loses as much. */
const WAIT_MS = 10_000;
/** So many different counters are written at once, without waiting. */
const AT_ONCE = 500;
/** So many are kept while the store is away; what is counted beyond is lost. */
const MOST_WAITING = 5_000;

/** What {@link createUsage} works with. */
export interface UsageDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
  /** @returns whose these achievements are, by id; of those that there are */
  readonly findOwners: (
    achievementIds: readonly string[],
  ) => Promise<ReadonlyMap<string, { readonly platformId: string; readonly deploymentId: string }>>;
}

/** Counts what is done with badges: by badge, day and kind, never by person. */
export interface Usage {
  /** Counts one use. Takes no time, and throws nothing. @param achievementUrl as the badge names it */
  count(achievementUrl: string, kind: UseKind): void;
  /** Counts one once the answer is sent, if it is a whole one (200) and a person's browser asked. */
  countAnswer(req: Request, res: Response, achievementUrl: string, kind: UseKind): void;
  /** Writes what waits. Throws nothing: what cannot be written waits on. */
  flush(): Promise<void>;
  /** Adds up what was done with some badges from a moment on, with what waits in this process. */
  ofBadges(achievementIds: readonly string[], since: Date): Promise<readonly BadgeUses[]>;
  /** The same of a platform, or of one of its deployments. */
  ofPlatform(place: UsePlace, since: Date): Promise<readonly Uses[]>;
}

/** @returns the counters of this process, written to the store in batches */
export function createUsage({ connection, clock, log, findOwners }: UsageDeps): Usage {
  const store = createUsageStore(connection);
  let waiting = new Map<string, Addition>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let isFailing = false;

  function add(addition: Addition): void {
    const { achievementId, day, kind, count } = addition;
    const key = [achievementId, day.getTime(), kind].join(' ');
    const known = waiting.get(key);
    if (known === undefined && waiting.size >= MOST_WAITING) return;
    waiting.set(key, { ...addition, count: count + (known?.count ?? 0) });
    timer ??= setTimeout(() => void flush(), WAIT_MS).unref();
  }

  async function write(batch: readonly Addition[]): Promise<void> {
    try {
      const owners = await findOwners([...new Set(batch.map((each) => each.achievementId))]);
      await store.add(
        batch.map((each) => omitUndefined({ ...each, owner: owners.get(each.achievementId) })),
      );
      isFailing = false;
    } catch (err) {
      if (!isFailing)
        log.warn({ err }, 'what was done with badges could not be counted; again soon');
      isFailing = true;
      for (const each of batch) add(each);
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = [...waiting.values()];
    waiting = new Map();
    // One after the other: where the store is slow, requests do not pile writes up.
    if (batch.length > 0) writing = writing.then(() => write(batch));
    return writing;
  }

  function count(achievementUrl: string, kind: UseKind): void {
    const achievementId = achievementIdOf(achievementUrl);
    if (achievementId === null) return;
    const now = clock.now().getTime();
    add({ achievementId, kind, count: 1, day: new Date(now - (now % DAY_MS)) });
    if (waiting.size >= AT_ONCE && !isFailing) void flush();
  }

  return {
    count,
    countAnswer(req, res, achievementUrl, kind) {
      if (!isByPerson(req)) return;
      res.once('finish', () => {
        if (res.statusCode === 200) count(achievementUrl, kind);
      });
    },
    flush,
    async ofBadges(achievementIds, since) {
      if (achievementIds.length === 0) return [];
      await flush();
      return store.ofBadges(achievementIds, since);
    },
    async ofPlatform(place, since) {
      await flush();
      return store.ofPlatform(place, since);
    },
  };
}
