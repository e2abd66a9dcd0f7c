import { z } from 'zod';
import { readableRows } from '../../base/index.js';
import type { Grade } from '../grade.js';

const seconds = z
  .string()
  .nullish()
  .transform((text) => {
    const value = Number(text ?? 0);
    return Number.isSafeInteger(value) && value > 0 ? new Date(value * 1000) : undefined;
  });

const statusSchema = z.object({
  cmid: z.string(),
  /** 0 incomplete, 1 complete, 2 complete with a passing grade, 3 complete with a failing one. */
  state: z.string(),
  timecompleted: seconds.catch(undefined),
  /**
   * Whether Moodle itself calls the activity complete. A failing grade completes it unless passing is required (Moodle
   * 4.0 and later).
   */
  isoverallcomplete: z.boolean().nullish().catch(null),
  /**
   * False for a person who is no student of the course, such as a non-editing teacher, whom the roster calls a learner.
   */
  istrackeduser: z.boolean().nullish().catch(null),
});
export type CompletionStatus = z.infer<typeof statusSchema>;

/**
 * The answer of `core_completion_get_activities_completion_status` for one learner (Moodle 4.5,
 * completion/classes/external.php).
 */
export const statusesSchema = z.object({ statuses: readableRows(statusSchema) });

/** The answer of `core_completion_get_course_completion_status` for one learner. */
export const courseStatusSchema = z.object({
  completionstatus: z.object({
    completed: z.boolean(),
    completions: readableRows(z.object({ timecompleted: seconds.catch(undefined) })),
  }),
});
export type CourseStatus = z.infer<typeof courseStatusSchema>['completionstatus'];

/** What `core_course_get_contents` says of the course's activities. */
export const contentsSchema = z.array(
  z.object({
    modules: readableRows(
      z.object({
        id: z.string(),
        name: z.string(),
        /** 0 is not tracked, 1 by hand, 2 by conditions. */
        completion: z.string().nullish().catch(null),
      }),
    ),
  }),
);

/**
 * Reads an activity's completion. Incomplete counts as not judged yet; a failing grade where passing is required counts
 * as judged.
 */
export function gradeOfStatus(userId: string, status: CompletionStatus): Grade {
  const isComplete = status.isoverallcomplete ?? ['1', '2'].includes(status.state);
  const grade = { userId, score: null, maximum: null };
  if (isComplete) {
    const { timecompleted: gradedAt } = status;
    const done = { ...grade, state: 'graded', completion: 'complete' } as const;
    return gradedAt === undefined ? done : { ...done, gradedAt };
  }
  const state = status.state === '3' ? 'graded' : 'empty';
  return { ...grade, state, completion: 'incomplete' };
}

/** Reads the course's completion. Its time is that of the last condition that was met. */
export function gradeOfCourse(userId: string, { completed, completions }: CourseStatus): Grade {
  const grade = { userId, score: null, maximum: null };
  if (!completed) return { ...grade, state: 'empty', completion: 'incomplete' };
  const times = completions.flatMap(({ timecompleted: at }) => (at ? [at.getTime()] : []));
  const done = { ...grade, state: 'graded', completion: 'complete' } as const;
  return times.length === 0 ? done : { ...done, gradedAt: new Date(Math.max(...times)) };
}

/** The grade where nothing is known: Moodle does not answer for this person, or leaves the activity out. */
export const notTold = (userId: string): Grade => ({
  userId,
  state: 'unreadable',
  score: null,
  maximum: null,
});
