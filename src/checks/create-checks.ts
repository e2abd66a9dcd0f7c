import type { Audit } from '../audit/index.js';
import type { Award, Awards } from '../awards/index.js';
import type { Clock, Events, Logger } from '../base/index.js';
import type { CourseKey, Grades } from '../grades/index.js';
import type { Lti } from '../lti/index.js';
import type { RuleStore } from '../rules/index.js';
import type { Backlog, Connection } from '../store/index.js';
import type { Work } from '../work/index.js';
import { createAlone } from './alone.js';
import { checkClaimed, checkCourse, type CheckOptions } from './check-course.js';
import type { CheckDeps } from './check-deps.js';
import type { CheckOutcome } from './check-outcome.js';
import type { CheckSchedule } from './check-schedule.js';
import { createCheckStore, type CheckStore } from './check-store.js';
import { createClaimStore } from './claim-store.js';
import { createClaims } from './claims.js';
import { sumHealth, type AwardsHealth } from './health.js';
import { pauseForAssessmentChange } from './pause-rule.js';
import { createPlatformPauseStore } from './platform-pause-store.js';
import { createPlatformPauses } from './platform-pauses.js';
import { prepareCourses } from './prepare-courses.js';
import { createCheckQueue, type CheckQueue } from './queue-checks.js';
import { createCourseWatch } from './watch-courses.js';

export interface ChecksDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly events: Pick<Events, 'tell'>;
  readonly log: Pick<Logger, 'warn'>;
  readonly settings: { readonly pollMs: number };
  readonly audit: Pick<Audit, 'record'>;
  readonly work: Pick<Work, 'soon'>;
  readonly lti: { readonly contexts: Pick<Lti['contexts'], 'find'> };
  readonly grades: Pick<Grades, 'pull' | 'roster' | 'rosterFor' | 'suspendedNow'>;
  readonly rules: RuleStore;
  readonly awards: Pick<Awards, 'store' | 'decisions' | 'validity' | 'fulfil'>;
  /** Told of a course that was looked at and in which decisions changed. */
  readonly onChanged?: (course: CourseKey) => Promise<void>;
}

/** When courses are looked at, and what a look does. */
export interface Checks extends CheckQueue {
  readonly store: CheckStore;
  /** Checks a course now; see {@link checkCourse}. */
  check(course: CourseKey, options?: CheckOptions): Promise<CheckOutcome>;
  /** Something may have changed in a course: where it has an active badge it is looked at as soon as a worker is free. */
  hint(course: CourseKey): Promise<void>;
  /** A platform that was left alone, or whose courses failed, is asked again now: it has been registered anew. */
  resume(platformId: string): Promise<void>;
  /** How reading and giving go, on one platform, in one of its deployments, or on all (`null`). */
  health(
    within: { readonly platformId: string; readonly deploymentId?: string } | null,
  ): Promise<AwardsHealth>;
  /** What waits: courses to be read, platforms that do not answer. */
  backlogs(): Promise<Readonly<Record<'courses' | 'silentPlatforms', Backlog>>>;
}

const HOUR = 3_600_000;

const scheduleOf = (pollMs: number): CheckSchedule => ({
  everyMs: pollMs,
  idleMs: Math.max(2 * HOUR, pollMs),
  failedMs: HOUR,
  random: Math.random,
});

export function createChecks(deps: ChecksDeps): Checks {
  const { connection, clock, events, log, work, settings, grades, rules } = deps;
  const { store: awards, decisions, validity, fulfil } = deps.awards;
  const checks = createCheckStore(connection);
  const pauses = createPlatformPauseStore(connection);
  const claimStore = createClaimStore(connection);
  const claims = createClaims({ store: claimStore, clock, log });
  const platforms = createPlatformPauses({ clock, events, pauses, checks });

  /** Rules of other courses that ask for these badges are looked at soon; those of this course come later in its check. */
  async function scheduleDependants(list: readonly Award[]): Promise<void> {
    for (const id of new Set(list.map((award) => award.achievementId))) {
      for (const rule of await rules.listAskingFor(id))
        await checks.scheduleCheck(rule.tenant, clock.now());
    }
  }

  const checkDeps: CheckDeps = {
    clock,
    events,
    alone: createAlone(),
    rules,
    awards,
    decisions,
    checks,
    claims,
    fulfil,
    platforms,
    validity,
    pace: scheduleOf(settings.pollMs),
    pull: (course, input, options) => grades.pull(course, input, options),
    learners: (course, wanted, notBefore) => grades.roster(course, wanted, notBefore),
    learnersFor: (course, userId) => grades.rosterFor(course, userId),
    suspendedNow: (course, userIds) => grades.suspendedNow(course, userIds),
    pause: (rule, change) => pauseForAssessmentChange(deps, rule, change),
    awarded: scheduleDependants,
  };

  /** Tells the course's room of what has changed. */
  async function told(course: CourseKey, looking: Promise<CheckOutcome>): Promise<CheckOutcome> {
    const outcome = await looking;
    if (!outcome.busy && (outcome.changed > 0 || outcome.granted > 0))
      await deps.onChanged?.(course);
    return outcome;
  }

  const check: Checks['check'] = (course, options) =>
    told(course, checkCourse(checkDeps, course, options));

  const watch = createCourseWatch({
    ...deps,
    claims,
    platforms,
    store: claimStore,
    prepare: (claimed, now) =>
      prepareCourses(
        { rules, awards },
        claimed.map(({ course }) => course),
        now,
      ),
    check: (claimed, of) => told(claimed.course, checkClaimed(checkDeps, claimed, of)),
  });
  const queued = createCheckQueue({ work, watch, settings, check });
  return {
    store: checks,
    check,
    queue: (course) => queued.queue(course),
    checkDue: () => queued.checkDue(),
    listJobs: (list) => queued.listJobs(list),
    async hint(course) {
      if ((await rules.list(course, ['active'])).length > 0)
        await checks.scheduleCheck(course, clock.now());
    },
    async resume(platformId) {
      await pauses.end(platformId);
      await checks.bringForward(platformId, new Date(0), clock.now());
    },
    health: (within) => sumHealth({ clock, checks, awards, lti: deps.lti }, within),
    async backlogs() {
      const [courses, silentPlatforms] = await Promise.all([
        checks.backlog(clock.now()),
        pauses.backlog(),
      ]);
      return { courses, silentPlatforms };
    },
  };
}
