import { compareDecimals, parseDecimal, type Obstacle } from '../grades/index.js';
import { LaurelError } from '../base/index.js';
import { assessmentInputs, type Reading } from './gather-facts.js';
import type { Rule } from './rule.js';

/** Why a rule can no longer be trusted to mean what it meant when it was activated. */
export type Drift = Obstacle;

/** Codes of refusals that mean "it is gone", not "try again". */
const GONE = new Set(['assessment_gone', 'line_item_gone']);

const sameNumber = (a: string | null, b: string | null): boolean => {
  if (a === b) return true;
  const left = a === null ? null : parseDecimal(a);
  const right = b === null ? null : parseDecimal(b);
  return left !== null && right !== null && compareDecimals(left, right) === 0;
};

/** Compares what a rule was made for with what was just read: an assessment that is gone, or a maximum that changed. */
export function driftOf(rule: Rule, byInput: ReadonlyMap<string, Reading>): Drift | null {
  for (const input of assessmentInputs(rule)) {
    const reading = byInput.get(input.id);
    if (!reading) continue;
    if (!('pull' in reading)) {
      if (reading.error instanceof LaurelError && GONE.has(reading.error.code)) {
        return {
          code: 'assessment_gone',
          reason: `“${input.title}” no longer exists in the course.`,
          remedy: 'Choose another assessment, or end this badge.',
        };
      }
      continue;
    }
    const { maximum } = reading.pull.assessment;
    if (input.maximum !== null && maximum !== null && !sameNumber(input.maximum, maximum)) {
      return {
        code: 'maximum_changed',
        reason: `The maximum of “${input.title}” was ${input.maximum} and is now ${maximum}.`,
        remedy: 'Look at the pass mark again and save it.',
      };
    }
  }
  return null;
}
