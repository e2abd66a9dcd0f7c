import type { AgedRows } from '../store/index.js';
import type { Verdict } from './decision.js';

/** Verdicts by which nobody has, or waits for, a badge. */
const WITHOUT_BADGE: readonly Verdict[] = ['not-yet', 'unknown'];

/**
 * Decisions that gave nobody a badge. Those by which a badge was given say why; those of who passed before a rule was activated are
 * what keeps the badge from being given. Of who is still in the course a new one is made at the next look.
 */
export const agedDecisions: AgedRows = {
  name: 'decisions',
  collection: 'decisions',
  since: 'at',
  filter: (platformId, before) => ({
    platformId,
    at: { $lt: before },
    'decision.verdict': { $in: WITHOUT_BADGE },
    before: { $exists: false },
  }),
};
