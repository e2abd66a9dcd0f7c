import type { Pathway } from '../model/pathway.js';
import { readFacts, type Facts } from '../walk/facts.js';
import { pathwaysOf, standingOn, type Standing } from '../walk/look.js';
import type { WalkDeps } from '../walk/walk-deps.js';
import { describePathway, type Reader } from './describe.js';

type StandingDeps = Pick<
  WalkDeps,
  'pathways' | 'walks' | 'awards' | 'people' | 'together' | 'broughtBy'
>;

/**
 * Says how somebody stands on every pathway that they are on, that asks for what they hold, or that is named.
 * @param here pathways that are shown whether or not somebody has begun
 */
export async function listStandings(
  deps: StandingDeps,
  facts: Facts,
  here: readonly Pathway[] = [],
): Promise<Standing[]> {
  const walks = (
    await Promise.all(facts.persons.map(({ personId }) => deps.walks.ofPerson(personId)))
  ).flat();
  const known = await pathwaysOf(deps, facts, walks);
  const found: Standing[] = [];
  for (const pathway of new Map([...known, ...here].map((one) => [one.id, one])).values()) {
    if (pathway.state === 'draft') continue;
    const standing = await standingOn(deps, pathway, facts, walks);
    // One that has ended stays with whoever was on it.
    if (standing !== null && (pathway.state === 'published' || standing.walk !== null))
      found.push(standing);
  }
  return found;
}

/** @returns a standing as pages show it: the map and the list that says the same */
export const describeStanding = (reader: Reader, { pathway, version, progress }: Standing) => ({
  id: pathway.id,
  href: `/pathways/${pathway.id}`,
  isEarlier: version.version < pathway.latestVersion,
  isEnded: pathway.state === 'ended',
  ...describePathway(reader, version.content, progress),
});

/** What a person chose to show to everybody: pathways, awards, and kept badges of elsewhere, by their ids. */
export interface Chosen {
  readonly pathways: readonly string[];
  readonly awards: readonly string[];
  readonly brought: readonly string[];
}

/** The pathways of a person for pages of other rooms. @param personId any of those who they have proven to be */
export interface PersonPathways {
  mine(personId: string, reader: Reader): Promise<readonly ReturnType<typeof describeStanding>[]>;
  /** Those that were chosen, drawn from the badges that were chosen alone: a map tells of no other. */
  shown(
    personId: string,
    reader: Reader,
    chosen: Chosen,
  ): Promise<readonly ReturnType<typeof describeStanding>[]>;
}

/** @returns a person's pathways, for pages of other rooms */
export function createPersonPathways(deps: StandingDeps): PersonPathways {
  async function factsOf(personId: string): Promise<Facts | null> {
    const [person] = await deps.people.findMany([personId]);
    if (person === undefined) return null;
    const { platformId, userId } = person;
    return readFacts(deps, { personId, platformId, userId });
  }
  return {
    async mine(personId, reader) {
      const facts = await factsOf(personId);
      const standings = facts === null ? [] : await listStandings(deps, facts);
      return standings.map((one) => describeStanding(reader, one));
    },
    async shown(personId, reader, chosen) {
      const facts = await factsOf(personId);
      if (facts === null) return [];
      const awards = facts.awards.filter(({ id }) => chosen.awards.includes(id));
      const brought = facts.brought.filter(({ id }) => chosen.brought.includes(id));
      const standings = await listStandings(deps, { ...facts, awards, brought });
      return standings
        .filter(({ pathway }) => chosen.pathways.includes(pathway.id))
        .map((one) => describeStanding(reader, one));
    },
  };
}
