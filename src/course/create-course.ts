import { Router } from 'express';
import { omitUndefined } from '../base/index.js';
import type { AchievementInput } from '../achievements/index.js';
import { askAboutTeacher, type Awards } from '../awards/index.js';
import type { Bulk } from '../bulk/index.js';
import type { Checks } from '../checks/index.js';
import type { CourseKey, Grades } from '../grades/index.js';
import { isEarner, isInstructor, tenantOf, type Launch } from '../lti/index.js';
import type { Limits } from '../limits/index.js';
import type { OwnData } from '../people/index.js';
import type { Rules } from '../rules/index.js';
import type { Connection } from '../store/index.js';
import type { Work } from '../work/index.js';
import { createBadgeColumnRoutes } from './columns/badge-column-routes.js';
import { createBadgeColumnStore } from './columns/badge-column-store.js';
import { createBadgeColumns } from './columns/badge-columns.js';
import { createMirrorRoutes } from './columns/mirror-routes.js';
import { addImportedDraft, discardImportedDraft } from './copy/imported-drafts.js';
import { copyRules, findCopyOffer } from './copy/copy-rules.js';
import { createCourseCopyRoutes } from './copy/course-copy-routes.js';
import { createCourseRoutes } from './overview/course-routes.js';
import { createRestrictedRoutes } from './overview/restricted-routes.js';
import { createBulkJobStore } from './bulk/bulk-job-store.js';
import { createBulkRoutes } from './bulk/bulk-routes.js';
import { createCsvRoutes } from './bulk/csv-routes.js';
import { createImportRoutes } from './bulk/import-routes.js';
import { findUndoable } from './bulk/find-undoable.js';
import { runBulk } from './bulk/run-bulk.js';
import { correctionData } from './requests/correction-data.js';
import { createCorrectionRoutes } from './corrections/correction-routes.js';
import { createCorrectionStore, type CorrectionStore } from './requests/correction-store.js';
import { createCountRoutes } from './counts/count-routes.js';
import { createDigestRoutes } from './digest/digest-routes.js';
import { digestData } from './digest/digest-data.js';
import { createDigestStore } from './digest/digest-store.js';
import { sendDigests } from './digest/send-digests.js';
import { soonAfter } from './digest/new-needs.js';
import { createRosters, type Rosters } from './entries/create-rosters.js';
import { createRuleRoutes } from './roster/rule-routes.js';
import { createApprovals, type Approvals } from './set-up/approvals.js';
import { changeRule, type RuleChange } from './set-up/change-rule.js';
import { createSetUpRoutes } from './set-up/set-up-routes.js';
import { createStudioRoutes } from './studio/studio-routes.js';
import type { CourseDeps } from './visit/course-deps.js';
import { actorOf } from './visit/visit.js';

/** What {@link createCourse} works with. */
export interface CourseRoomDeps extends Pick<
  CourseDeps,
  | 'clock'
  | 'audit'
  | 'web'
  | 'lti'
  | 'people'
  | 'achievements'
  | 'credentials'
  | 'mail'
  | 'skills'
  | 'usage'
> {
  readonly connection: Connection;
  readonly work: Pick<Work, 'lease' | 'soon'>;
  readonly settings: { readonly publicUrl: string };
  readonly limits: Pick<Limits, 'spend'>;
  readonly grades: CourseDeps['grades'] & Pick<Grades, 'mirrors' | 'restrictions'>;
  readonly rules: Rules;
  readonly awards: Pick<
    Awards,
    'store' | 'decisions' | 'validity' | 'simulate' | 'fulfil' | 'correct'
  >;
  readonly bulk: Bulk;
  readonly checks: Pick<Checks, 'store' | 'queue' | 'hint'>;
  readonly restingOn?: CourseDeps['restingOn'];
  /** How many pieces of work that were handed in here wait for their reviewers. */
  readonly workWaiting: (course: CourseKey) => Promise<number>;
}

/** The instructor's pages and their background work. */
export interface Course {
  readonly routes: Router;
  /** The rosters of badges. */
  readonly rosters: Rosters;
  /** Rules that wait for an administrator, where the policy of platform or deployment requires it. */
  readonly approvals: Approvals;
  /** Sends the scores that are due to badge columns; to be run often. */
  sendBadgeScores(): Promise<void>;
  /** Pauses or resumes a rule, or confirms that its results are released. @returns whether anything changed */
  changeRule(
    tenant: CourseKey,
    id: string,
    change: Exclude<RuleChange, 'end'>,
    actor: string,
  ): Promise<boolean>;
  /** Makes a draft of what another system says can be earned. @returns its achievement's id */
  addImportedDraft(tenant: CourseKey, input: AchievementInput, actor: string): Promise<string>;
  /** Takes it back, where nobody has worked on it. @returns whether it did */
  discardImportedDraft(tenant: CourseKey, id: string): Promise<boolean>;
  /** Does, or undoes, a decision about many learners. */
  runBulk(id: string): Promise<void>;
  /** Called when a check changed something in a course: its rosters follow, and decisions may wait. */
  changed(course: CourseKey): Promise<void>;
  /** Something may wait for the instructors of a course: those who want to hear of it soon are written to. */
  decisionsMayWait(course: CourseKey): Promise<void>;
  /** Writes the mails about decisions that are due. */
  sendDigests(): Promise<void>;
  /** The requests of learners to have a badge corrected. */
  readonly corrections: CorrectionStore;
  /** What this room keeps of a person. */
  readonly ownData: readonly OwnData[];
  /** Registers this room's jobs: the scores of badge columns, bulk decisions and daily mails. */
  listJobs(work: Pick<Work, 'recurring' | 'task'>): void;
  /** Called when somebody launched who is no learner: a teacher's launch brings the rules of a copied course along. */
  onLaunch(launch: Launch): Promise<void>;
}

