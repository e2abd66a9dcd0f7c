import { LaurelError, NotFound, UpstreamFailed, type Clock } from '../../base/index.js';
import {
  COURSE_COMPLETION,
  type Assessment,
  type CourseKey,
  type Grade,
  type Obstacle,
} from '../grade.js';
import type { LtiServices } from '../lti-ports.js';
import { createReadEach } from '../read-each.js';
import { buildRoster } from '../roster.js';
import type { GradeSource, Listing } from '../source.js';
import { refusalOf, type CallMoodle, type MoodleSite } from './call-moodle.js';
import { CLOSED, createCompletionCalls, type Activity, type Row } from './completion-calls.js';
import {
  gradeOfCourse,
  gradeOfStatus,
  notTold,
  type CompletionStatus,
  type CourseStatus,
} from './completion-report.js';
import { NOT_CONNECTED, type MoodleConnection } from './moodle-connection.js';

/** The assessment id of the course's own completion; activities have their course module's id. */
const WHOLE_COURSE = 'course';
/** How many learners are asked about before the course's completion is offered. */
const TRIED = 5;
/** The most learners of a course: each takes one call, and a check has limited time. */
const MOST_LEARNERS = 3_000;

const NO_COMPLETION: Obstacle = {
  code: 'moodle_completion_off',
  reason: 'No activity of this course has completion tracking.',
  remedy: 'Switch it on in the settings of the course and of an activity in Moodle.',
};

const failWith = ({ code, reason, remedy }: Obstacle, cause?: unknown) =>
  new UpstreamFailed(code, reason, { action: remedy, cause });

/**
 * Creates the source of completion of activities and of the course, by Moodle's web services. They tell it of one
 * learner at a time; one reading of all learners serves all activities of the course for a minute.
 */
export function createMoodleCompletionSource(deps: {
  readonly moodle: Pick<MoodleConnection, 'find'>;
  readonly call: CallMoodle;
  readonly services: Pick<LtiServices, 'fetchMembers'>;
  readonly clock: Clock;
}): GradeSource {
  const { moodle, clock } = deps;
  const { activitiesOf, courseOf, readActivities } = createCompletionCalls(deps);
  const sweepActivities = createReadEach<Row<readonly CompletionStatus[]>>(clock);
  const sweepCourse = createReadEach<Row<CourseStatus>>(clock);
  const keyOf = (course: CourseKey) => JSON.stringify(course);

  async function siteOf(course: CourseKey): Promise<MoodleSite> {
    const site = await moodle.find(course);
    if (site) return site;
    throw failWith(NOT_CONNECTED);
  }

  async function learnersOf(course: CourseKey): Promise<string[]> {
    const members = await deps.services.fetchMembers(course);
    if (!members) {
      throw new NotFound('roster_not_offered', 'The platform does not offer the course roster.', {
        action: 'Allow the tool to read names and roles in the learning platform.',
      });
    }
    const roster = buildRoster(members, clock.now());
    const ids = [...roster.members.values()].flatMap((one) => (one.isLearner ? [one.userId] : []));
    if (ids.length <= MOST_LEARNERS) return ids;
    throw new UpstreamFailed(
      'moodle_completion_too_many',
      `Moodle tells completion of one learner at a time, and more than ${MOST_LEARNERS} are in this course.`,
      {
        action: 'Restrict an activity of Laurel’s to those who completed, and choose that.',
        values: { most: MOST_LEARNERS },
      },
    );
  }

  /** Whether the course has completion criteria, as far as the rows of a few learners show. */
  async function hasCriteria(site: MoodleSite, course: CourseKey, learners: readonly string[]) {
    try {
      for (const learner of learners) {
        // A non-editing teacher is a learner on Moodle's roster, and has no completion.
        if ((await courseOf(site, course)(learner)).told !== null) return true;
      }
      return learners.length === 0;
    } catch (error) {
      if (['nocriteriaset', 'completionnotenabled'].includes(refusalOf(error))) return false;
      throw error;
    }
  }

  const assessment = ({ id, title }: Activity): Assessment => ({
    source: 'completion',
    id,
    title,
    maximum: null,
    gradedAs: 'completion',
    tellsRelease: false,
    tellsWhen: true,
  });

  async function list(site: MoodleSite, course: CourseKey): Promise<Listing> {
    const tracked = await readActivities(site, course);
    const tried = (await learnersOf(course)).slice(0, TRIED);
    const [learner] = tried;
    // Reads one learner first, so that a missing right shows before a badge is made.
    if (learner !== undefined && tracked.length > 0) await activitiesOf(site, course)(learner);
    const whole = (await hasCriteria(site, course, tried))
      ? [{ id: WHOLE_COURSE, title: COURSE_COMPLETION }]
      : [];
    const assessments = [...tracked, ...whole].map(assessment);
    if (assessments.length > 0) return { source: 'completion', assessments };
    return { source: 'completion', assessments, obstacle: NO_COMPLETION };
  }

  async function pullCourse(site: MoodleSite, course: CourseKey, ids: readonly string[]) {
    const key = ids.length === 1 ? `${keyOf(course)} ${ids[0]}` : keyOf(course);
    const { readAt, rows } = await sweepCourse(key, ids, courseOf(site, course)).catch(
      (error: unknown) => {
        if (refusalOf(error) !== 'nocriteriaset') throw error;
        throw new NotFound(
          'assessment_gone',
          'This course has no completion conditions any more.',
          {
            cause: error,
          },
        );
      },
    );
    const grades = [...rows].flatMap(([userId, { told }]): Grade[] => {
      if (told === null) return [];
      return [told === 'not-told' ? notTold(userId) : gradeOfCourse(userId, told)];
    });
    return { readAt, title: COURSE_COMPLETION, grades };
  }

  async function pullActivity(
    site: MoodleSite,
    course: CourseKey,
    cmid: string,
    ids: readonly string[],
  ) {
    const activity = (await readActivities(site, course)).find(({ id }) => id === cmid);
    if (!activity) {
      throw new NotFound(
        'assessment_gone',
        'This activity is no longer in the course, or its completion is not tracked any more.',
      );
    }
    const key = ids.length === 1 ? `${keyOf(course)} ${ids[0]}` : keyOf(course);
    const { readAt, rows } = await sweepActivities(key, ids, activitiesOf(site, course));
    const grades = [...rows].flatMap(([userId, { told }]): Grade[] => {
      if (told === null) return [];
      const status = told === 'not-told' ? undefined : told.find((each) => each.cmid === cmid);
      if (status?.istrackeduser === false) return [];
      return [status ? gradeOfStatus(userId, status) : notTold(userId)];
    });
    return { readAt, title: activity.title, grades };
  }

  return {
    kind: 'completion',
    async listAssessments(course) {
      const site = await moodle.find(course);
      if (!site) return { source: 'completion', assessments: [] };
      try {
        return await list(site, course);
      } catch (error) {
        if (!(error instanceof LaurelError) || error.code !== CLOSED.code) throw error;
        return { source: 'completion', assessments: [], obstacle: CLOSED };
      }
    },
    async pull(course, assessmentId, { userId } = {}) {
      const site = await siteOf(course);
      const ids = userId === undefined ? await learnersOf(course) : [userId];
      const { readAt, title, grades } = await (assessmentId === WHOLE_COURSE
        ? pullCourse(site, course, ids)
        : pullActivity(site, course, assessmentId, ids));
      return { readAt, assessment: { title, maximum: null }, grades, notices: [] };
    },
  };
}
