/** Who has earned what, and what follows from it. */
export { BATCH, awardBatch, type BatchOutcome } from './award-batch.js';
export { type HandAction, decideByHand, MOST_REASON } from './award-by-hand.js';
export { giveMany } from './give-many.js';
export { keepWaiting } from './keep-waiting.js';
export { AWARD_MOVES } from './award-moves.js';
export type { EndPlace, RecordScope } from './award-record-store.js';
export type { AwardStore } from './award-store.js';
export {
  type Award,
  type Origin,
  type StandingAward,
  givingKey,
  latestOf,
  personKey,
} from './award.js';
export { describePerson } from './awarded-person.js';
export { buildOrder } from './build-order.js';
export { type Awards, createAwards } from './create-awards.js';
export type { FulfilNote } from './fulfil-awards.js';
export { openPreconditions } from './decide.js';
export type { DecisionRecord, DecisionStore } from './decision-store.js';
export { type Disclosure, showableResults, disclosureOf } from './disclosure.js';
export {
  type PullGrades,
  type ReadLearners,
  type RuleReadings,
  factsFor,
  populationOf,
  readingKey,
  readAll,
  readingsOf,
} from './gather-evidence.js';
export { type RosterMarks, createRosterMarks } from './roster-due.js';
export type { Simulated, Simulation } from './simulate.js';
export { undoBatch } from './undo-batch.js';
export { AWARD_TELLING } from './tell-award.js';
export { sweepUndone } from './sweep-undone.js';
export { undoRevocation } from './undo-revocation.js';
export { explain } from './explain.js';
export { isBetter, standingOn, type Standing } from './held-on.js';
export { renewalDoubts, validityInWords } from './validity-words.js';
export { type ReadValidity, type Validity, renewableFrom, validUntilOf } from './validity.js';
export { type Decision, type Verdict } from './decision.js';
export { askAboutTeacher } from './ask-about-teacher.js';
export {
  activityTitle,
  isCompletion,
  gradeInWords,
  markInWords,
  scoreInWords,
  titleOf,
} from './mark-words.js';
export { agedDecisions } from './decision-retention.js';
