import type { Rule } from '../rules/index.js';
import type { SuccessionDeps } from './succession-deps.js';

/** What the badge of a rule is called. */
export async function nameOf(
  { achievements }: Pick<SuccessionDeps, 'achievements'>,
  { achievementId, achievementVersion: version }: Rule,
): Promise<string> {
  const [found] = await achievements.findVersions([{ achievementId, version }]);
  return found?.content.name ?? (await achievements.get(achievementId)).draft?.name ?? '';
}

/** A badge that was set up in both would be given twice: the newer rule is held until an instructor looks at it. */
export async function pauseTwin(
  { rules, audit }: Pick<SuccessionDeps, 'rules' | 'audit'>,
  rule: Rule,
  actor: string,
): Promise<void> {
  // Changed or paused by somebody else meanwhile: theirs stands.
  if (!(await rules.save({ ...rule, state: 'paused' }, 'rule.paused'))) return;
  const subject = `rule:${rule.id}`;
  const details = { why: 'twin' };
  await audit.record({ actor, action: 'rule.paused', subject, ...rule.tenant, details });
}
