import type { Association } from './credentials/index.js';
import { badgeInputs, type RuleStore } from './rules/index.js';

const VERSION = /^\/achievements\/([\w-]+)\/versions\/\d+$/;

/**
 * Says how achievements belong together, as the active rules say that give them: a badge that is given for other badges
 * alone is what these are parts of, and of one that also asks for assessments these come first.
 * @param badges with the addresses of achievement versions; others than this installation's are left out
 */
export async function relateBadges(
  rules: Pick<RuleStore, 'listAskingFor'>,
  pathOf: (url: string) => Promise<string | null>,
  badges: readonly { readonly achievementId: string }[],
): Promise<Association[]> {
  const byId = new Map<string, Set<string>>();
  for (const { achievementId: url } of badges) {
    const [, id] = VERSION.exec((await pathOf(url)) ?? '') ?? [];
    if (id !== undefined) byId.set(id, (byId.get(id) ?? new Set()).add(url));
  }
  const found = new Map<string, Association>();
  for (const [id, sources] of byId)
    for (const rule of await rules.listAskingFor(id)) {
      const isMilestone = badgeInputs(rule).length === rule.inputs.length;
      const associationType = isMilestone ? 'isChildOf' : 'precedes';
      for (const targetId of byId.get(rule.achievementId) ?? [])
        for (const sourceId of sources)
          found.set(`${sourceId} ${targetId}`, { associationType, sourceId, targetId });
    }
  return [...found.values()];
}
