import { setTimeout as pause } from 'node:timers/promises';
import type { Router } from 'express';
import type { Awards } from '../awards/index.js';
import { LaurelError, type Logger } from '../base/index.js';
import type { Checks } from '../checks/index.js';
import type { CourseKey, Mirrors } from '../grades/index.js';
import { tenantOf, type Launch } from '../lti/index.js';
import type { Rules } from '../rules/index.js';
import type { LearnerDeps } from './learner-deps.js';
import { createLearnerRoutes } from './learner-routes.js';
import { resolveDeepLink } from './resolve-deep-link.js';

/** What {@link createLearner} works with. */
export interface LearnerRoomDeps extends Pick<
  LearnerDeps,
  | 'clock'
  | 'limits'
  | 'web'
  | 'lti'
  | 'people'
  | 'achievements'
  | 'credentials'
  | 'corrections'
  | 'evidence'
  | 'usage'
> {
  readonly settings: { readonly pollMs: number; readonly publicUrl: string };
  readonly log: Pick<Logger, 'warn'>;
  readonly grades: LearnerDeps['grades'] & { readonly mirrors: Pick<Mirrors, 'opened'> };
  readonly rules: Pick<Rules, 'store' | 'drafts'>;
  readonly awards: Pick<Awards, 'store' | 'decisions' | 'validity'>;
  readonly checks: Pick<Checks, 'store' | 'check' | 'queue'>;
}

/** A learner's pages, and what a learner's launch sets off. */
export interface Learner {
  readonly routes: Router;
  /**
   * @returns the address of the badge page that a deep-linked activity leads to; null where the launch names no badge
   */
  landing(launch: Launch): Promise<string | null>;
  /**
   * Checks the course for the learner who launched. Resolves after at most four seconds; the check then goes on in the
   * background.
   */
  onLaunch(launch: Launch): Promise<void>;
}

const LAUNCH_WAIT_MS = 4_000;
const BUSY_PAUSE_MS = 200;

/** @returns the learner's routes and what their launches set off */
export function createLearner(deps: LearnerRoomDeps): Learner {
  const { clock, log, credentials } = deps;
  const { store: checks, check } = deps.checks;
  const { store: awards, decisions, validity } = deps.awards;
  const { store: rules, drafts } = deps.rules;
  /** Checks a learner; where they are being checked just now, as soon as that is over. */
  async function checkWhenFree(course: CourseKey, userId: string): Promise<void> {
    for (let tries = LAUNCH_WAIT_MS / BUSY_PAUSE_MS; tries > 0; tries -= 1) {
      const stirsUntil = new Date(clock.now().getTime() + deps.settings.pollMs);
      if (!(await check(course, { userId, stirsUntil })).busy) return;
      await pause(BUSY_PAUSE_MS, undefined, { ref: false });
    }
  }
  /** Columns that nothing could be decided from wait ever longer; that they can be read again holds for everybody, now. */
  async function checkAtLaunch(course: CourseKey, userId: string, wasStale: boolean) {
    await checkWhenFree(course, userId);
    if (wasStale) await deps.checks.queue(course);
  }
  return {
    routes: createLearnerRoutes({
      clock,
      settings: deps.settings,
      limits: deps.limits,
      web: deps.web,
      lti: deps.lti,
      people: deps.people,
      achievements: deps.achievements,
      credentials,
      usage: deps.usage,
      grades: deps.grades,
      rules,
      awards,
      decisions,
      validity,
      corrections: deps.corrections,
      evidence: deps.evidence,
      checks,
      check,
    }),
    landing: (launch) => resolveDeepLink({ rules, drafts, awards, credentials }, launch),
    async onLaunch(launch) {
      const course = tenantOf(launch);
      // Opening an activity makes Moodle recalculate the gradebook, mirror columns included.
      const wasStale = await deps.grades.mirrors.opened(course);
      const checked = checkAtLaunch(course, launch.user.id, wasStale).catch((error: unknown) => {
        // After the wait nobody hears what is thrown: it is logged here, whatever it is.
        log.warn({ err: error }, 'a learner could not be checked at launch; the next poll does it');
        if (!(error instanceof LaurelError)) throw error;
      });
      // A slow platform does not keep the learner waiting: the check goes on in the background.
      await Promise.race([
        checked,
        new Promise((done) => setTimeout(done, LAUNCH_WAIT_MS).unref()),
      ]);
    },
  };
}
