import type { Association } from './credentials/index.js';
import type { Pathways } from './pathways/index.js';
import { badgeInputs, type RuleStore } from './rules/index.js';

const VERSION = /^\/achievements\/([\w-]+)\/versions\/\d+$/;

/** Says where the achievements at these addresses lead; others than this installation's are left out. */
export async function findBadgeProgrammes(
  pathways: Pick<Pathways, 'programmesOf'>,
  pathOf: (url: string) => Promise<string | null>,
  urls: readonly string[],
) {
  const byId = new Map<string, Set<string>>();
  for (const url of urls) {
    const [, id] = VERSION.exec((await pathOf(url)) ?? '') ?? [];
    if (id !== undefined) byId.set(id, (byId.get(id) ?? new Set()).add(url));
  }
  const found = byId.size === 0 ? [] : await pathways.programmesOf([...byId.keys()]);
  return found.flatMap((one) =>
    [...(byId.get(one.achievementId) ?? [])].map((url) => ({ ...one, achievementId: url })),
  );
}

/**
 * Says how achievements belong together, as the pathways say that name them, and the active rules that give them: a badge that is
 * given for other badges alone is what these are parts of, and of one that also asks for assessments these come first.
 * @param badges with the addresses of achievement versions; others than this installation's are left out
 */
export async function relateBadges(
  rules: Pick<RuleStore, 'listAskingFor'>,
  pathways: Pick<Pathways, 'relate'>,
  pathOf: (url: string) => Promise<string | null>,
  badges: readonly { readonly achievementId: string }[],
): Promise<Association[]> {
  const byId = new Map<string, Set<string>>();
  for (const { achievementId: url } of badges) {
    const [, id] = VERSION.exec((await pathOf(url)) ?? '') ?? [];
    if (id !== undefined) byId.set(id, (byId.get(id) ?? new Set()).add(url));
  }
  const found = new Map<string, Association>();
  const put = (associationType: Association['associationType'], source: string, target: string) => {
    for (const targetId of byId.get(target) ?? [])
      for (const sourceId of byId.get(source) ?? [])
        found.set(`${sourceId} ${targetId}`, { associationType, sourceId, targetId });
  };
  for (const id of byId.keys())
    for (const rule of await rules.listAskingFor(id)) {
      const isMilestone = badgeInputs(rule).length === rule.inputs.length;
      put(isMilestone ? 'isChildOf' : 'precedes', id, rule.achievementId);
    }
  for (const { associationType, sourceId, targetId } of await pathways.relate([...byId.keys()]))
    put(associationType, sourceId, targetId);
  return [...found.values()];
}
