import { compareDecimals, parseDecimal } from '../grades/index.js';
import { LaurelError } from '../base/index.js';
import type { Reading } from './reading.js';
import { assessmentInputs, type Rule, type AssessmentChange } from './rule.js';
import { numberIn, type Localizer } from './localizer.js';
/** Codes of refusals that mean "it is gone", not "try again". */
const GONE = new Set(['assessment_gone', 'line_item_gone']);

const sameNumber = (a: string | null, b: string | null): boolean => {
  if (a === b) return true;
  const left = a === null ? null : parseDecimal(a);
  const right = b === null ? null : parseDecimal(b);
  return left !== null && right !== null && compareDecimals(left, right) === 0;
};

/** Compares what a rule was made for with what was just read: an assessment that is gone, or a maximum that changed. */
export function findAssessmentChange(
  rule: Rule,
  byInput: ReadonlyMap<string, Reading>,
): AssessmentChange | null {
  for (const input of assessmentInputs(rule)) {
    const reading = byInput.get(input.id);
    if (!reading) continue;
    if (!('pull' in reading)) {
      if (reading.error instanceof LaurelError && GONE.has(reading.error.code)) {
        return { code: 'assessment_gone', title: input.title };
      }
      continue;
    }
    const { maximum } = reading.pull.assessment;
    if (input.maximum !== null && maximum !== null && !sameNumber(input.maximum, maximum)) {
      const { title, maximum: was } = input;
      return { code: 'maximum_changed', title, was, now: maximum };
    }
  }
  return null;
}

/** What has changed, and what to do about it, in a reader's language. */
export function describeAssessmentChange(
  words: Localizer,
  drift: AssessmentChange,
): { reason: string; remedy: string } {
  const { t } = words;
  if (drift.code === 'many_fell') {
    const { count } = drift;
    const key = 'awards.drift.many_fell';
    return { reason: t(`${key}.reason`, { count }), remedy: t(`${key}.remedy`) };
  }
  const { title } = drift;
  const numbers =
    drift.code === 'maximum_changed'
      ? { was: numberIn(words, drift.was), now: numberIn(words, drift.now) }
      : {};
  return {
    reason: t(`awards.drift.${drift.code}.reason`, { title, ...numbers }),
    remedy: t(`awards.drift.${drift.code}.remedy`),
  };
}
