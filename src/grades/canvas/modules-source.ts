import { LaurelError, NotFound, type Clock } from '../../base/index.js';
import type { Assessment, CourseKey, Grade, Obstacle } from '../grade.js';
import { createReadEach } from '../read-each.js';
import type { GradeSource, Listing } from '../source.js';
import { failWith, type CanvasConnection, type OpenCourse } from './canvas-connection.js';
import type { CanvasRest } from './canvas-rest.js';
import type { createJoinUsers } from './join-users.js';
import type { Module } from './module.js';

const UNPUBLISHED: Obstacle = {
  code: 'canvas_module_unpublished',
  reason: 'This module is not published in Canvas, so nobody can complete it yet.',
  remedy: 'Publish it in Canvas; then this works by itself.',
};

/**
 * The obstacle of a module without requirements: Canvas completes it as soon as a student may open it, which proves
 * nothing.
 */
const NOTHING_ASKED: Obstacle = {
  code: 'canvas_module_asks_nothing',
  reason: 'This module has no completion requirements, so Canvas calls it completed for everybody.',
  remedy: 'Add requirements to it in Canvas.',
};

const SCOPE: Obstacle = {
  code: 'canvas_modules_closed',
  reason: 'Laurel’s developer key in Canvas does not cover modules.',
  remedy:
    'An administrator adds the scopes that “Where grades come from” lists, and Laurel is authorised again.',
};

function obstacleOf({ published, items }: Module): Obstacle | undefined {
  if (published === false) return UNPUBLISHED;
  // Canvas leaves out the items of a module that has very many.
  const isAsking = !items || items.some((each) => Boolean(each.completion_requirement));
  return isAsking ? undefined : NOTHING_ASKED;
}

/** The states `locked`, `unlocked` and `started` count as not judged yet. */
function gradeOf(userId: string, told: Module | undefined): Grade {
  const grade = { userId, score: null, maximum: null };
  if (!told?.state) return { ...grade, state: 'unreadable' };
  if (told.state !== 'completed') return { ...grade, state: 'empty', completion: 'incomplete' };
  const done = { ...grade, state: 'graded', completion: 'complete' } as const;
  const at = Date.parse(told.completed_at ?? '');
  return Number.isNaN(at) ? done : { ...done, gradedAt: new Date(at) };
}

/** Creates the source of completed Canvas modules. The REST API tells them of one student at a time. */
export function createModulesSource(deps: {
  readonly canvas: CanvasConnection;
  readonly rest: CanvasRest;
  readonly join: ReturnType<typeof createJoinUsers>;
  readonly clock: Clock;
}): GradeSource {
  const { canvas, rest } = deps;
  const sweep = createReadEach<readonly Module[]>(deps.clock);

  const read = ({ access, courseId }: OpenCourse, query: string) =>
    rest.list(access, `/api/v1/courses/${courseId}/modules?${query}`, 'modules');

  const list = (open: OpenCourse) => read(open, 'include[]=items');

  function assessmentOf(module: Module): Assessment {
    const { id, name: title } = module;
    const obstacle = obstacleOf(module);
    const assessment: Assessment = {
      source: 'modules',
      id,
      title,
      maximum: null,
      gradedAs: 'completion',
      tellsRelease: false,
      tellsWhen: true,
    };
    return obstacle ? { ...assessment, obstacle } : assessment;
  }

  async function requireModule(open: OpenCourse, id: string): Promise<Module> {
    const module = (await list(open)).find((each) => each.id === id);
    if (!module) throw new NotFound('assessment_gone', 'This module is no longer in Canvas.');
    const obstacle = obstacleOf(module);
    if (obstacle) throw failWith(obstacle);
    return module;
  }

  async function studentsOf(course: CourseKey, userId: string | undefined) {
    const { learners } = await deps.join(course, []);
    return [...learners].filter(([, sub]) => userId === undefined || sub === userId);
  }

  return {
    kind: 'modules',
    async listAssessments(course): Promise<Listing> {
      if (!(await canvas.isCanvas(course.platformId)))
        return { source: 'modules', assessments: [] };
      const open = await canvas.open(course);
      // The source of assignments says what is missing, so this one does not repeat it.
      if (!('access' in open)) return { source: 'modules', assessments: [] };
      try {
        return { source: 'modules', assessments: (await list(open)).map(assessmentOf) };
      } catch (error) {
        if (!(error instanceof LaurelError) || error.code !== 'canvas_scope_missing') throw error;
        return { source: 'modules', assessments: [], obstacle: SCOPE };
      }
    },

    async pull(course, assessmentId, { userId } = {}) {
      const open = await canvas.open(course);
      if (!('access' in open)) throw failWith(open);
      const { name: title } = await requireModule(open, assessmentId);
      const students = await studentsOf(course, userId);
      const ids = students.map(([id]) => id);
      const key = JSON.stringify([course, userId ?? null]);
      const { readAt, rows } = await sweep(key, ids, (id) => read(open, `student_id=${id}`));
      const grades = students.map(([id, sub]) =>
        gradeOf(
          sub,
          rows.get(id)?.find((each) => each.id === assessmentId),
        ),
      );
      return { readAt, assessment: { title, maximum: null }, grades, notices: [] };
    },
  };
}
