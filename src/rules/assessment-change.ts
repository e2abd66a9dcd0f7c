import { compareDecimals, parseDecimal } from '../grades/index.js';
import { LaurelError } from '../base/index.js';
import type { Reading } from './reading.js';
import { assessmentInputs, type Rule, type AssessmentChange } from './rule.js';
import { numberIn, type Localizer } from './localizer.js';

/** Codes of errors that say an assessment is gone for good, rather than that reading it should be tried again. */
const GONE = new Set(['assessment_gone', 'line_item_gone']);

const sameNumber = (a: string, b: string): boolean => {
  if (a === b) return true;
  const left = parseDecimal(a);
  const right = parseDecimal(b);
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

/** Says what has changed about an assessment, and what the instructor can do about it, in the reader's language. */
export function describeAssessmentChange(
  words: Localizer,
  change: AssessmentChange,
): { reason: string; remedy: string } {
  const { t } = words;
  if (change.code === 'many_fell') {
    const { count } = change;
    const key = 'awards.drift.many_fell';
    return { reason: t(`${key}.reason`, { count }), remedy: t(`${key}.remedy`) };
  }
  const { title } = change;
  const numbers =
    change.code === 'maximum_changed'
      ? { was: numberIn(words, change.was), now: numberIn(words, change.now) }
      : {};
  return {
    reason: t(`awards.drift.${change.code}.reason`, { title, ...numbers }),
    remedy: t(`awards.drift.${change.code}.remedy`),
  };
}
