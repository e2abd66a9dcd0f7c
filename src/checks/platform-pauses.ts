import { backOffMs, type BackOff, type Clock, type Events } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import { isAboutPlatform } from '../rules/index.js';
import { listDueInTurns } from './list-due-in-turns.js';
import type { CheckStore } from './check-store.js';
import type { PlatformPause, PlatformPauseStore } from './platform-pause-store.js';

/**
 * What all workers share about platforms that cannot be asked just now. While a platform is left alone none of its
 * courses is read; when a pause runs out one course asks for all; the first answer ends the pause and brings forward the
 * courses that failed meanwhile, so that the end of a long outage is noticed within minutes everywhere.
 */
export interface PlatformPauses {
  /**
   * Courses to be read now, the longest waiting first and a few of each platform at a time; of a platform whose pause ran out
   * one, and of one that is left alone none.
   */
  listDue(limit: number): Promise<readonly DueCourse[]>;
  isHeld(platformId: string): Promise<boolean>;
  /** The platform answered. */
  answered(platformId: string): Promise<void>;
  /** The platform was asked in vain: where that is about all of it, it is left alone. */
  failed(platformId: string, error: unknown): Promise<void>;
}

export interface DueCourse {
  readonly course: CourseKey;
  /** The course probes its platform for all of its courses. */
  readonly probesPlatform: boolean;
}

const MINUTE = 60_000;
/** A silent platform is asked again after half a minute, then after twice as long each time, five minutes at most. */
const TURNS: BackOff = { firstMs: MINUTE / 2, mostMs: 5 * MINUTE };
const LONGEST_ASKED_SECONDS = 86_400;
/** Courses that failed in a shorter pause are due again by themselves soon enough. */
const LONG_PAUSE_MS = 3 * MINUTE;

/** When the platform is asked again, after so many tries. */
const nextTurn = (now: Date, tries: number): Date =>
  new Date(now.getTime() + backOffMs(TURNS, tries + 1));

export function createPlatformPauses(deps: {
  readonly clock: Clock;
  readonly events: Pick<Events, 'tell'>;
  readonly pauses: PlatformPauseStore;
  readonly checks: Pick<CheckStore, 'listDue' | 'findFirst' | 'bringForward'>;
}): PlatformPauses {
  const { clock, events, pauses, checks } = deps;

  async function askForAll(pause: PlatformPause, now: Date): Promise<DueCourse[]> {
    if (pause.until > now) return [];
    if (!(await pauses.takeTurn(pause, nextTurn(now, pause.tries + 1)))) return [];
    const course = await checks.findFirst(pause.platformId);
    if (course) return [{ course, probesPlatform: true }];
    await pauses.end(pause.platformId);
    return [];
  }

  return {
    async listDue(limit) {
      const now = clock.now();
      const held = await pauses.list();
      const without = held.map(({ platformId }) => platformId);
      const due = await listDueInTurns(checks, now, limit, without);
      const turns = await Promise.all(held.map((pause) => askForAll(pause, now)));
      return [...turns.flat(), ...due.map((course) => ({ course, probesPlatform: false }))];
    },
    isHeld: (platformId) => pauses.isHeld(platformId, clock.now()),
    async answered(platformId) {
      const ended = await pauses.end(platformId);
      if (!ended) return;
      const now = clock.now();
      const silentMs = now.getTime() - ended.since.getTime();
      events.tell('platform_back', { platformId, silentMs });
      if (silentMs < LONG_PAUSE_MS) return;
      await checks.bringForward(platformId, ended.since, now);
    },
    async failed(platformId, error) {
      if (!isAboutPlatform(error)) return;
      const now = clock.now();
      const seconds = Math.min(LONGEST_ASKED_SECONDS, error.retryAfterSeconds ?? 0);
      const until = seconds > 0 ? new Date(now.getTime() + seconds * 1_000) : nextTurn(now, 0);
      if (!(await pauses.begin(platformId, now, until, seconds > 0))) return;
      const silent = { platformId, code: error.code };
      events.tell(
        'platform_silent',
        seconds > 0 ? { ...silent, retryAfterSeconds: seconds } : silent,
      );
    },
  };
}
