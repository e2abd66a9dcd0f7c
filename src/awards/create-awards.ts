import { Router } from 'express';
import type { Achievements } from '../achievements/index.js';
import type { Audit } from '../audit/index.js';
import { LaurelError, type Clock, type Logger } from '../base/index.js';
import type { Credentials } from '../credentials/index.js';
import type { CourseKey, Grades, Mirrors } from '../grades/index.js';
import {
  isInstructor,
  isLearner,
  isTestUser,
  tenantOf,
  type Launch,
  type Lti,
} from '../lti/index.js';
import type { Mail } from '../mail/index.js';
import type { People } from '../people/index.js';
import type { Connection } from '../store/index.js';
import type { Web } from '../web/index.js';
import type { Work } from '../work/index.js';
import { createApprovals, type Approvals } from './approvals.js';
import { createAwardStore } from './award-store.js';
import type { Award } from './award.js';
import { bringAlong } from './bring-rules.js';
import { createBringRoutes } from './bring-routes.js';
import { pauseForDrift } from './change-rule.js';
import { checkCourse, type CheckDeps, type CheckOutcome } from './check-course.js';
import { courseKeyText, createCheckStore } from './check-store.js';
import { createCourseCopyStore } from './course-copy-store.js';
import { createDecisionStore } from './decision-store.js';
import { createDraftStore } from './draft-store.js';
import { createCourseRoutes } from './course-routes.js';
import { sumHealth, type AwardsHealth } from './health.js';
import { landOnBadge } from './land-on-badge.js';
import { createBadgeColumnRoutes } from './badge-column-routes.js';
import { createBadgeColumnStore } from './badge-column-store.js';
import { createBadgeColumns } from './badge-columns.js';
import { createPlatformPauseStore } from './platform-pause-store.js';
import { createPlatformPauses } from './platform-pauses.js';
import { createLearnerRoutes } from './learner-routes.js';
import { createMirrorRoutes } from './mirror-routes.js';
import { actorOf } from './pages.js';
import { createReadValidity } from './read-validity.js';
import { remindOfEnds, type RemindDeps } from './remind-of-ends.js';
import { createRuleRoutes } from './rule-routes.js';
import { createRuleStore } from './rule-store.js';
import { createSetUpRoutes } from './set-up-routes.js';
import { createSettle } from './create-settle.js';
import { settleAwards } from './settle-awards.js';

export interface AwardsDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly log: Logger;
  readonly settings: { readonly pollMs: number; readonly publicUrl: string };
  readonly audit: Audit;
  readonly work: Work;
  readonly web: Web;
  readonly mail: Pick<Mail, 'enqueueAll' | 'cancel'>;
  readonly lti: Pick<Lti, 'requireInstructor' | 'currentLaunch' | 'contexts' | 'platforms' | 'ags'>;
  readonly achievements: Achievements;
  readonly grades: Grades;
  readonly mirrors: Mirrors;
  readonly credentials: Pick<
    Credentials,
    'issueBatch' | 'findByAward' | 'revoke' | 'share' | 'supersede' | 'issuers' | 'shareKit'
  >;
  readonly people: Pick<People, 'findMany'>;
}

export interface Awards {
  readonly routes: Router;
  /** Badges that wait for an administrator, where the platform's policy asks for it. */
  readonly approvals: Approvals;
  /** Checks a course now; see {@link checkCourse}. */
  check(course: CourseKey, options?: { readonly userId?: string }): Promise<CheckOutcome>;
  /** Queues the courses whose time has come. To be run often. @returns how many were queued */
  queueDue(): Promise<number>;
  /** Lists the room's work: the recurring look for due courses, and the check itself. */
  listJobs(work: Pick<Work, 'recurring' | 'task'>): void;
  /** Sends the scores that are due to badges' gradebook columns. To be run often. */
  sendBadgeScores(): Promise<void>;
  /** Writes to learners whose badge can be renewed from now on, once each. To be run now and then. */
  remindOfEnds(): Promise<void>;
  /** How reading and giving go, on one platform or on all (`null`). */
  health(platformId: string | null): Promise<AwardsHealth>;
  /** The page of the badge that a deep-linked activity leads to; null where a launch leads to none. */
  landing(launch: Launch): Promise<string | null>;
  /** A learner who comes in is looked at again; a teacher's launch brings the course forward. */
  onLaunch(launch: Launch): Promise<void>;
  /** Something may have changed in a course: it is looked at as soon as a worker is free. */
  hint(course: CourseKey): Promise<void>;
}

const TASK = 'awards.check';
const DUE_AT_ONCE = 200;
const LAUNCH_WAIT_MS = 4_000;
const HOUR = 3_600_000;
const COLUMNS_MS = 60_000;

