import { Conflict } from '../../base/index.js';
import { personIdOf } from '../../people/index.js';
import type { Deps } from '../deps.js';
import {
  isOpenToItsPerson,
  MOST_EARLIER,
  MOST_ROUNDS,
  type Application,
  type Work,
} from '../model/application.js';
import { parseLink } from '../model/link.js';
import type { Task, TaskVersion } from '../model/task.js';
import { tellReviewers } from '../review/tell.js';

/** What is missing or too much, by field: a key of `applications.wrong`. */
export type WorkProblems = Readonly<
  Partial<Record<'text' | 'links' | 'files', { code: string; values: Record<string, number> }>>
>;

const problem = (code: string, count: number) => ({ code, values: { count } });

/** @returns what speaks against handing work in; nothing where it may be */
export function problemsOfWork({ content }: TaskVersion, work: Work): WorkProblems {
  const { text, links, files } = content;
  const found: Record<string, ReturnType<typeof problem>> = {};
  if (text.asked === 'must' && work.text.trim() === '') found['text'] = problem('text', 0);
  if (work.text.length > text.most) found['text'] = problem('textLong', text.most);
  const wrong = work.links.findIndex((link) => parseLink(link) === null);
  if (wrong >= 0) found['links'] = problem('link', wrong + 1);
  else if (work.links.length > links.most) found['links'] = problem('linksMany', links.most);
  else if (work.links.length < links.least) found['links'] = problem('linksFew', links.least);
  if (work.fileIds.length > files.most) found['files'] = problem('filesMany', files.most);
  else if (work.fileIds.length < files.least) found['files'] = problem('filesFew', files.least);
  const isEmpty = work.text.trim() === '' && work.links.length === 0 && work.fileIds.length === 0;
  if (isEmpty && Object.keys(found).length === 0) found['text'] = problem('nothing', 0);
  return found;
}

const gone = () =>
  new Conflict('application_changed', 'This application has changed meanwhile.', {
    action: 'Open it again to see how it is now.',
  });

/**
 * Hands in what was saved. @throws Conflict `application_closed` where nothing is taken any more; `application_changed` where it was
 * handed in or changed at the same time
 */
export async function handIn(
  deps: Pick<
    Deps,
    'clock' | 'audit' | 'applications' | 'mail' | 'people' | 'settings' | 'lti' | 'workWaits'
  >,
  task: Task,
  version: TaskVersion,
  application: Application,
): Promise<void> {
  if (task.state !== 'open')
    throw new Conflict('application_closed', 'No work is taken any more.', {
      action: 'Ask your teacher whether it can be opened again. What you saved is still here.',
    });
  if (!isOpenToItsPerson(application) || application.round >= MOST_ROUNDS) throw gone();
  const { draft, handedIn: last, earlier = [], round, course, userId } = application;
  const links = draft.links.flatMap((link) => parseLink(link) ?? []);
  const handedIn = {
    ...draft,
    links,
    round: round + 1,
    version: version.version,
    at: deps.clock.now(),
  };
  const before = (last ? [...earlier, last] : earlier).slice(-MOST_EARLIER);
  if (!(await deps.applications.handIn(application, handedIn, before))) throw gone();
  await deps.audit.record({
    ...course,
    actor: `person:${personIdOf(course.platformId, userId)}`,
    action: 'application.handed_in',
    subject: `application:${application.id}`,
    details: { name: version.content.title },
  });
  await tellReviewers(deps, task, version.content);
}

/** Takes work back that nobody has decided about. @throws Conflict `application_changed` */
export async function withdraw(
  deps: Pick<Deps, 'clock' | 'audit' | 'applications'>,
  application: Application,
  title: string,
): Promise<void> {
  const { course, userId } = application;
  if (!(await deps.applications.withdraw(application, deps.clock.now()))) throw gone();
  await deps.audit.record({
    ...course,
    actor: `person:${personIdOf(course.platformId, userId)}`,
    action: 'application.withdrawn',
    subject: `application:${application.id}`,
    details: { name: title },
  });
}
