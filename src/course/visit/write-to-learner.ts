import { describePerson } from '../../awards/index.js';
import { nullIfAnswer, omitUndefined } from '../../base/index.js';
import { personIdOf } from '../../people/index.js';
import type { Rule } from '../../rules/index.js';
import type { CourseDeps } from './course-deps.js';

export type WriteDeps = Pick<CourseDeps, 'achievements' | 'grades' | 'lti' | 'mail' | 'people'>;

export interface Letter {
  /** Of one key there is one mail, however often it is written. */
  readonly key: string;
  /** `views/mail/<view>.hbs`, which gets `name`, `from`, `badge` and `course` beside these. */
  readonly view: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Writes to a learner about a badge in an instructor's name, whom the answer goes to.
 * @param from the instructor, as the platform calls them
 * @returns false where the learner has no address that is known here
 */
export async function writeToLearner(
  deps: WriteDeps,
  rule: Rule,
  userId: string,
  from: string,
  { key, view, values }: Letter,
): Promise<boolean> {
  const { tenant, achievementId, achievementVersion } = rule;
  const idOf = (user: string) => personIdOf(tenant.platformId, user);
  const persons = await deps.people.findMany([idOf(userId), idOf(from)]);
  const roster = await deps.grades.roster(tenant).catch(nullIfAnswer);
  const describe = (user: string) => {
    const known = persons.find(({ id }) => id === idOf(user));
    return describePerson(idOf(user), known, roster?.members.get(user));
  };
  const learner = describe(userId);
  const instructor = describe(from);
  if (learner.mailTo === undefined) return false;
  const context = await deps.lti.contexts.find(tenant).catch(nullIfAnswer);
  const { content } = await deps.achievements.getVersion(achievementId, achievementVersion);
  const about = { name: learner.name, from: instructor.name, badge: content.name };
  await deps.mail.enqueue(
    omitUndefined({
      key,
      view,
      to: learner.mailTo,
      replyTo: instructor.email,
      personId: learner.personId,
      model: omitUndefined({ ...values, ...about, course: context?.title ?? '' }),
      locale: context?.locale,
      school: { platformId: tenant.platformId, deploymentId: tenant.deploymentId },
    }),
  );
  return true;
}
