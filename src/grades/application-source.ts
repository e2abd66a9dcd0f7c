import { NotFound, type Clock } from '../base/index.js';
import type { CourseKey, Grade } from './grade.js';
import type { Rubric } from './rubric.js';
import type { GradeSource } from './source.js';

/** Work that a course has people hand in here. */
export interface ApplicationTask {
  readonly id: string;
  readonly title: string;
  readonly rubric: Rubric;
}

/** What is told of work that was handed in here, by the room that keeps it. */
export interface ApplicationReader {
  /** Lists what a course has asked for, also what is closed by now: what was approved goes on counting. */
  listTasks(course: CourseKey): Promise<readonly ApplicationTask[]>;
  /** @returns null where there is no such task in the course */
  findTask(course: CourseKey, id: string): Promise<ApplicationTask | null>;
  /** Reads what was decided about the work of everybody, or of one. */
  readGrades(taskId: string, userId?: string): Promise<readonly Grade[]>;
}

/** Creates the source of applications: approved or not, with the points of the rubric. It asks no platform. */
export function createApplicationSource(deps: {
  readonly applications: ApplicationReader;
  readonly clock: Clock;
}): GradeSource {
  const { applications, clock } = deps;
  return {
    kind: 'application',
    async listAssessments(course) {
      const tasks = await applications.listTasks(course);
      return {
        source: 'application',
        assessments: tasks.map(({ id, title, rubric }) => ({
          source: 'application',
          id,
          title,
          rubric,
          maximum: null,
          gradedAs: 'completion',
          // A decision is told to its learner when it stands, and counts from then on.
          tellsRelease: true,
          tellsWhen: true,
        })),
      };
    },
    async pull(course, assessmentId, { userId } = {}) {
      const readAt = clock.now();
      const task = await applications.findTask(course, assessmentId);
      if (task === null)
        throw new NotFound('assessment_gone', 'This work is not asked for in the course any more.');
      const grades = await applications.readGrades(task.id, userId);
      return { readAt, assessment: { title: task.title, maximum: null }, grades, notices: [] };
    },
  };
}
