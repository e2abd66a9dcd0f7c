import { createHash } from 'node:crypto';
import type { Rule } from '../../rules/index.js';
import type { Simulation } from '../../awards/index.js';
import type { RulePlan } from './choices.js';

/** What a person saw before they said yes, so that what is saved is what was shown: a text that the page sends back. */
export type Preview = string;

/** What is different from what was seen. `nothing-seen`: there was nothing to compare with. */
export type PreviewChange = 'none' | 'nothing-seen' | 'rule' | 'plan' | 'grades';

/** Backfill is chosen beside the button, after looking. */
const planDigest = ({ backfill: _, ...plan }: RulePlan): string =>
  createHash('sha256').update(JSON.stringify(plan)).digest('base64url').slice(0, 16);

/** @param people who is shown beside the simulation: those who would gain or lose what they have */
export function previewOf(
  rule: Pick<Rule, 'revision'>,
  plan: RulePlan,
  { digest }: Pick<Simulation, 'digest'>,
  people: readonly (readonly string[])[] = [],
): Preview {
  const shown = createHash('sha256')
    .update(JSON.stringify([digest, people]))
    .digest('base64url')
    .slice(0, 22);
  return [rule.revision, planDigest(plan), shown].join('.');
}

/** What has changed since `seen`, the most surprising first: somebody else's change, one's own, the grades. */
export function changeSincePreview(seen: Preview, now: Preview): PreviewChange {
  if (seen === '') return 'nothing-seen';
  if (seen === now) return 'none';
  const [before, after] = [seen.split('.'), now.split('.')];
  if (before[0] !== after[0]) return 'rule';
  return before[1] === after[1] ? 'grades' : 'plan';
}
