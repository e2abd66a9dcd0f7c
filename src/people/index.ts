/** Persons, what they chose to show, their own mail address and data, and who is a member of which course. */
export { createPeople } from './create-people.js';
export {
  anonymousCode,
  labelOf,
  mailAddressOf,
  invitedUserId,
  isInvited,
  personIdOf,
  shownNameOf,
  type MailKind,
  type Person,
} from './person.js';
export { PEOPLE_MOVES, PERSON_MOVE } from './people-moves.js';
export { type Homes, type OwnData, type People } from './people.js';
