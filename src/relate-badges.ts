import type { Association } from './credentials/index.js';
import { badgeInputs, type RuleStore } from './rules/index.js';

const VERSION = /^\/achievements\/([\w-]+)\/versions\/\d+$/;

/**
 * Says how achievements belong together, as the active rules say that give them: a badge that is given for other badges
 * alone is what these are parts of, and of one that also asks for assessments these come first.
 * @param urls the achievement versions, as badges name them; others than this installation's are left out
 */
export async function relateBadges(
  rules: Pick<RuleStore, 'listAskingFor'>,
  publicUrl: string,
  urls: readonly string[],
): Promise<Association[]> {
  const byId = new Map<string, Set<string>>();
  for (const url of urls) {
    const [, id] = url.startsWith(publicUrl)
      ? (VERSION.exec(url.slice(publicUrl.length)) ?? [])
      : [];
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
