import { LRUCache } from 'lru-cache';
import { UpstreamFailed, type Clock } from '../../base/index.js';
import type { CourseKey, Obstacle } from '../grade.js';
import { refusalOf, type CallMoodle, type MoodleSite } from './call-moodle.js';
import {
  contentsSchema,
  courseStatusSchema,
  statusesSchema,
  type CompletionStatus,
  type CourseStatus,
} from './completion-report.js';

export const COMPLETION_CAPABILITIES = ['report/progress:view', 'report/completion:view'] as const;
export const COMPLETION_FUNCTIONS = [
  'core_course_get_contents',
  'core_completion_get_activities_completion_status',
  'core_completion_get_course_completion_status',
] as const;
const [CONTENTS, ACTIVITIES, COURSE] = COMPLETION_FUNCTIONS;

const KEEP_MS = 10 * 60_000;
const KEPT_COURSES = 200;

export const CLOSED: Obstacle = {
  code: 'moodle_completion_closed',
  values: { functions: COMPLETION_FUNCTIONS.join(', ') },
  reason: 'Laurel may not read completion in Moodle.',
  remedy: `An administrator adds ${COMPLETION_FUNCTIONS.join(', ')} to the service in Moodle, and gives Laurel’s role report/progress:view and report/completion:view.`,
};

const closed = (cause: unknown) =>
  new UpstreamFailed(CLOSED.code, CLOSED.reason, { action: CLOSED.remedy, cause });

/** Moodle's codes for a person without completion in a course: left, not active, or not a student. */
const NOT_HERE = new Set([
  'usernotenroled',
  'notenroled',
  'deleteduser',
  'unconfirmeduser',
  'suspended',
]);
/** Moodle's codes for a person of whom nothing can be read. */
const NOT_TOLD = new Set(['accessdenied', 'invaliduser']);
const FORBIDDEN = new Set(['accessexception', 'nopermissions', 'cannotviewreport']);

/** A learner's row; `null`: the person is no student of the course. */
export interface Row<T> {
  readonly told: T | 'not-told' | null;
}

/** An activity whose completion is tracked. */
export interface Activity {
  readonly id: string;
  readonly title: string;
}

/** The calls that read completion; each throws where Laurel's role lacks a right. */
export interface CompletionCalls {
  /** @returns what Moodle says of a learner, activity by activity */
  activitiesOf: (
    site: MoodleSite,
    course: CourseKey,
  ) => (userId: string) => Promise<Row<readonly CompletionStatus[]>>;
  courseOf: (site: MoodleSite, course: CourseKey) => (userId: string) => Promise<Row<CourseStatus>>;
  /** @returns the activities of a course whose completion is tracked; kept for ten minutes */
  readActivities: (site: MoodleSite, course: CourseKey) => Promise<readonly Activity[]>;
}

/** @returns the calls that read completion */
export function createCompletionCalls(deps: {
  readonly call: CallMoodle;
  readonly clock: Clock;
}): CompletionCalls {
  const { call, clock } = deps;
  const activities = new LRUCache<string, { list: readonly Activity[]; at: number }>({
    max: KEPT_COURSES,
  });

  /** Reads one person. A refusal that is about the person becomes a row; any other is thrown. */
  async function ask<T>(read: () => Promise<T>): Promise<Row<T>> {
    try {
      return { told: await read() };
    } catch (error) {
      const code = refusalOf(error);
      if (NOT_HERE.has(code)) return { told: null };
      if (NOT_TOLD.has(code)) return { told: 'not-told' };
      if (FORBIDDEN.has(code)) throw closed(error);
      throw error;
    }
  }

  const activitiesOf =
    (site: MoodleSite, { contextId }: CourseKey) =>
    (userId: string) =>
      ask(async () => {
        const fields = { courseid: contextId, userid: userId };
        return (await call(site, ACTIVITIES, fields, statusesSchema)).statuses;
      });

  const courseOf =
    (site: MoodleSite, { contextId }: CourseKey) =>
    (userId: string) =>
      ask(async () => {
        const fields = { courseid: contextId, userid: userId };
        return (await call(site, COURSE, fields, courseStatusSchema)).completionstatus;
      });

  async function readActivities(site: MoodleSite, course: CourseKey): Promise<readonly Activity[]> {
    const now = clock.now().getTime();
    const old = activities.get(JSON.stringify(course));
    if (old && now - old.at < KEEP_MS) return old.list;
    const sections = await call(
      site,
      CONTENTS,
      { courseid: course.contextId },
      contentsSchema,
    ).catch((error: unknown) => {
      throw FORBIDDEN.has(refusalOf(error)) ? closed(error) : error;
    });
    const list = sections
      .flatMap(({ modules }) => modules)
      .filter(({ completion }) => completion === '1' || completion === '2')
      .map(({ id, name: title }): Activity => ({ id, title }));
    activities.set(JSON.stringify(course), { list, at: now });
    return list;
  }

  return { activitiesOf, courseOf, readActivities };
}
