import type { Association } from '../credentials/index.js';
import type { PathwayStore } from './keep/pathway-store.js';
import { stepsOf, type PathwayContent } from './model/pathway.js';

/** How two achievements belong together, by their ids. */
export type Relation = Pick<Association, 'associationType' | 'sourceId' | 'targetId'>;

/** Says how the achievements of one pathway belong together: steps to milestones, milestones to that of the whole, and the order. */
export function relationsOf(content: PathwayContent): Relation[] {
  const found: Relation[] = [];
  const add = (associationType: Relation['associationType'], source?: string, target?: string) => {
    if (source !== undefined && target !== undefined && source !== target)
      found.push({ associationType, sourceId: source, targetId: target });
  };
  const whole = content.milestone?.achievementId;
  const idOf = new Map<string, string | undefined>([
    ...content.groups.map(
      ({ id, milestone }) => [id, milestone?.achievementId] as [string, string | undefined],
    ),
    ...stepsOf(content).map(
      ({ id, what }) =>
        [id, what.kind === 'own' ? what.achievementId : undefined] as [string, string | undefined],
    ),
  ]);
  for (const group of content.groups) {
    const milestone = group.milestone?.achievementId;
    add('isChildOf', milestone, whole);
    for (const { id } of group.after) add('precedes', idOf.get(id), milestone);
    for (const step of group.steps) {
      add('isChildOf', idOf.get(step.id), milestone ?? whole);
      for (const { id } of [...step.after, ...group.after])
        add('precedes', idOf.get(id), idOf.get(step.id));
    }
  }
  return found;
}

/** Says how achievements belong together, as published pathways say that name any of them. */
export async function relateByPathways(
  pathways: Pick<PathwayStore, 'listAsking' | 'listGiving' | 'findVersion'>,
  achievementIds: readonly string[],
): Promise<Relation[]> {
  const known = new Set(achievementIds);
  const asking = await pathways.listAsking(achievementIds);
  const giving = await pathways.listGiving(achievementIds);
  const all = new Map([...asking, ...giving].map((one) => [one.id, one]));
  const found = new Map<string, Relation>();
  for (const { id, latestVersion } of all.values()) {
    const version = await pathways.findVersion(id, latestVersion);
    for (const relation of version === null ? [] : relationsOf(version.content)) {
      const { sourceId, targetId, associationType } = relation;
      if (known.has(sourceId) && known.has(targetId))
        found.set(`${associationType} ${sourceId} ${targetId}`, relation);
    }
  }
  return [...found.values()];
}
