import { personKey, type Award } from '../awards/index.js';
import type { Person } from '../people/index.js';
import type { HomeDeps } from './home-deps.js';

/** A person of a platform who is in a home, with everything that they were ever given. */
export interface JoinedPerson {
  readonly person: Person;
  /** What the platform is called, as its administrator or Laurel's operator named it; empty where that is gone. */
  readonly platform: string;
  readonly joinedAt: Date;
  readonly awards: readonly Award[];
}

/** Lists who is in a home, the first to join first. All of it is in the store: no learning platform is asked. */
export async function listJoined(
  deps: Pick<HomeDeps, 'joins' | 'people' | 'platforms' | 'awards'>,
  homeId: string,
): Promise<JoinedPerson[]> {
  const joins = await deps.joins.list(homeId);
  const persons = await deps.people.findMany(joins.map(({ personId }) => personId));
  const byId = new Map(persons.map((person) => [person.id, person]));
  const joined = joins.map(async ({ personId, joinedAt }) => {
    const person = byId.get(personId);
    if (person === undefined) return [];
    const [platform, awards] = await Promise.all([
      deps.platforms.find(person.platformId),
      deps.awards.listByPerson(personKey(person.platformId, person.userId)),
    ]);
    return [{ person, platform: platform?.name ?? '', joinedAt, awards }];
  });
  return (await Promise.all(joined)).flat();
}
