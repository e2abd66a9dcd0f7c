import { findCircle } from '../../rules/index.js';
import {
  milestonesOf,
  ownAchievementsOf,
  requiredOf,
  WHOLE,
  type Pathway,
  type PathwayContent,
  type PathwayOwner,
} from '../model/pathway.js';
import type { Surroundings } from '../model/problems.js';
import { findGivers } from '../walk/find-sources.js';
import type { DesignDeps } from './design-deps.js';

/** A badge, and the badges that it is given for: what the search for circles goes by. */
interface Dependency {
  readonly achievementId: string;
  readonly inputs: readonly {
    readonly kind: 'badge';
    readonly id: string;
    readonly achievementId: string;
    readonly name: string;
  }[];
}

/** Pathways that give pathways' badges for pathways' badges are followed so far. */
const MOST_ROUNDS = 10;

/** The badges that each milestone of a drawing rests on. */
function dependenciesOf(content: PathwayContent): Dependency[] {
  return milestonesOf(content).flatMap(({ of, milestone: { achievementId } }) => {
    if (achievementId === undefined) return [];
    const groups = content.groups.filter(({ id }) => of === WHOLE || id === of);
    const inputs = groups
      .flatMap(requiredOf)
      .flatMap(({ id, what }) =>
        what.kind === 'own'
          ? [{ kind: 'badge' as const, id, achievementId: what.achievementId, name: what.name }]
          : [],
      );
    return [{ achievementId, inputs }];
  });
}

/** The pathways, beside this one, that give what it asks for, and so on. */
async function givingPathways(
  { pathways }: DesignDeps,
  self: Pathway,
  content: PathwayContent,
): Promise<PathwayContent[]> {
  const found = new Map<string, PathwayContent>();
  let asked = ownAchievementsOf(content);
  for (let round = 0; asked.length > 0 && round < MOST_ROUNDS; round += 1) {
    const next: string[] = [];
    for (const giving of await pathways.listGiving(asked)) {
      if (giving.id === self.id || found.has(giving.id)) continue;
      const version = await pathways.findVersion(giving.id, giving.latestVersion);
      if (version === null) continue;
      found.set(giving.id, version.content);
      next.push(...ownAchievementsOf(version.content));
    }
    asked = next;
  }
  return [...found.values()];
}

/** Finds what the rest of the installation means for a drawing: which badges can be earned, and whether one needs itself. */
export async function findSurroundings(
  deps: DesignDeps,
  pathway: Pathway,
  content: PathwayContent,
): Promise<Surroundings> {
  const own = ownAchievementsOf(content);
  const [givers, owners, giving] = await Promise.all([
    findGivers(deps, own),
    deps.achievements.findOwners(own),
    givingPathways(deps, pathway, content),
  ]);
  const earnable = new Set([
    ...givers.flatMap(({ achievementId, isActive }) => (isActive ? [achievementId] : [])),
    ...giving.flatMap((one) => milestonesOf(one).flatMap((m) => m.milestone.achievementId ?? [])),
  ]);
  const platforms = new Set([
    pathway.owner.platformId,
    ...[...owners.values()].map((owner: PathwayOwner) => owner.platformId),
  ]);
  const dependencies: Dependency[] = [content, ...giving].flatMap(dependenciesOf);
  const names = new Map(
    [content, ...giving].flatMap((one) =>
      milestonesOf(one).map(({ milestone }) => [milestone.achievementId, milestone.name] as const),
    ),
  );
  for (const platformId of platforms)
    for (const { achievementId, inputs } of await deps.rules.listOfPlatform(platformId)) {
      const badges = inputs.flatMap((input) => (input.kind === 'badge' ? [input] : []));
      if (badges.length > 0) dependencies.push({ achievementId, inputs: badges });
    }
  for (const { inputs } of dependencies)
    for (const { achievementId, name } of inputs) names.set(achievementId, name);
  const circle = findCircle(dependencies);
  return { earnable, badgeCircle: circle?.map((id) => names.get(id) ?? id) ?? null };
}
