import type { Clock } from '../base/index.js';
import { courseKeyText, type CourseKey } from '../grades/index.js';
import { personKey, type Award } from './award.js';
import type { AwardStore } from './award-store.js';

const isToBeAsked = (award: Award, course: CourseKey): boolean =>
  award.state === 'active' &&
  award.by === 'rule' &&
  award.fall === undefined &&
  courseKeyText(award.tenant) === courseKeyText(course);

/**
 * Somebody opened a course's tool as a teacher: badges that rules of this course gave them before are put to its instructors.
 * Moodle lists non-editing teachers as learners, so that nothing told before. Nothing is taken: they may have earned it.
 * @returns how many are asked about
 */
export async function askAboutTeacher(
  deps: { readonly awards: Pick<AwardStore, 'listByPerson' | 'setFall'>; readonly clock: Clock },
  course: CourseKey,
  userId: string,
): Promise<number> {
  const all = await deps.awards.listByPerson(personKey(course.platformId, userId));
  const asked = all.filter((award) => isToBeAsked(award, course));
  for (const award of asked)
    await deps.awards.setFall(award, { why: 'teaches', since: deps.clock.now() });
  return asked.length;
}
