import type { Achievements } from '../../achievements/index.js';
import type { RuleStore } from '../../rules/index.js';
import type { JobSource } from '../keep/job-store.js';
import type { PathwayStore } from '../keep/pathway-store.js';
import { foreignIssuersOf, ownAchievementsOf, type PathwayContent } from '../model/pathway.js';
import { givingRule } from './walk-deps.js';

export interface SourceDeps {
  readonly achievements: Pick<Achievements, 'findOwners'>;
  readonly rules: Pick<RuleStore, 'list'>;
  readonly pathways: Pick<PathwayStore, 'listGiving'>;
}

/** A rule, as far as it says which badge it gives. */
interface Giver {
  readonly id: string;
  readonly achievementId: string;
  readonly isActive: boolean;
}

/** Finds the rules that give these badges, or did: a badge is given in the course whose it is. */
export async function findGivers(
  { achievements, rules }: Pick<SourceDeps, 'achievements' | 'rules'>,
  achievementIds: readonly string[],
): Promise<Giver[]> {
  const asked = new Set(achievementIds);
  const owners = await achievements.findOwners(achievementIds);
  const courses = new Map([...owners.values()].map((owner) => [JSON.stringify(owner), owner]));
  const found: Giver[] = [];
  for (const course of courses.values())
    for (const { id, achievementId, state } of await rules.list(course))
      if (asked.has(achievementId)) found.push({ id, achievementId, isActive: state === 'active' });
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Lists where everybody is found who holds something that a pathway asks for. */
export async function findSources(deps: SourceDeps, content: PathwayContent): Promise<JobSource[]> {
  const own = ownAchievementsOf(content);
  const givers = await findGivers(deps, own);
  const giving = own.length > 0 ? await deps.pathways.listGiving(own) : [];
  return [
    ...givers.map(({ id }) => ({ kind: 'rule' as const, id })),
    ...giving.map(({ id }) => ({ kind: 'rule' as const, id: givingRule(id) })),
    // Badges name their issuer with a slash at its end, or without one.
    ...foreignIssuersOf(content).flatMap((id) => [
      { kind: 'issuer' as const, id },
      { kind: 'issuer' as const, id: `${id}/` },
    ]),
  ];
}
