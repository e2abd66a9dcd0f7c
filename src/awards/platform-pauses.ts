import { LaurelError, type Clock } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import type { CheckStore } from './check-store.js';
import type { PlatformPause, PlatformPauseStore } from './platform-pause-store.js';

/**
 * What all workers share about platforms that cannot be asked just now. While a platform is left alone none of its
 * courses is read; when a pause runs out one course asks for all; the first answer ends the pause and brings forward the
 * courses that failed meanwhile, so that the end of a long outage is noticed within minutes everywhere.
 */
export interface PlatformPauses {
  /** Courses to be read now, the longest waiting first; of a platform whose pause ran out one, and of one that is left alone none. */
  listDue(limit: number): Promise<readonly DueCourse[]>;
  isHeld(platformId: string): Promise<boolean>;
  /** The platform answered. */
  answered(platformId: string): Promise<void>;
  /** The platform was asked in vain: where that is about all of it, it is left alone. */
  failed(platformId: string, error: unknown): Promise<void>;
}

export interface DueCourse {
  readonly course: CourseKey;
  /** It asks for all courses of its platform. */
  readonly forAll: boolean;
}

const MINUTE = 60_000;
const FIRST_MS = MINUTE / 2;
const LONGEST_MS = 5 * MINUTE;
const LONGEST_ASKED_SECONDS = 86_400;
/** Courses that failed in a shorter one come back by themselves soon enough. */
const LONG_PAUSE_MS = 3 * MINUTE;

const BUSY = new Set(['platform_busy', 'canvas_busy', 'moodle_busy']);
const SILENT = new Set(['upstream_timeout', 'upstream_unreachable']);

/** Whether a code says that the platform does not answer, or asks for patience. */
export const isSilence = (code: string): boolean => SILENT.has(code) || BUSY.has(code);

/** Whether an error is about the whole platform: it does not answer, or asks for patience. */
export const isAboutPlatform = (error: unknown): error is LaurelError =>
  error instanceof LaurelError && isSilence(error.code);

/** Half a minute, then twice as long each time, five minutes at most. */
const nextTurn = (now: Date, tries: number): Date =>
  new Date(now.getTime() + Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 8)));

export function createPlatformPauses(deps: {
  readonly clock: Clock;
  readonly pauses: PlatformPauseStore;
  readonly checks: Pick<CheckStore, 'listDue' | 'findFirst' | 'bringForward'>;
}): PlatformPauses {
  const { clock, pauses, checks } = deps;

  async function askForAll(pause: PlatformPause, now: Date): Promise<DueCourse[]> {
    if (pause.until > now) return [];
    if (!(await pauses.takeTurn(pause, nextTurn(now, pause.tries + 1)))) return [];
    const course = await checks.findFirst(pause.platformId);
    if (course) return [{ course, forAll: true }];
    await pauses.end(pause.platformId);
    return [];
  }

  return {
    async listDue(limit) {
      const now = clock.now();
      const held = await pauses.list();
      const without = held.map(({ platformId }) => platformId);
      const due = await checks.listDue(now, limit, without);
      const turns = await Promise.all(held.map((pause) => askForAll(pause, now)));
      return [...turns.flat(), ...due.map((course) => ({ course, forAll: false }))];
    },
    isHeld: (platformId) => pauses.isHeld(platformId, clock.now()),
    async answered(platformId) {
      const ended = await pauses.end(platformId);
      if (!ended) return;
      const now = clock.now();
      if (now.getTime() - ended.since.getTime() < LONG_PAUSE_MS) return;
      await checks.bringForward(platformId, ended.since, now);
    },
    async failed(platformId, error) {
      if (!isAboutPlatform(error)) return;
      const now = clock.now();
      const seconds = Math.min(LONGEST_ASKED_SECONDS, error.retryAfterSeconds ?? 0);
      if (seconds > 0) {
        await pauses.begin(platformId, now, new Date(now.getTime() + seconds * 1_000), true);
      } else {
        await pauses.begin(platformId, now, nextTurn(now, 0), false);
      }
    },
  };
}
