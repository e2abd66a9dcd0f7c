import { omitUndefined } from '../base/index.js';
import type { ApplicationReader, Grade } from '../grades/index.js';
import type { Deps } from './deps.js';
import { rubricOf } from './model/score.js';
import type { Task, TaskVersion } from './model/task.js';

type Told = Awaited<ReturnType<Deps['applications']['readStates']>>[number];

/** What rules are told of an application: nothing of a decision that can still be undone. */
function gradeOf({ userId, state, isFinal, outcome, decidedAt, handedIn }: Told): Grade {
  const submittedAt = handedIn?.at;
  const none = { userId, score: null, maximum: null, submittedAt };
  if (state === 'submitted' || (outcome !== undefined && isFinal !== true))
    return omitUndefined({ ...none, state: 'pending' as const });
  const isDecided = state === 'approved' || state === 'refused';
  if (!isDecided || outcome === undefined)
    return omitUndefined({
      ...none,
      state: 'empty' as const,
      completion: 'incomplete' as const,
    });
  return omitUndefined({
    userId,
    submittedAt,
    state: 'graded' as const,
    score: String(outcome.points),
    maximum: String(outcome.maximum),
    completion: state === 'approved' ? ('complete' as const) : ('incomplete' as const),
    released: true,
    levels: outcome.levels,
    isOfLatestAttempt: true,
    gradedAt: decidedAt,
  });
}

const told = ({ id }: Task, { content }: TaskVersion) => ({
  id,
  title: content.title,
  rubric: rubricOf(content),
});

/** @returns what rules read of applications */
export function createReader({
  tasks,
  applications,
}: Pick<Deps, 'tasks' | 'applications'>): ApplicationReader {
  return {
    async listTasks(course) {
      const opened = (await tasks.list(course)).filter(({ version }) => version > 0);
      const versions = await tasks.findVersions(
        opened.map(({ id: taskId, version }) => ({ taskId, version })),
      );
      return opened.flatMap((task) => {
        const version = versions.find(({ taskId }) => taskId === task.id);
        return version ? [told(task, version)] : [];
      });
    },
    async findTask(course, id) {
      const task = await tasks.find(course, id);
      const version = task && task.version > 0 ? await tasks.findVersion(id, task.version) : null;
      return task && version && told(task, version);
    },
    async readGrades(taskId, userId) {
      return (await applications.readStates(taskId, userId)).map(gradeOf);
    },
  };
}
