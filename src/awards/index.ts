/** Rules, decisions and awards: what a learner has earned, and why. */
export type { Approvals } from './approvals.js';
export type { Award } from './award.js';
export type { CheckOutcome } from './check-course.js';
export { withoutBadgeColumns } from './badge-columns.js';
export { createAwards, type Awards, type AwardsDeps } from './create-awards.js';
export type { Decision, Verdict } from './decide.js';
export { explain, type Explanation } from './explain.js';
export type { AwardsHealth } from './health.js';
export type { Mark, Rule, RuleInput } from './rule.js';
