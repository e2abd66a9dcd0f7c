import type { Achievements } from '../achievements/index.js';
import { omitUndefined } from '../base/index.js';
import type { PathwayStore } from './keep/pathway-store.js';
import { milestonesOf, ownAchievementsOf } from './model/pathway.js';
import { relationsOf } from './relate.js';

/** Where a badge leads: a published pathway that names it, and the badge that it is a part of there. */
export interface Programme {
  /** The achievement asked about, by id. */
  readonly achievementId: string;
  readonly name: string;
  /** BCP 47. */
  readonly language: string;
  /** The address of its public page. */
  readonly href: string;
  /** The badge that it is a part of, at the address of its newest version; absent for the pathway's last one. */
  readonly milestone?: { readonly id: string; readonly name: string };
}

export interface ProgrammeDeps {
  readonly settings: { readonly publicUrl: string };
  readonly pathways: Pick<PathwayStore, 'listAsking' | 'listGiving' | 'findVersion'>;
  readonly achievements: Pick<Achievements, 'find' | 'findVersions' | 'toOpenBadge'>;
}

/** A badge that more pathways than this ask for names the first ones. */
const MOST_TOLD = 20;

/** Says where badges lead, as the newest versions of published pathways have it. */
export async function findProgrammes(
  { settings, pathways, achievements }: ProgrammeDeps,
  achievementIds: readonly string[],
): Promise<Programme[]> {
  const asked = new Set(achievementIds);
  if (asked.size === 0) return [];
  const [asking, giving] = await Promise.all([
    pathways.listAsking([...asked], [], MOST_TOLD),
    pathways.listGiving([...asked], MOST_TOLD),
  ]);
  const found: Programme[] = [];
  const urls = new Map<string, Promise<string | undefined>>();
  const urlOf = (achievementId: string) => {
    const known = urls.get(achievementId) ?? findUrl(achievementId);
    urls.set(achievementId, known);
    return known;
  };
  async function findUrl(achievementId: string): Promise<string | undefined> {
    const version = (await achievements.find(achievementId))?.latestVersion ?? 0;
    const [newest] =
      version > 0 ? await achievements.findVersions([{ achievementId, version }]) : [];
    return newest && achievements.toOpenBadge(newest).id;
  }
  const all = new Map([...asking, ...giving].map((one) => [one.id, one]));
  for (const { id, latestVersion } of [...all.values()].slice(0, MOST_TOLD)) {
    const version = await pathways.findVersion(id, latestVersion);
    if (version === null) continue;
    const { content } = version;
    const milestones = new Map(
      milestonesOf(content).map(({ milestone }) => [milestone.achievementId, milestone.name]),
    );
    const parents = new Map(
      relationsOf(content).flatMap(({ associationType, sourceId, targetId }) =>
        associationType === 'isChildOf' ? [[sourceId, targetId] as const] : [],
      ),
    );
    for (const achievementId of new Set([...ownAchievementsOf(content), ...milestones.keys()])) {
      if (achievementId === undefined || !asked.has(achievementId)) continue;
      const parent = parents.get(achievementId);
      const url = parent === undefined ? undefined : await urlOf(parent);
      found.push(
        omitUndefined({
          achievementId,
          name: content.name,
          language: content.language,
          href: `${settings.publicUrl}/pathways/${id}`,
          milestone:
            url === undefined ? undefined : { id: url, name: milestones.get(parent) ?? '' },
        }),
      );
    }
  }
  return found;
}
