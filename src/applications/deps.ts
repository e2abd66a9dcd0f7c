import type { Audit } from '../audit/index.js';
import type { Clock } from '../base/index.js';
import type { CourseKey } from '../grades/index.js';
import type { Limits } from '../limits/index.js';
import type { Lti } from '../lti/index.js';
import type { Mail } from '../mail/index.js';
import type { People } from '../people/index.js';
import type { Web } from '../web/index.js';
import type { ApplicationStore } from './keep/application-store.js';
import type { DecisionStore } from './keep/decision-store.js';
import type { FileStore } from './keep/file-store.js';
import type { ReviewStore } from './keep/review-store.js';
import type { TaskStore } from './keep/task-store.js';

/** What this room works with; each file takes a `Pick` of what it uses. */
export interface Deps {
  readonly clock: Clock;
  readonly settings: { readonly publicUrl: string };
  readonly audit: Pick<Audit, 'record'>;
  readonly limits: Pick<Limits, 'count'>;
  readonly web: Pick<Web, 'page' | 'proceed' | 'chooseLocale'>;
  readonly lti: Pick<
    Lti,
    'requireInstructor' | 'currentLaunch' | 'platforms' | 'deployments' | 'contexts'
  >;
  readonly people: Pick<People, 'findMany'>;
  readonly mail: Pick<Mail, 'enqueue' | 'cancel'>;
  readonly tasks: TaskStore;
  readonly applications: ApplicationStore;
  readonly decisions: DecisionStore;
  readonly reviews: ReviewStore;
  readonly files: FileStore;
  /** The course is looked at as soon as a worker is free: what was decided may give a badge. */
  hint(course: CourseKey): Promise<void>;
  /** More work waits in a course: instructors who want to hear of it soon are written to. */
  workWaits(course: CourseKey): Promise<void>;
  /** The people who are one with somebody, as their home knows: nobody reviews their own work. */
  together(personId: string): Promise<{ readonly personIds: readonly string[] } | null>;
}
