/** Persons, what they chose to show, their own address, their own data; who is in a course. */
export { createPeople } from './create-people.js';
export {
  anonymousCode,
  labelOf,
  mailAddressOf,
  personIdOf,
  shownNameOf,
  type Person,
} from './person.js';
export { PEOPLE_MOVES, PERSON_MOVE } from './people-moves.js';
export { type OwnData, type People } from './people.js';
