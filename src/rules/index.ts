/** What has to be passed: rules, marks, drafts, and what changed about an assessment. */
export { describeAssessmentChange, findAssessmentChange } from './assessment-change.js';
export { type CopiedInput, type WantedAssessment, copiedInputOf } from './copied-input.js';
export type { CourseCopyStore } from './course-copy-store.js';
export { type Rules, createRules } from './create-rules.js';
export type { CopiedFrom, Draft, DraftStore } from './draft-store.js';
export { fedElsewhere } from './fed-elsewhere.js';
export {
  type LocalizedMessage,
  type Localizer,
  dayIn,
  listIn,
  momentIn,
  numberIn,
  localized,
} from './localizer.js';
export { type MarkOutcome, compareWithMark } from './mark.js';
export { isScaleOpen } from './open-scale.js';
export { nameIn } from './names.js';
export { type RosterLookup, type Reading, isAboutPlatform, isSilence } from './reading.js';
export { RULE_TELLING, type RuleNews } from './tell-rule.js';
export { RULE_MOVES } from './rule-moves.js';
export type { RuleStore } from './rule-store.js';
export {
  type AfterFall,
  type AssessmentInput,
  type Combine,
  type Mark,
  type MarkAsked,
  type Release,
  type Rule,
  type RuleInput,
  type RuleState,
  assessmentInputs,
  badgeInputs,
  findCircle,
  inOrder,
  neededOf,
  type AssessmentChange,
} from './rule.js';
export { isTimeZone, localTextOf, momentOf } from './zoned-time.js';
export { UNDO_MS } from '../base/index.js';
export { fieldText, fieldTexts, type SetUpForm } from './set-up-form.js';
export { makeGrade, makeInput, makePull, makeRule, READ_AT } from './testing.js';