/** Rules, decisions, awards and their pages. */
export function createAwards(deps: AwardsDeps): Awards {
  const { connection, clock, log, work, grades } = deps;
  const rules = createRuleStore(connection);
  const awards = createAwardStore(connection);
  const decisions = createDecisionStore(connection);
  const checks = createCheckStore(connection);
  const drafts = createDraftStore(connection);
  const stores = { rules, awards, decisions, checks, drafts };
  const pauses = createPlatformPauseStore(connection);
  const platforms = createPlatformPauses({ clock, pauses, checks });
  const settleDeps = createSettle(deps, awards);
  const settle = (list: readonly Award[]) => settleAwards(settleDeps, list);

  const validity = createReadValidity(deps.achievements);

  const checkDeps: CheckDeps = {
    ...{ clock, log, work, ...stores, settle, platforms },
    pace: {
      everyMs: deps.settings.pollMs,
      idleMs: Math.max(2 * HOUR, deps.settings.pollMs),
      failedMs: HOUR,
      random: Math.random,
    },
    pull: (course, input, options) => grades.pull(course, input, options),
    learners: (course, wanted, notBefore) => grades.roster(course, wanted, notBefore),
    learnersFor: (course, userId) => grades.rosterFor(course, userId),
    pause: (rule, drift) => pauseForDrift({ ...deps, ...stores }, rule, drift),
    validity,
    async awarded(list) {
      // Rules of other courses that ask for these badges are looked at soon; those of this course come later in this check.
      const ids = new Set(list.map((award) => award.achievementId));
      for (const id of ids) {
        for (const rule of await rules.listAskingFor(id))
          await checks.want(rule.tenant, clock.now());
      }
    },
  };
  const check: Awards['check'] = async (course, options = {}) => {
    const outcome = await checkCourse(checkDeps, course, options);
    if (options.userId !== undefined && !outcome.busy)
      await checks.noteOne(course, outcome.failure);
    return outcome;
  };

  const queue = (course: CourseKey) =>
    work.soon(TASK, { ...course }, { key: courseKeyText(course) });

  async function queueDue(): Promise<number> {
    const due = await platforms.listDue(DUE_AT_ONCE);
    for (const { course, forAll } of due) {
      if (forAll) await queue(course);
      else
        await work.soon(TASK, { ...course, isDue: true }, { key: `due ${courseKeyText(course)}` });
    }
    return due.length;
  }

  const pages = { ...deps, ...stores, checkDeps, validity, settle, check, queue };
  const bringing = { ...deps, ...stores, copies: createCourseCopyStore(connection) };
  const remindDeps: RemindDeps = { clock, awards, rules, validity, remind: settleDeps.remind };
  const columns = createBadgeColumnStore(connection);
  const badgeColumns = createBadgeColumns({ ...deps, ...stores, columns, ags: deps.lti.ags });
  const routes = Router();
  routes.use(createCourseRoutes(pages));
  routes.use(createSetUpRoutes(pages));
  routes.use(createBringRoutes({ ...pages, ...bringing }));
  routes.use(createMirrorRoutes(pages));
  routes.use(createRuleRoutes(pages, badgeColumns));
  routes.use(createLearnerRoutes(pages));
  routes.use(createBadgeColumnRoutes(pages, badgeColumns));

  return {
    routes,
    approvals: createApprovals({ ...deps, ...stores }),
    check,
    queueDue,
    listJobs(list) {
      const everyMs = Math.max(1_000, Math.min(deps.settings.pollMs / 10, 15_000));
      list.recurring('awards.due', everyMs, async () => void (await queueDue()));
      list.recurring('awards.reminders', HOUR, () => remindOfEnds(remindDeps));
      list.recurring('awards.badge_columns', COLUMNS_MS, () => badgeColumns.sendDue());
      list.task<CourseKey & { readonly isDue?: boolean }>(TASK, async ({ isDue, ...data }) => {
        const { platformId, deploymentId, contextId } = data;
        // Since it was queued the platform may have fallen silent; the course stays due.
        if (isDue && (await platforms.isHeld(platformId))) return;
        await check({ platformId, deploymentId, contextId });
      });
    },
    sendBadgeScores: () => badgeColumns.sendDue(),
    remindOfEnds: () => remindOfEnds(remindDeps),
    health: (platformId) => sumHealth({ ...deps, ...stores }, platformId),
    landing: (launch) => landOnBadge({ ...deps, ...stores }, launch),
    async onLaunch(launch) {
      const course = tenantOf(launch);
      const isTeacher = isInstructor(launch.roles);
      if (isTeacher || !isLearner(launch.roles) || isTestUser(launch.roles)) {
        if (isTeacher) await bringAlong(bringing, launch, actorOf(launch));
        if ((await rules.list(course, ['active'])).length > 0)
          await checks.want(course, clock.now());
        return;
      }
      // A learner who opens an activity has Moodle calculate the gradebook anew.
      await deps.mirrors.recalculated(course);
      const now = clock.now();
      await checks.stir(course, now, new Date(now.getTime() + deps.settings.pollMs));
      const checked = check(course, { userId: launch.user.id }).catch((error: unknown) => {
        if (!(error instanceof LaurelError)) throw error;
        log.warn({ err: error }, 'a learner could not be checked at launch; the next poll does it');
      });
      // A platform that is slow to answer does not keep the learner waiting: the check goes on behind the page.
      await Promise.race([
        checked,
        new Promise((done) => setTimeout(done, LAUNCH_WAIT_MS).unref()),
      ]);
    },
    async hint(course) {
      if ((await rules.list(course, ['active'])).length > 0) await checks.want(course, clock.now());
    },
  };
}
