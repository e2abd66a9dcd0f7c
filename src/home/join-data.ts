import type { OwnData } from '../people/index.js';
import type { HomeDeps } from './home-deps.js';
import { leaveHome } from './join-home.js';

/**
 * What is kept here of a person of a platform: that their badges are in a home, and since when. Neither whose home it is
 * nor what else is there: the platform has no part in that.
 */
export const joinData = (deps: Pick<HomeDeps, 'audit' | 'joins'>): OwnData => ({
  name: 'home',
  async read({ id }) {
    const join = await deps.joins.find(id);
    return join && { joinedAt: join.joinedAt };
  },
  erase: async ({ id }) => void (await leaveHome(deps, id, `person:${id}`)),
});
