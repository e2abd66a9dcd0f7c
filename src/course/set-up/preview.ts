import { createHash } from 'node:crypto';
import type { Rule } from '../../rules/index.js';
import type { Simulation } from '../../awards/index.js';
import type { RulePlan } from './choices.js';

/**
 * A digest of what a person was shown before they confirmed it. The page sends it back, so that only what was shown is
 * saved.
 */
export type Preview = string;

/** What differs from what was shown. `nothing-seen`: nothing was shown before. */
export type PreviewChange = 'none' | 'nothing-seen' | 'rule' | 'plan' | 'grades';

/** Backfill is left out: it is chosen beside the button, after the preview. */
const planDigest = ({ backfill: _, ...plan }: RulePlan): string =>
  createHash('sha256').update(JSON.stringify(plan)).digest('base64url').slice(0, 16);

/** @param people the learners shown beside the simulation, who would gain or lose the badge */
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

/**
 * @returns what has changed since `seen`, the most surprising first: another person's change, the own one, the grades
 */
export function changeSincePreview(seen: Preview, now: Preview): PreviewChange {
  if (seen === '') return 'nothing-seen';
  if (seen === now) return 'none';
  const [before, after] = [seen.split('.'), now.split('.')];
  if (before[0] !== after[0]) return 'rule';
  return before[1] === after[1] ? 'grades' : 'plan';
}
