import { createHash } from 'node:crypto';
import type { Person, Role } from './course.js';

const LEARNERS: [string, string][] = [
  ['Amara', 'Okafor'],
  ['Björn', 'Åström'],
  ['Siobhán', "O'Brien"],
  ['دانا', 'الحسيني'],
  ['Hương', 'Đặng'],
  ['Étienne', 'Lefèvre'],
  ['Fatima Zahra', 'Benali'],
  ['Gabriel', 'Souza'],
  ['裕子', '田中'],
  ['Iryna', 'Шевченко'],
  ['João', 'Conceição'],
  ['Ayu', 'Lestari'],
];

const STAFF: Record<Exclude<Role, 'learner'>, [string, string, string]> = {
  teacher: ['teacher', 'Ingrid', 'Solberg'],
  nonediting: ['nonediting', 'Nora', 'Nielsen'],
  admin: ['admin', 'Alex', 'Admin'],
  testStudent: ['student-view', 'Test', 'Student'],
};

/** A stable UUID for a text, so that a platform started twice names its people alike. */
export function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  const part = (from: number, to: number) => hex.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-4${part(13, 16)}-a${part(17, 20)}-${part(20, 32)}`;
}

/** The sha1 of a text: Canvas's 40 hex digits. */
export function opaqueOf(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

interface Ids {
  id: string;
  sub: string;
}

function makePerson(ids: Ids, username: string, names: [string, string], role: Role): Person {
  const [givenName, familyName] = names;
  return {
    ...ids,
    username,
    givenName,
    familyName,
    name: `${givenName} ${familyName}`,
    email: `${username}@example.test`,
    sisId: `sis-${username}`,
    role,
    enrolled: true,
    locale: 'en',
  };
}

/** The course's people: `learners` learners (the first twelve have names from everywhere) and the staff named. */
export function makePeople(
  learners: number,
  staff: Exclude<Role, 'learner'>[],
  identify: (username: string, index: number) => Ids,
): Person[] {
  const people = staff.map((role, index) => {
    const [username, given, family] = STAFF[role];
    return makePerson(identify(username, index), username, [given, family], role);
  });
  for (let n = 1; n <= learners; n += 1) {
    const username = `learner${n}`;
    const names = LEARNERS[n - 1] ?? [`Learner`, `Number ${n}`];
    const ids = identify(username, staff.length + n - 1);
    people.push(makePerson(ids, username, names, 'learner'));
  }
  return people;
}
