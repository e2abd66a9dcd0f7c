import { z } from 'zod';
import { NotFound, omitUndefined, UpstreamFailed, type Clock } from '../../base/index.js';
import type { CourseKey, Grade, Pull } from '../grade.js';
import type { GradeSource, Listing } from '../source.js';
import { failWith, type CanvasConnection, type OpenCourse } from './canvas-connection.js';
import { NOT_PERMITTED, type CanvasRest } from './canvas-rest.js';
import { coverageNotices } from './coverage.js';
import { createChangedSubmissions, foldSubmissions } from './changed-submissions.js';
import type { createJoinUsers } from './join-users.js';
import {
  assessmentOfAssignment,
  assignmentSchema,
  gradeOfSubmission,
  hasLetters,
  schemeOf,
  UNPUBLISHED,
  type Assignment,
  type Submission,
} from './submission.js';

/** Codes of refusals that another person who authorised might not get. */
const MAY_NOT = new Set<string>([NOT_PERMITTED, 'canvas_learner_unseen', 'canvas_grant_revoked']);

const courseSchema = z.object({ grading_standard_id: z.string().nullish() });

/** The error for a learner whom the person who authorised may not see, though the course itself can be read. */
function unseen(error: unknown): never {
  if (!(error instanceof UpstreamFailed) || error.code !== NOT_PERMITTED) throw error;
  throw new UpstreamFailed(
    'canvas_learner_unseen',
    'Whoever authorised Laurel in Canvas may not see the grades of this learner.',
    {
      action:
        'Let a user who may see every section authorise Laurel under “Where grades come from”.',
      cause: error,
    },
  );
}

/** Creates source e of the README: Canvas's REST API in the name of a person who authorised it. */
export function createCanvasSource(deps: {
  readonly canvas: CanvasConnection;
  readonly rest: CanvasRest;
  readonly join: ReturnType<typeof createJoinUsers>;
  readonly clock: Clock;
}): GradeSource {
  const { canvas, rest, clock } = deps;
  const changed = createChangedSubmissions(clock);

  const pathOf = ({ courseId }: OpenCourse, tail: string) => `/api/v1/courses/${courseId}${tail}`;

  /** Reads the letter schemes of a course, where something in it is graded by letters. */
  async function readSchemes(open: OpenCourse) {
    const [standards, course] = await Promise.all([
      rest.list(open.access, pathOf(open, '/grading_standards'), 'standards'),
      rest.get(open.access, pathOf(open, ''), courseSchema),
    ]);
    return ({ grading_standard_id: id }: Assignment) =>
      schemeOf(standards, id ?? course.grading_standard_id);
  }

  async function getAssignment(open: OpenCourse, id: string): Promise<Assignment> {
    const path = pathOf(open, `/assignments/${encodeURIComponent(id)}`);
    return rest.get(open.access, path, assignmentSchema).catch((error: unknown) => {
      if (!(error instanceof NotFound)) throw error;
      throw new NotFound('assessment_gone', 'This assignment is no longer in Canvas.', {
        cause: error,
      });
    });
  }

  async function readSubmissions(
    open: OpenCourse,
    assignmentId: string,
    { student = 'all', since }: { readonly student?: string; readonly since?: Date | undefined },
  ): Promise<Submission[]> {
    const query = new URLSearchParams({ 'assignment_ids[]': assignmentId });
    query.set('student_ids[]', student);
    // Without this filter Canvas includes invited, inactive and concluded people, who are not on the roster.
    query.set('enrollment_state', 'active');
    if (since) query.set('graded_since', since.toISOString());
    const path = `${pathOf(open, '/students/submissions')}?${query.toString()}`;
    const rows = await rest.list(open.access, path, 'submissions');
    return rows.filter((row) => row.assignment_id === assignmentId);
  }

  /** Reads one learner's row. @returns null where the roster does not know their Canvas id */
  async function readOne(open: OpenCourse, course: CourseKey, [id, userId]: [string, string]) {
    const joined = await deps.join(course, []);
    const student = [...joined.learners].find(([, sub]) => sub === userId)?.[0];
    if (student === undefined) return null;
    const rows = foldSubmissions(await readSubmissions(open, id, { student }).catch(unseen));
    const row = rows.get(student);
    return row ? new Map([[student, row]]) : new Map<string, Submission>();
  }

  /**
   * Reads in the name of each person who authorised until one may: the platform's service user first, then those of
   * this course.
   */
  async function ask<T>(course: CourseKey, read: (open: OpenCourse) => Promise<T>): Promise<T> {
    const open = await canvas.open(course);
    if (!('access' in open)) throw failWith(open);
    return read(open).catch(async (error: unknown) => {
      const isRefused = error instanceof UpstreamFailed && MAY_NOT.has(error.code);
      const other = isRefused ? await canvas.openOther(course, open) : null;
      if (!other) throw error;
      return read(other);
    });
  }

  async function list(open: OpenCourse): Promise<Listing> {
    const all = await rest.list(open.access, pathOf(open, '/assignments'), 'assignments');
    const graded = [...new Map(all.map((each) => [each.id, each])).values()].filter(
      ({ grading_type: type }) => type !== 'not_graded',
    );
    const schemeFor = graded.some(hasLetters) ? await readSchemes(open) : () => undefined;
    return {
      source: 'canvas',
      assessments: graded.map((each) =>
        assessmentOfAssignment(each, hasLetters(each) ? schemeFor(each) : undefined),
      ),
    };
  }

  async function pull(
    open: OpenCourse,
    course: CourseKey,
    assessmentId: string,
    userId: string | undefined,
  ): Promise<Pull> {
    const readAt = clock.now();
    const assignment = await getAssignment(open, assessmentId);
    if (assignment.published === false) throw failWith(UNPUBLISHED);
    const one = userId === undefined ? null : await readOne(open, course, [assessmentId, userId]);
    const key = JSON.stringify([course, assessmentId, open.grantId]);
    const rows =
      one ?? (await changed(key, (since) => readSubmissions(open, assessmentId, { since })));
    const joined = await deps.join(course, [...rows.keys()]);
    const grades = [...rows].flatMap(([id, row]): Grade[] => {
      const sub = joined.learners.get(id);
      if (sub === undefined || (userId !== undefined && sub !== userId)) return [];
      return [gradeOfSubmission(sub, row, assignment)];
    });
    return {
      readAt,
      assessment: omitUndefined({
        title: assignment.name,
        maximum: assignment.points_possible,
        dueAt: assignment.due_at ? assignment.due_at : undefined,
      }),
      grades,
      notices: userId === undefined ? coverageNotices(rows, joined) : [],
    };
  }

  return {
    kind: 'canvas',
    async listAssessments(course) {
      if (!(await canvas.isCanvas(course.platformId))) return { source: 'canvas', assessments: [] };
      const open = await canvas.open(course);
      if (!('access' in open)) return { source: 'canvas', assessments: [], obstacle: open };
      return ask(course, list);
    },
    pull: (course, assessmentId, { userId } = {}) =>
      ask(course, (open) => pull(open, course, assessmentId, userId)),
  };
}
