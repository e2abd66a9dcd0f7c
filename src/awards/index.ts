/** Rules, decisions and awards: what a learner has earned, and why. */
export { checkCourse, type CheckDeps, type CheckOutcome } from './check-course.js';
export { decide, type Decision, type Facts, type Verdict } from './decide.js';
export { explain, type Explanation } from './explain.js';
export type { Award } from './award.js';
export type { Mark, Rule, RuleInput } from './rule.js';
export { createAwardStore } from './award-store.js';
export { createCheckStore } from './check-store.js';
export { createDecisionStore } from './decision-store.js';
export { createRuleStore } from './rule-store.js';
export { settleAwards } from './settle-awards.js';