const COLUMNS_MS = 60_000;
const DIGESTS_MS = 60_000;
const BULK = 'course.bulk';

/** Picks the pages' dependencies out of the other rooms. */
function courseDepsOf(deps: CourseRoomDeps): CourseDeps {
  const { rules, awards, checks, grades } = deps;
  return {
    clock: deps.clock,
    audit: deps.audit,
    work: deps.work,
    web: deps.web,
    lti: deps.lti,
    people: deps.people,
    mail: deps.mail,
    skills: deps.skills,
    usage: deps.usage,
    achievements: deps.achievements,
    credentials: deps.credentials,
    grades,
    mirrors: grades.mirrors,
    restrictions: grades.restrictions,
    rules: rules.store,
    drafts: rules.drafts,
    copies: rules.copies,
    awards: awards.store,
    decisions: awards.decisions,
    validity: awards.validity,
    simulate: awards.simulate,
    fulfil: awards.fulfil,
    correct: awards.correct,
    checks: checks.store,
    queue: checks.queue,
    restingOn: deps.restingOn,
  };
}

/** @returns the instructor's pages, and what teachers' launches set off */
export function createCourse(deps: CourseRoomDeps): Course {
  const pages = courseDepsOf(deps);
  const { clock, audit, work, rules, awards, mirrors } = pages;
  const columns = createBadgeColumnStore(deps.connection);
  const rosters = createRosters({ ...pages, connection: deps.connection });
  const jobs = createBulkJobStore(deps.connection);
  const queueBulk = (id: string, at?: Date) =>
    deps.work.soon(BULK, { id }, omitUndefined({ key: id, at }));
  const corrections = createCorrectionStore(deps.connection);
  const bulkDeps = { ...pages, jobs, rosters, corrections, later: queueBulk };
  const bulk = (id: string) => runBulk(bulkDeps, id);
  const undoableJob = (ruleId: string) => findUndoable(jobs, deps.bulk, ruleId, clock.now());
  const digests = createDigestStore(deps.connection);
  const { settings, limits } = deps;
  const decisionsMayWait = (course: CourseKey) =>
    digests.bringForward(course, soonAfter(clock.now()));
  const { workWaiting } = deps;
  const send = () =>
    sendDigests({ ...pages, settings, digests, rosters, corrections, workWaiting });
  const { ags } = deps.lti;
  const badgeColumns = createBadgeColumns({
    clock,
    audit,
    work,
    rules,
    awards,
    mirrors,
    columns,
    ags,
    wordsOf: async (course) => {
      const context = await deps.lti.contexts.find(course);
      return deps.web.chooseLocale(context?.locale === undefined ? [] : [context.locale]).t;
    },
  });
  const routes = Router();
  routes.use(
    createCourseRoutes({
      ...pages,
      rosters,
      digests,
      corrections,
      workWaiting,
      findCopyOffer: (launch) => findCopyOffer(pages, launch),
    }),
  );
  routes.use(createSetUpRoutes(pages));
  routes.use(createStudioRoutes(pages));
  routes.use(createCourseCopyRoutes(pages));
  routes.use(createMirrorRoutes(pages));
  routes.use(createRestrictedRoutes(pages));
  routes.use(createRuleRoutes({ ...pages, rosters, undoableJob }, badgeColumns));
  routes.use(createBadgeColumnRoutes(pages, badgeColumns));
  routes.use(createBulkRoutes({ ...pages, rosters, jobs, queueBulk, limits }));
  routes.use(createCorrectionRoutes({ ...pages, corrections, jobs }));
  routes.use(createCsvRoutes({ ...pages, rosters }));
  routes.use(createImportRoutes({ ...pages, bulk: deps.bulk }));
  routes.use(createDigestRoutes({ ...pages, digests }));
  routes.use(createCountRoutes({ ...pages, rosters }));
  return {
    routes,
    rosters,
    approvals: createApprovals(pages),
    sendBadgeScores: () => badgeColumns.sendDue(),
    changeRule: (...change) => changeRule(pages, ...change),
    addImportedDraft: (...draft) => addImportedDraft(pages, ...draft),
    discardImportedDraft: (...draft) => discardImportedDraft(pages, ...draft),
    runBulk: bulk,
    sendDigests: send,
    corrections: {
      ...corrections,
      async ask(request) {
        const isAsked = await corrections.ask(request);
        if (isAsked) await decisionsMayWait(request.tenant);
        return isAsked;
      },
    },
    decisionsMayWait,
    async changed(course) {
      await rosters.refresh(course);
      await decisionsMayWait(course);
    },
    ownData: [rosters.ownData, digestData(digests), correctionData(corrections)],
    listJobs(list) {
      list.recurring('awards.badge_columns', COLUMNS_MS, () => badgeColumns.sendDue());
      list.recurring('course.digests', DIGESTS_MS, send);
      list.task<{ readonly id: string }>(BULK, ({ id }) => bulk(id));
    },
    async onLaunch(launch) {
      const course = tenantOf(launch);
      if (isInstructor(launch.roles)) {
        await copyRules(pages, launch, actorOf(launch));
        // A person who assists in another section, or whom an instructor confirmed as a learner, may have earned the
        // badge.
        const learns =
          isEarner(launch.roles) ||
          (await deps.lti.contexts.isConfirmedLearner(course, launch.user.id));
        if (!learns) await askAboutTeacher(pages, course, launch.user.id);
      }
      await deps.checks.hint(course);
    },
  };
}
