import { NotAllowed, NotFound } from '../../base/index.js';
import type { Grades } from '../../grades/index.js';
import { labelOf, personIdOf } from '../../people/index.js';
import type { Deps } from '../deps.js';

/** What the pages work with. */
export interface PageDeps extends Deps {
  readonly grades: Pick<Grades, 'roster'>;
}

export const unknownTask = (): NotFound =>
  new NotFound('application_unknown', 'There is no such application here.', {
    action: 'Go back to the list of applications.',
  });

export const unknownFile = (): NotFound =>
  new NotFound('file_unknown', 'There is no such file here.', {
    action: 'Go back to the application.',
  });

export const learnersOnly = (): NotAllowed =>
  new NotAllowed('learners_only', 'Only learners of this course hand work in.', {
    action: 'Open the applications of the course to see what learners hand in.',
  });

/** @returns the names by which reviewers read of these people, by their LTI user ids */
export async function namesOf(
  { people }: Pick<Deps, 'people'>,
  platformId: string,
  userIds: readonly string[],
): Promise<(userId: string) => string> {
  const ids = [...new Set(userIds)].map((id) => personIdOf(platformId, id));
  const found = new Map((await people.findMany(ids)).map((one) => [one.userId, one]));
  return (userId) => {
    const person = found.get(userId);
    return labelOf(person && !person.erasedAt ? person : { platformId, userId });
  };
}
