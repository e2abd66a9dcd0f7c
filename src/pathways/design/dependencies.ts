import type { Achievements } from '../../achievements/index.js';
import type { RuleStore } from '../../rules/index.js';
import type { PathwayStore } from '../keep/pathway-store.js';
import { milestonesOf, requiredOf, WHOLE, type PathwayContent } from '../model/pathway.js';

/** A badge, and the badges that it is given for: what the search for circles goes by. */
export interface Dependency {
  readonly achievementId: string;
  /** How it is called; absent where only a rule names it. */
  readonly name?: string;
  readonly inputs: readonly {
    readonly kind: 'badge';
    readonly id: string;
    readonly achievementId: string;
    readonly name: string;
  }[];
}

export interface DependencyDeps {
  readonly achievements: Pick<Achievements, 'findOwners'>;
  readonly rules: Pick<RuleStore, 'listOfPlatform'>;
  readonly pathways: Pick<PathwayStore, 'listGiving' | 'findVersion'>;
}

/** What is asked for beyond so many badges is not followed. */
const MOST_BADGES = 2_000;

/** The badges that each milestone of a drawing rests on. Pure. */
export function dependenciesOf(content: PathwayContent): Dependency[] {
  return milestonesOf(content).flatMap(({ of, milestone: { achievementId, name } }) => {
    if (achievementId === undefined) return [];
    const groups = content.groups.filter(({ id }) => of === WHOLE || id === of);
    const inputs = groups
      .flatMap(requiredOf)
      .flatMap(({ id, what }) =>
        what.kind === 'own'
          ? [{ kind: 'badge' as const, id, achievementId: what.achievementId, name: what.name }]
          : [],
      );
    return [{ achievementId, name, inputs }];
  });
}

/**
 * Follows what badges are given for, through rules and published pathways of every platform that they belong to.
 * @param start where it begins; these stand in the place of what is stored of them
 * @param except a pathway, or a rule, whose stored words do not count: it is being changed
 * @returns `start` and everything that it rests on
 */
export async function findDependencies(
  { achievements, rules, pathways }: DependencyDeps,
  start: readonly Dependency[],
  except: string,
): Promise<Dependency[]> {
  const found = [...start];
  const seen = new Set<string>();
  const byPlatform = new Map<string, Awaited<ReturnType<RuleStore['listOfPlatform']>>>();
  const followed = new Set([except]);
  let asked = start.flatMap(({ inputs }) => inputs.map((one) => one.achievementId));
  while (asked.length > 0 && seen.size < MOST_BADGES) {
    for (const id of asked) seen.add(id);
    const fresh: Dependency[] = [];
    for (const { platformId } of (await achievements.findOwners(asked)).values())
      if (!byPlatform.has(platformId))
        byPlatform.set(platformId, await rules.listOfPlatform(platformId));
    const wanted = new Set(asked);
    for (const list of byPlatform.values())
      for (const { id, achievementId, inputs } of list) {
        if (!wanted.has(achievementId) || followed.has(id)) continue;
        followed.add(id);
        const badges = inputs.flatMap((input) => (input.kind === 'badge' ? [input] : []));
        if (badges.length > 0) fresh.push({ achievementId, inputs: badges });
      }
    for (const { id, latestVersion } of await pathways.listGiving(asked)) {
      if (followed.has(id)) continue;
      followed.add(id);
      const version = await pathways.findVersion(id, latestVersion);
      if (version !== null) fresh.push(...dependenciesOf(version.content));
    }
    found.push(...fresh);
    asked = [
      ...new Set(fresh.flatMap(({ inputs }) => inputs.map((one) => one.achievementId))),
    ].filter((id) => !seen.has(id));
  }
  return found;
}
