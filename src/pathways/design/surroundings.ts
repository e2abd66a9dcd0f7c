import { findCircle } from '../../rules/index.js';
import {
  milestonesOf,
  ownAchievementsOf,
  type Pathway,
  type PathwayContent,
} from '../model/pathway.js';
import type { Surroundings } from '../model/problems.js';
import { findGivers } from '../walk/find-sources.js';
import { dependenciesOf, findDependencies } from './dependencies.js';
import type { DesignDeps } from './design-deps.js';

/** The badges of these that published pathways, beside this one, give as milestones. */
async function givenByPathways(
  { pathways }: DesignDeps,
  self: Pathway,
  achievementIds: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  if (achievementIds.length === 0) return found;
  for (const { id, latestVersion } of await pathways.listGiving(achievementIds)) {
    const version = id === self.id ? null : await pathways.findVersion(id, latestVersion);
    if (version !== null)
      found.push(
        ...milestonesOf(version.content).flatMap((one) => one.milestone.achievementId ?? []),
      );
  }
  return found;
}

/** Finds what the rest of the installation means for a drawing: which badges can be earned, and whether one needs itself. */
export async function findSurroundings(
  deps: DesignDeps,
  pathway: Pathway,
  content: PathwayContent,
): Promise<Surroundings> {
  const own = ownAchievementsOf(content);
  const [givers, giving, dependencies] = await Promise.all([
    findGivers(deps, own),
    givenByPathways(deps, pathway, own),
    findDependencies(deps, dependenciesOf(content), pathway.id),
  ]);
  const earnable = new Set([
    ...givers.flatMap(({ achievementId, isActive }) => (isActive ? [achievementId] : [])),
    ...giving,
  ]);
  const names = new Map(
    dependencies.flatMap(({ achievementId, name, inputs }) => [
      ...inputs.map((one) => [one.achievementId, one.name] as const),
      ...(name === undefined ? [] : [[achievementId, name] as const]),
    ]),
  );
  const circle = findCircle(dependencies);
  return { earnable, badgeCircle: circle?.map((id) => names.get(id) ?? id) ?? null };
}
