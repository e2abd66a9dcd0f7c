import type { Homes } from './people/index.js';

/** @returns the homes of people, which are made later than they are first named */
export const homesOf = (home: () => Homes): Homes => ({
  join: (...whom) => home().join(...whom),
  isJoined: (personId) => home().isJoined(personId),
  leave: (personId) => home().leave(personId),
});
