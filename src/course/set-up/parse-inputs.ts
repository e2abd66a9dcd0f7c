import { omitUndefined } from '../../base/index.js';
import {
  compareDecimals,
  obstacleInWords,
  parseDecimal,
  type Assessment,
} from '../../grades/index.js';
import {
  type Mark,
  type RuleInput,
  type LocalizedMessage,
  type SetUpForm,
  numberIn,
} from '../../rules/index.js';
import { type Choices, assessmentKey, badgeKey } from './choices.js';
import { wrong, textOf, listOf } from './form-fields.js';

const MAX_INPUTS = 20;

function parseMark(form: SetUpForm, assessment: Assessment, key: string): Mark | LocalizedMessage {
  const isYesOrNo = assessment.gradedAs === 'completion' && assessment.maximum === null;
  const unit = isYesOrNo ? 'complete' : textOf(form, `unit_${key}`) || 'percent';
  if (unit === 'complete') return { kind: 'complete' };
  if (unit === 'letter') {
    const letter = textOf(form, `letter_${key}`);
    const scheme = assessment.scheme ?? [];
    if (!scheme.some((step) => step.letter === letter)) return wrong('letter');
    return { kind: 'letter', letter, scheme };
  }
  const value = textOf(form, `mark_${key}`).replace(',', '.').replace(/%$/, '').trimEnd();
  const number = parseDecimal(value);
  const zero = { units: 0n, scale: 0 };
  if (!number || compareDecimals(number, zero) < 0) return wrong('number');
  if (unit === 'points') return checkPoints(value, assessment);
  if (compareDecimals(number, { units: 1000n, scale: 0 }) > 0) return wrong('percentage');
  if (assessment.maximum !== null && parseDecimal(assessment.maximum)?.units === 0n) {
    return wrong('maximumZero');
  }
  return { kind: 'percent', value };
}

function checkPoints(value: string, { maximum: most }: Assessment): Mark | LocalizedMessage {
  const number = parseDecimal(value);
  const maximum = most === null ? null : parseDecimal(most);
  // Extra credit can lift a grade above the maximum, so a mark of up to twice the maximum is accepted.
  if (number && most !== null && maximum && maximum.units > 0n) {
    const limit = { units: maximum.units * 2n, scale: maximum.scale };
    if (compareDecimals(number, limit) > 0) {
      return (words) => wrong('tooManyPoints', { maximum: numberIn(words, most) })(words);
    }
  }
  return { kind: 'points', value };
}

interface ParsedInputs {
  readonly inputs: RuleInput[];
  readonly chosen: Assessment[];
  readonly errors: Record<string, LocalizedMessage>;
}

/**
 * Reads which assessments and badges a form asks for, with their marks.
 * @returns the inputs, and errors by field name
 */
export function parseInputs(form: SetUpForm, choices: Choices): ParsedInputs {
  const wanted = new Set(listOf(form, 'use'));
  const errors: Record<string, LocalizedMessage> = {};
  const inputs: RuleInput[] = [];
  const chosen: Assessment[] = [];
  for (const assessment of choices.assessments) {
    const key = assessmentKey(assessment);
    if (!wanted.delete(key)) continue;
    const { obstacle, title } = assessment;
    if (obstacle) {
      errors.use = (words) => `${title}: ${obstacleInWords(words, obstacle).reason}`;
      continue;
    }
    const mark = parseMark(form, assessment, key);
    if (typeof mark === 'function') {
      errors[`mark_${key}`] = mark;
      continue;
    }
    chosen.push(assessment);
    const { source, id: assessmentId, maximum } = assessment;
    const { rubric } = assessment;
    const input = { id: key, source, assessmentId, title, maximum, mark };
    inputs.push(omitUndefined({ kind: 'assessment' as const, ...input, rubric }));
  }
  for (const badge of choices.badges) {
    const key = badgeKey(badge);
    if (wanted.delete(key)) inputs.push({ kind: 'badge', id: key, ...badge });
  }
  if (wanted.size > 0) errors.use = wrong('gone');
  else if (inputs.length === 0 && Object.keys(errors).length === 0) {
    errors.use = wrong('none');
  } else if (inputs.length > MAX_INPUTS) errors.use = wrong('most', { count: MAX_INPUTS });
  return { inputs, chosen, errors };
}
