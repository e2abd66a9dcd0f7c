import { setTimeout as wait } from 'node:timers/promises';
import {
  createSlots,
  readingOnce,
  runWithIds,
  type Clock,
  type Events,
  type Logger,
} from '../base/index.js';
import type { CheckOutcome } from './check-outcome.js';
import { AT_ONCE_EACH, createDueChooser } from './choose-due.js';
import type { ClaimStore } from './claim-store.js';
import type { Claimed, Claims } from './claims.js';
import type { PlatformPauses } from './platform-pauses.js';
import type { Prepared } from './prepare-courses.js';

/** Looks at a time in this process; those that wait for a slow platform make room. */
const AT_ONCE = 8;
/** A look that takes so long leaves its place to others: it uses little of this machine while it waits. */
const SLOW = { afterMs: 5_000, most: 120 };
/** While courses are claimed it is looked for more once so many of them are done, or after a second. */
const AGAIN_MS = 1_000;
/** What was read for a course that had to wait longer is read again. */
const PREPARED_MS = 10_000;

/** How long looks may go on when this process stops; then their courses are others'. */
const END_MS = 2_000;

const JOB = 'awards.check';

/** Looks at courses whose time has come, in this process, beside any number of others. */
export interface CourseWatch {
  /** Claims courses whose time has come, begins to look at them, and waits until there is room for more. @returns how many */
  look(signal?: AbortSignal): Promise<number>;
  /** Gives back what has not begun, and after a moment what has. */
  end(): Promise<void>;
  /** Looks at courses until none is due, or all that are left are another's. @returns how many were claimed */
  lookAtAll(): Promise<number>;
}

export function createCourseWatch(deps: {
  readonly clock: Clock;
  readonly events: Pick<Events, 'tell'>;
  readonly log: Pick<Logger, 'warn'>;
  readonly store: ClaimStore;
  readonly claims: Claims;
  readonly platforms: Pick<PlatformPauses, 'listTurns' | 'isHeldHere'>;
  prepare(claimed: readonly Claimed[], now: Date): Promise<ReadonlyMap<string, Prepared>>;
  check(
    claimed: Claimed,
    of: { readonly isDue: boolean; readonly prepared?: Prepared | undefined },
  ): Promise<CheckOutcome>;
}): CourseWatch {
  const { clock, events, log, claims, platforms } = deps;
  const chooser = createDueChooser(deps.store);
  const slots = createSlots(AT_ONCE, AT_ONCE_EACH, SLOW);
  const counts = new Map<string, number>();
  const running = new Map<string, Promise<void>>();
  let ended = (): void => undefined;

  const shares = {
    count: (platformId: string) => counts.get(platformId) ?? 0,
    get total() {
      return running.size;
    },
  };
  const note = (platformId: string, by: 1 | -1): void => {
    const now = (counts.get(platformId) ?? 0) + by;
    if (now === 0) counts.delete(platformId);
    else counts.set(platformId, now);
  };

  async function checkIt(
    claimed: Claimed,
    isDue: boolean,
    prepared: Prepared | undefined,
  ): Promise<void> {
    const { platformId } = claimed.course;
    // Since it was claimed the platform may have fallen silent: the course stays due.
    if (isDue && platforms.isHeldHere(platformId)) return claims.release([claimed]);
    const begun = performance.now();
    const ms = () => Math.round(performance.now() - begun);
    const isOld =
      prepared !== undefined && clock.now().getTime() - prepared.at.getTime() > PREPARED_MS;
    const lost = new Promise<never>((_, fail) => {
      const { signal } = claimed;
      signal.addEventListener('abort', () => fail(signal.reason as Error), { once: true });
    });
    try {
      const of = { isDue, prepared: isOld ? undefined : prepared };
      // One that never ends gives its place back with its claim.
      await Promise.race([deps.check(claimed, of), lost]);
      events.tell('job_done', { job: JOB, ms: ms() });
    } catch (err) {
      // Its claim runs out, which is as long as the course waits.
      claims.forget(claimed);
      events.tell('job_failed', { job: JOB, ms: ms(), failures: 1, err });
    } finally {
      lost.catch(() => undefined);
      chooser.took(platformId, ms());
    }
  }

  function begin(claimed: Claimed, isDue: boolean, prepared: Prepared | undefined): void {
    const { id, by: jobId, course } = claimed;
    const { platformId } = course;
    note(platformId, 1);
    let hasBegun = false;
    const work = (): Promise<void> => {
      hasBegun = true;
      return runWithIds({ job: JOB, jobId }, () => checkIt(claimed, isDue, prepared));
    };
    const run = slots
      .run(work, platformId)
      .catch(async (err: unknown) => {
        if (hasBegun) log.warn({ err }, 'a course could not be looked at');
        // It had no turn before this process stops.
        else await claims.release([claimed]);
      })
      .catch((err: unknown) => log.warn({ err }, 'a course could not be given back'))
      .finally(() => {
        note(platformId, -1);
        if (running.get(id) === run) running.delete(id);
        ended();
      });
    running.set(id, run);
  }

  async function claimTurns(): Promise<Claimed[]> {
    const turns = await platforms.listTurns();
    const taken = await Promise.all(turns.map((course) => claims.takeFirst(course)));
    return taken.filter((each) => each !== null);
  }

  async function claim(): Promise<number> {
    const asking = await claimTurns();
    for (const each of asking) begin(each, false, undefined);
    const isLeftAlone = (id: string): boolean => platforms.isHeldHere(id);
    const due = await chooser.choose(clock.now(), shares, isLeftAlone);
    const claimed = await claims.take(due);
    if (claimed.length === 0) return asking.length;
    let prepared: ReadonlyMap<string, Prepared>;
    try {
      prepared = await deps.prepare(claimed, clock.now());
    } catch (error) {
      await claims.release(claimed);
      throw error;
    }
    for (const each of claimed) begin(each, true, prepared.get(each.id));
    return asking.length + claimed.length;
  }

  /** Looks that begin at the same moment read the platforms that they share once. */
  const claimTogether = (): Promise<number> => readingOnce(claim);

  /** Waits until half of what runs has ended, for a second at most. */
  async function untilRoom(signal: AbortSignal | undefined): Promise<void> {
    const enough = Math.floor(running.size / 2);
    await new Promise<void>((done) => {
      const timer = setTimeout(goOn, AGAIN_MS);
      function goOn(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', goOn);
        done();
      }
      signal?.addEventListener('abort', goOn);
      if (signal?.aborted) goOn();
      ended = () => void (running.size <= enough && goOn());
      ended();
    });
    ended = () => undefined;
  }

  return {
    async look(signal) {
      const count = await claimTogether();
      if (count > 0) await untilRoom(signal);
      return count;
    },
    async end() {
      slots.clear(new Error('this process stops'));
      await Promise.race([
        Promise.allSettled(running.values()),
        wait(END_MS, undefined, { ref: false }),
      ]);
      await claims.flush();
      await claims.releaseAll();
    },
    async lookAtAll() {
      let all = 0;
      for (;;) {
        const count = await claimTogether();
        await Promise.allSettled(running.values());
        await claims.flush();
        if (count === 0) return all;
        all += count;
      }
    },
  };
}
