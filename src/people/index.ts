/** Persons, what they chose to show, their own address, their own data; who is in a course. */
export { createPeople, type OwnData, type People, type PeopleDeps } from './create-people.js';
export type { Member, RosterMember } from './member.js';
export {
  anonymousCode,
  labelOf,
  mailAddressOf,
  personIdOf,
  shownNameOf,
  type NameChoice,
  type Person,
} from './person.js';
export { personIdOfSession } from './routes.js';
