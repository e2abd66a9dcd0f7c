import { Router } from 'express';
import { personKey, type Awards } from '../awards/index.js';
import type { Checks } from '../checks/index.js';
import type { Course } from '../course/index.js';
import type { ApplicationReader, CourseKey } from '../grades/index.js';
import type { OwnData } from '../people/index.js';
import type { Connection } from '../store/index.js';
import type { Work } from '../work/index.js';
import { createEvidence, type OwnEvidence } from './evidence.js';
import { createReader } from './grades.js';
import { createApplicationStore } from './keep/application-store.js';
import { createDecisionStore } from './keep/decision-store.js';
import { createFileStore } from './keep/file-store.js';
import { createReviewStore } from './keep/review-store.js';
import { createTaskStore } from './keep/task-store.js';
import { applicationData } from './own-data.js';
import { createEvidenceRoutes } from './pages/evidence-routes.js';
import { createLearnerRoutes } from './pages/learner-routes.js';
import type { PageDeps } from './pages/page-deps.js';
import { createReviewRoutes } from './pages/review-routes.js';
import { createSetUpRoutes } from './pages/set-up-routes.js';
import { finishDecisions } from './review/finish-decisions.js';

/** The stores of this room; rooms below read of applications by them. */
export interface ApplicationStores extends Pick<
  PageDeps,
  'tasks' | 'applications' | 'decisions' | 'reviews' | 'files'
> {
  /** What rules read. */
  readonly reader: ApplicationReader;
  /** How many pieces of work wait in a course. */
  readonly workWaiting: (course: CourseKey) => Promise<number>;
  readonly evidence: OwnEvidence;
}

/** @returns the stores of applications, which need no other room */
export function createApplicationStores({
  connection,
  settings,
}: Pick<PageDeps, 'settings'> & { readonly connection: Connection }): ApplicationStores {
  const tasks = createTaskStore(connection);
  const applications = createApplicationStore(connection);
  const files = createFileStore(connection);
  return {
    tasks,
    applications,
    decisions: createDecisionStore(connection),
    reviews: createReviewStore(connection),
    files,
    evidence: createEvidence({ applications, files, tasks, settings }),
    reader: createReader({ tasks, applications }),
    workWaiting: (course) => applications.countWaiting(course),
  };
}

/** What {@link createApplications} works with. */
export interface ApplicationsDeps extends Omit<
  PageDeps,
  keyof ApplicationStores | 'hint' | 'workWaits'
> {
  readonly checks: Pick<Checks, 'hint'>;
  readonly course: Pick<Course, 'decisionsMayWait'>;
  readonly stores: ApplicationStores;
  readonly awards: { readonly store: Pick<Awards['store'], 'forgetEvidence'> };
}

/** Badges by application: what is asked for, what is handed in, what reviewers decide. */
export interface Applications {
  readonly routes: Router;
  readonly stores: ApplicationStores;
  readonly ownData: OwnData;
  /** Does what is due about decisions; to be run often. */
  finish(): Promise<void>;
  listJobs(work: Pick<Work, 'recurring'>): void;
}

const FINISH_MS = 10_000;

/** @returns the pages and the background work of applications */
export function createApplications({ stores, ...rest }: ApplicationsDeps): Applications {
  const { checks, course } = rest;
  const deps = {
    ...rest,
    ...stores,
    hint: (key: CourseKey) => checks.hint(key),
    workWaits: (key: CourseKey) => course.decisionsMayWait(key),
  };
  const finish = () => finishDecisions(deps);
  return {
    routes: Router().use(
      createLearnerRoutes(deps),
      createSetUpRoutes(deps),
      createReviewRoutes(deps),
      createEvidenceRoutes(deps),
    ),
    stores,
    ownData: applicationData({
      ...deps,
      forgetShown: (platformId, userId) =>
        deps.awards.store.forgetEvidence(personKey(platformId, userId)),
    }),
    finish,
    listJobs(work) {
      work.recurring('applications.finish', FINISH_MS, finish);
    },
  };
}
