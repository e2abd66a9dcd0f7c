import type { Clock } from './base/index.js';
import type { Home } from './home/index.js';
import { mayBeShown, type Imports } from './imports/index.js';
import type { Pathways } from './pathways/index.js';
import type { People } from './people/index.js';

interface Rooms {
  readonly home: Pick<Home, 'personsOf' | 'togetherWith'>;
  readonly imports: Pick<Imports, 'kept'>;
  readonly people: Pick<People, 'findMany'>;
  readonly pathways: Pick<Pathways, 'tell' | 'restingOn' | 'ofPerson' | 'programmesOf'>;
}

/**
 * What pathways are told by homes, which know who is who, and by imports, which know what people brought.
 * @param rooms asked for when somebody needs them: some are made later
 */
export function pathwaySourcesOf(clock: Clock, rooms: () => Rooms) {
  return {
    together: (personId: string) => rooms().home.togetherWith(personId),
    /** The badges of elsewhere that are proven, their person's, and not past their end. */
    async broughtBy(homeId: string) {
      const now = clock.now();
      const kept = await rooms().imports.kept.list(homeId);
      return kept.flatMap(({ id, keptAt: at, facts, ...badge }) => {
        const { name, issuerId, achievementId, expiresAt } = facts;
        const isOver = expiresAt !== undefined && new Date(expiresAt) <= now;
        if (isOver || issuerId === undefined || !mayBeShown({ id, keptAt: at, facts, ...badge }))
          return [];
        const what = achievementId === undefined ? { name } : { name, achievementId };
        return [{ id, at, issuerId, ...what }];
      });
    },
    async holdersOf(issuerId: string, after: string, limit: number) {
      const found = await rooms().imports.kept.listByIssuer(issuerId, after, limit);
      const holders = found.map(async ({ id, homeId }) => ({
        place: id,
        personIds: await rooms().home.personsOf(homeId),
      }));
      return Promise.all(holders);
    },
    restingOn: (...rule: Parameters<Pathways['restingOn']>) => rooms().pathways.restingOn(...rule),
    findProgrammes: (achievementIds: readonly string[]) =>
      rooms().pathways.programmesOf(achievementIds),
    /** The pathways of a home's person, for its pages. */
    walked: {
      mine: (...of: Parameters<Pathways['ofPerson']['mine']>) =>
        rooms().pathways.ofPerson.mine(...of),
      shown: (...of: Parameters<Pathways['ofPerson']['shown']>) =>
        rooms().pathways.ofPerson.shown(...of),
    },
    /** What the person of a home holds has changed. */
    onJoined: async (homeId: string): Promise<void> => {
      const { home, people, pathways } = rooms();
      const persons = await people.findMany(await home.personsOf(homeId));
      await pathways.tell(
        persons.map(({ id: personId, platformId, userId }) => ({ personId, platformId, userId })),
      );
    },
  };
}
