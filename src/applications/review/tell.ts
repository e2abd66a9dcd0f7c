import { omitUndefined, nullIfAnswer } from '../../base/index.js';
import { mailAddressOf, personIdOf } from '../../people/index.js';
import type { Deps } from '../deps.js';
import type { Application } from '../model/application.js';
import type { Task, TaskContent } from '../model/task.js';

type TellDeps = Pick<Deps, 'mail' | 'people' | 'lti' | 'clock' | 'workWaits'>;

const DAY = 10;

async function write(
  deps: Pick<Deps, 'mail' | 'people' | 'lti'>,
  { course }: Pick<Task, 'course'>,
  userIds: readonly string[],
  letter: (userId: string) => { key: string; view: string; model: Record<string, unknown> },
): Promise<void> {
  const ids = new Map(userIds.map((id) => [personIdOf(course.platformId, id), id]));
  const context = await deps.lti.contexts.find(course).catch(nullIfAnswer);
  for (const person of await deps.people.findMany([...ids.keys()])) {
    const to = person.erasedAt ? null : mailAddressOf(person);
    if (to === null) continue;
    const { key, view, model } = letter(ids.get(person.id) ?? '');
    await deps.mail.enqueue(
      omitUndefined({
        key,
        view,
        to,
        personId: person.id,
        model: omitUndefined({ name: person.name, course: context?.title ?? '', ...model }),
        locale: context?.locale,
        school: { platformId: course.platformId, deploymentId: course.deploymentId },
      }),
    );
  }
}

/**
 * Work waits. Instructors hear of it as they chose for all that needs them; people who are named get one mail a day for each
 * task.
 */
export async function tellReviewers(
  deps: TellDeps,
  task: Task,
  { title, reviewers }: Pick<TaskContent, 'title' | 'reviewers'>,
): Promise<void> {
  const day = deps.clock.now().toISOString().slice(0, DAY);
  await write(deps, task, reviewers, (userId) => ({
    key: `application-waiting:${task.id}:${personIdOf(task.course.platformId, userId)}:${day}`,
    view: 'application-waiting',
    model: { task: title },
  }));
  await deps.workWaits(task.course);
}

/** Tells somebody what was decided about their work, once for each round. */
export async function tellDecision(
  deps: Pick<Deps, 'mail' | 'people' | 'lti'>,
  { id, course, userId, round, outcome }: Application,
  title: string,
): Promise<void> {
  if (outcome === undefined) return;
  await write(deps, { course }, [userId], () => ({
    key: `application:${id}:${round}`,
    view: `application-${outcome.verdict}`,
    model: { task: title },
  }));
}
