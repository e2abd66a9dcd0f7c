import { nullIfAnswer } from '../../base/index.js';
import type { Grades, Roster, RosterMember } from '../../grades/index.js';
import type { People } from '../../people/index.js';
import { matchRecipient } from '../check/recipient.js';
import type { RecipientFacts } from '../open/facts.js';
import { keyOfCourse, type CourseOf } from '../run/import.js';

export interface HolderDeps {
  readonly grades: Pick<Grades, 'roster'>;
  readonly people: Pick<People, 'findByEmails'>;
}

/** Whose badge it is, as the course or the platform knows them; or why that cannot be told. */
export type Holder =
  | { readonly userId: string; readonly who: string }
  | { readonly code: string; readonly detail: string };

const unknownPerson: Holder = {
  code: 'person_unknown',
  detail: 'Nobody here is known by the address to which it was issued.',
};
/** Who is silent has said nothing of anybody. */
const unreadPeople: Holder = {
  code: 'people_unread',
  detail: 'The platform did not say who is in the course: hand the file in again later.',
};
const ambiguous: Holder = {
  code: 'person_ambiguous',
  detail: 'More than one person here has the address to which it was issued.',
};
const noLearner: Holder = {
  code: 'person_no_learner',
  detail: 'Whoever it was issued to is no learner of the course.',
};
const nobody: Holder = {
  code: 'row_without_recipient',
  detail: 'It names nobody by e-mail address.',
};

const whoIs = ({ name, email, userId }: RosterMember): string => name ?? email ?? userId;

function ofRoster(members: readonly RosterMember[]): Holder | null {
  const [one, other] = members;
  if (one === undefined) return null;
  if (other !== undefined) return ambiguous;
  return one.isLearner ? { userId: one.userId, who: whoIs(one) } : noLearner;
}

/**
 * @returns what finds whose badge of another system it is: among the people of the course by their address or its hash, and, for who
 *   may know all of the platform, among everybody by an address in the clear
 */
export function createFindHolder(
  { grades, people }: HolderDeps,
  course: CourseOf,
  isPlatformWide: boolean,
): (recipient: RecipientFacts) => Promise<Holder> {
  let asked: Promise<Roster | null> | undefined;
  const roster = () => (asked ??= grades.roster(keyOfCourse(course)).catch(nullIfAnswer));
  return async (recipient) => {
    const { email, hash } = recipient;
    if (email === undefined && hash === undefined) return nobody;
    const list = await roster();
    const members = [...(list?.members.values() ?? [])];
    const theirs = members.filter(
      (one) => one.email !== undefined && matchRecipient(recipient, [one.email]) === 'matches',
    );
    const found = ofRoster(theirs);
    if (found !== null) return found;
    const unknown = list === null ? unreadPeople : unknownPerson;
    if (!isPlatformWide || email === undefined) return unknown;
    const [one, other] = await people.findByEmails(course.platformId, [email]);
    if (one === undefined) return unknown;
    if (other !== undefined) return ambiguous;
    return { userId: one.userId, who: one.email ?? email };
  };
}
