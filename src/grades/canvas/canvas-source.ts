import { z } from 'zod';
import { NotFound, type Clock } from '../../base/index.js';
import type { CourseKey, Grade, Notice } from '../grade.js';
import type { GradeSource } from '../source.js';
import { failWith, type CanvasConnection, type OpenCourse } from './canvas-connection.js';
import type { CanvasRest } from './canvas-rest.js';
import { createChangedSubmissions, foldSubmissions } from './changed-submissions.js';
import type { createJoinUsers, Joined } from './join-users.js';
import {
  assessmentOfAssignment,
  assignmentSchema,
  gradeOfSubmission,
  hasLetters,
  schemeOf,
  standardSchema,
  submissionSchema,
  type Assignment,
  type Submission,
} from './submission.js';

const courseSchema = z.object({ grading_standard_id: z.string().nullish() });

function notMatched(rows: Iterable<string>, { known }: Joined): Notice[] {
  const count = [...rows].filter((id) => !known.has(id)).length;
  if (count === 0) return [];
  return [
    {
      code: 'not_matched',
      values: { count },
      reason: `${count} in Canvas could not be matched to anybody in the LTI roster; they earn nothing here.`,
      remedy: 'They may have left the course. If not, an administrator looks at the tool’s roster.',
      blocks: false,
    },
  ];
}

/** Source e: Canvas's REST API in the name of somebody who authorised it. */
export function createCanvasSource(deps: {
  readonly canvas: CanvasConnection;
  readonly rest: CanvasRest;
  readonly join: ReturnType<typeof createJoinUsers>;
  readonly clock: Clock;
}): GradeSource {
  const { canvas, rest, clock } = deps;
  const changed = createChangedSubmissions(clock);

  const pathOf = ({ courseId }: OpenCourse, tail: string) => `/api/v1/courses/${courseId}${tail}`;

  /** The letter schemes of a course; asked for only where something is graded by letters. */
  async function readSchemes(open: OpenCourse) {
    const [standards, course] = await Promise.all([
      rest.list(open.access, pathOf(open, '/grading_standards'), z.array(standardSchema)),
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
    if (since) query.set('graded_since', since.toISOString());
    const path = `${pathOf(open, '/students/submissions')}?${query.toString()}`;
    const rows = await rest.list(open.access, path, z.array(submissionSchema));
    return rows.filter((row) => row.assignment_id === assignmentId);
  }

  /** One learner's row, where the roster knows their Canvas id; null where it does not. */
  async function readOne(open: OpenCourse, course: CourseKey, [id, userId]: [string, string]) {
    const joined = await deps.join(course, []);
    const student = [...joined.learners].find(([, sub]) => sub === userId)?.[0];
    if (student === undefined) return null;
    const rows = foldSubmissions(await readSubmissions(open, id, { student }));
    const row = rows.get(student);
    return row ? new Map([[student, row]]) : new Map<string, Submission>();
  }

  return {
    kind: 'canvas',
    async listAssessments(course) {
      if (!(await canvas.isCanvas(course.platformId))) return { source: 'canvas', assessments: [] };
      const open = await canvas.open(course);
      if (!('access' in open)) return { source: 'canvas', assessments: [], obstacle: open };
      const all = await rest.list(
        open.access,
        pathOf(open, '/assignments'),
        z.array(assignmentSchema),
      );
      const graded = [...new Map(all.map((each) => [each.id, each])).values()].filter(
        ({ grading_type: type, published }) => type !== 'not_graded' && published !== false,
      );
      const schemeFor = graded.some(hasLetters) ? await readSchemes(open) : () => undefined;
      return {
        source: 'canvas',
        assessments: graded.map((each) =>
          assessmentOfAssignment(each, hasLetters(each) ? schemeFor(each) : undefined),
        ),
      };
    },

    async pull(course, assessmentId, { userId } = {}) {
      const open = await canvas.open(course);
      if (!('access' in open)) throw failWith(open);
      const readAt = clock.now();
      const assignment = await getAssignment(open, assessmentId);
      const one = userId === undefined ? null : await readOne(open, course, [assessmentId, userId]);
      const key = JSON.stringify([course, assessmentId]);
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
        assessment: {
          ...{ title: assignment.name, maximum: assignment.points_possible },
          ...(assignment.due_at ? { dueAt: assignment.due_at } : {}),
        },
        grades,
        notices: userId === undefined ? notMatched(rows.keys(), joined) : [],
      };
    },
  };
}
