import { backOffMs, type BackOff, type Clock, type Events } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import { isAboutPlatform } from '../rules/index.js';
import type { CheckStore } from './check-store.js';
import type { PlatformPause, PlatformPauseStore } from './platform-pause-store.js';

/**
 * What all workers share about platforms that cannot be asked just now. While a platform is left alone none of its
 * courses is read; when a pause runs out one course asks for all; the first answer ends the pause and brings forward the
 * courses that failed meanwhile, so that the end of a long outage is noticed within minutes everywhere.
 */
export interface PlatformPauses {
  /** One course of each platform whose pause ran out: it asks for all. One worker gets it. */
  listTurns(): Promise<readonly CourseKey[]>;
  /** Whether a platform is left alone, as this process knew when it last looked for turns or asked it in vain. */
  isHeldHere(platformId: string): boolean;
  /** The platform answered. */
  answered(platformId: string): Promise<void>;
  /** The platform was asked in vain: where that is about all of it, it is left alone. */
  failed(platformId: string, error: unknown): Promise<void>;
}

const MINUTE = 60_000;
/** A silent platform is asked again after half a minute, then after twice as long each time, five minutes at most. */
const TURNS: BackOff = { firstMs: MINUTE / 2, mostMs: 5 * MINUTE };
const LONGEST_ASKED_SECONDS = 86_400;
/** Courses that failed in a shorter pause are due again by themselves soon enough. */
const LONG_PAUSE_MS = 3 * MINUTE;
/** What this process saw of pauses holds so long: a platform that another worker leaves alone since then is asked for all. */
const SEEN_MS = 5_000;

/** When the platform is asked again, after so many tries. */
const nextTurn = (now: Date, tries: number): Date =>
  new Date(now.getTime() + backOffMs(TURNS, tries + 1));

export function createPlatformPauses(deps: {
  readonly clock: Clock;
  readonly events: Pick<Events, 'tell'>;
  readonly pauses: PlatformPauseStore;
  readonly checks: Pick<CheckStore, 'findFirst' | 'bringForward'>;
}): PlatformPauses {
  const { clock, events, pauses, checks } = deps;

  let held: ReadonlySet<string> = new Set();
  let seenAt: Date | undefined;

  async function askForAll(pause: PlatformPause, now: Date): Promise<CourseKey[]> {
    if (pause.until > now) return [];
    if (!(await pauses.takeTurn(pause, nextTurn(now, pause.tries + 1)))) return [];
    const course = await checks.findFirst(pause.platformId);
    if (course) return [course];
    await pauses.end(pause.platformId);
    return [];
  }

  return {
    async listTurns() {
      const now = clock.now();
      const list = await pauses.list();
      held = new Set(list.map(({ platformId }) => platformId));
      seenAt = now;
      return (await Promise.all(list.map((pause) => askForAll(pause, now)))).flat();
    },
    isHeldHere: (platformId) => held.has(platformId),
    async answered(platformId) {
      const age = seenAt ? clock.now().getTime() - seenAt.getTime() : Infinity;
      if (!held.has(platformId) && age >= 0 && age < SEEN_MS) return;
      const ended = await pauses.end(platformId);
      held = new Set([...held].filter((id) => id !== platformId));
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
      const begins = await pauses.begin(platformId, now, until, seconds > 0);
      held = new Set([...held, platformId]);
      if (!begins) return;
      const silent = { platformId, code: error.code };
      events.tell(
        'platform_silent',
        seconds > 0 ? { ...silent, retryAfterSeconds: seconds } : silent,
      );
    },
  };
}
