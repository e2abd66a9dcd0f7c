import { compareDecimals, parseDecimal } from '../grades/index.js';
import { LaurelError } from '../base/index.js';
import { assessmentInputs, type Reading } from './gather-facts.js';
import type { Rule } from './rule.js';
import { numberIn, type Words } from './words.js';

/** Why a rule can no longer be trusted to mean what it meant when it was activated. */
export type Drift =
  | { readonly code: 'assessment_gone'; readonly title: string }
  | {
      readonly code: 'maximum_changed';
      readonly title: string;
      readonly was: string;
      readonly now: string;
    };

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
export function driftInWords(words: Words, drift: Drift): { reason: string; remedy: string } {
  const { t } = words;
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
