import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  compareDecimals,
  obstacleInWords,
  parseDecimal,
  type Assessment,
} from '../grades/index.js';
import type { AfterFall, Combine, Mark, Release, Rule, RuleInput } from './rule.js';
import { numberIn, say, type Said } from './words.js';

/** What the set-up page sends, as typed. A name with several values comes as a list. */
export type SetUpForm = Readonly<Record<string, string | readonly string[]>>;

/** What a rule is made of, before it has an id and an achievement. */
export type RulePlan = Pick<
  Rule,
  'inputs' | 'combine' | 'notBefore' | 'compare' | 'release' | 'afterFall' | 'backfill'
>;

/** Another badge that can be asked for. */
export interface OtherBadge {
  readonly achievementId: string;
  readonly name: string;
}

/** What there is to choose from in a course. */
export interface Choices {
  readonly assessments: readonly Assessment[];
  readonly badges: readonly OtherBadge[];
}

/** What is wrong, by the name of its field. */
export type FormErrors = Readonly<Record<string, Said>>;

const wrong = (key: string, values?: Parameters<typeof say>[1]): Said =>
  say(`awards.setUp.error.${key}`, values);

export type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errors: FormErrors };

export const MARK_UNITS = ['percent', 'points', 'letter', 'complete'] as const;
type MarkUnit = (typeof MARK_UNITS)[number];

const HOUR = 3_600_000;
const MAX_INPUTS = 20;

/** Names an assessment in a form's fields; short, whatever the platform's ids are like. */
export const assessmentKey = (assessment: Pick<Assessment, 'source' | 'id'>): string =>
  createHash('sha256').update(`${assessment.source} ${assessment.id}`).digest('hex').slice(0, 12);

export const badgeKey = (badge: Pick<OtherBadge, 'achievementId'>): string =>
  `b${createHash('sha256').update(badge.achievementId).digest('hex').slice(0, 11)}`;

const textOf = (form: SetUpForm, name: string): string => {
  const value = form[name];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
};
const listOf = (form: SetUpForm, name: string): readonly string[] => {
  const value = form[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
};

/** Where a source cannot say whether a grade is released, a badge waits for the instructor's word unless told otherwise. */
export function defaultRelease(assessments: readonly Assessment[]): 'released' | 'confirm' {
  return assessments.length > 0 && assessments.every((each) => each.tellsRelease)
    ? 'released'
    : 'confirm';
}

/** A form with a right default at every step: the first assessment that can be read, at its own pass mark or 70 %. */
export function defaultForm(choices: Choices): SetUpForm {
  const first = choices.assessments.find((each) => !each.obstacle);
  const marks = choices.assessments.map((each): [string, string][] => {
    const key = assessmentKey(each);
    const unit: MarkUnit =
      each.gradedAs === 'completion'
        ? 'complete'
        : each.gradedAs === 'letters'
          ? 'letter'
          : 'percent';
    return [
      [`mark_${key}`, each.passPercent ?? '70'],
      [`unit_${key}`, unit],
      [`letter_${key}`, each.scheme?.[0]?.letter ?? ''],
    ];
  });
  return {
    use: first ? [assessmentKey(first)] : [],
    ...Object.fromEntries(marks.flat()),
    combine: 'all',
    count: '2',
    compare: 'exact',
    release: defaultRelease(first ? [first] : []),
    afterFall: 'ask',
    graceHours: '24',
    backfill: 'yes',
  };
}

function parseMark(form: SetUpForm, assessment: Assessment, key: string): Mark | Said {
  const isYesOrNo = assessment.gradedAs === 'completion' && assessment.maximum === null;
  const unit = isYesOrNo ? 'complete' : textOf(form, `unit_${key}`) || 'percent';
  if (unit === 'complete') return { kind: 'complete' };
  if (unit === 'letter') {
    const letter = textOf(form, `letter_${key}`);
    const scheme = assessment.scheme ?? [];
    if (!scheme.some((step) => step.letter === letter)) return wrong('letter');
    return { kind: 'letter', letter, scheme };
  }
  const value = textOf(form, `mark_${key}`).replace(',', '.').replace(/\s*%$/, '');
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

function checkPoints(value: string, { maximum: most }: Assessment): Mark | Said {
  const number = parseDecimal(value);
  const maximum = most === null ? null : parseDecimal(most);
  // Extra credit can lift a grade above the maximum, so a mark up to twice of it is taken.
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
  readonly errors: Record<string, Said>;
}

function parseInputs(form: SetUpForm, choices: Choices): ParsedInputs {
  const wanted = new Set(listOf(form, 'use'));
  const errors: Record<string, Said> = {};
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
    inputs.push({ kind: 'assessment', id: key, source, assessmentId, title, maximum, mark });
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

function parseDate(text: string): Date | null {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?$/.test(text)) return null;
  const date = new Date(`${text.includes('T') ? text : `${text}T00:00`}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

function parseCombine(form: SetUpForm, count: number, errors: Record<string, Said>): Combine {
  const kind = z.enum(['all', 'any', 'atLeast']).catch('all').parse(textOf(form, 'combine'));
  if (kind !== 'atLeast') return { kind };
  const asked = z.coerce
    .number()
    .int()
    .min(1)
    .max(Math.max(count, 1))
    .safeParse(textOf(form, 'count'));
  if (!asked.success) errors.count = wrong('count', { count: Math.max(count, 1) });
  return { kind, count: asked.data ?? 1 };
}

function parseRelease(
  form: SetUpForm,
  chosen: readonly Assessment[],
  errors: Record<string, Said>,
): Release {
  const policy = textOf(form, 'release') || defaultRelease(chosen);
  if (policy === 'immediately' || policy === 'confirm') return { policy };
  if (policy === 'released') {
    const silent = chosen.find((each) => !each.tellsRelease);
    if (silent) {
      errors.release = wrong('releaseNotTold', { title: silent.title });
    }
    return { policy };
  }
  const at = parseDate(textOf(form, 'releaseAt'));
  if (!at) errors.releaseAt = say('web.form.date');
  return { policy: 'date', at: at ?? new Date(0) };
}

function parseAfterFall(form: SetUpForm, errors: Record<string, Said>): AfterFall {
  const policy = z.enum(['keep', 'ask', 'revoke']).catch('ask').parse(textOf(form, 'afterFall'));
  const hours = z.coerce
    .number()
    .min(0)
    .max(8_760)
    .safeParse(textOf(form, 'graceHours') || '24');
  if (!hours.success && policy === 'revoke') {
    errors.graceHours = wrong('graceHours');
  }
  return { policy, graceMs: Math.round((hours.data ?? 24) * HOUR) };
}

/** Reads the rule part of the set-up page against what the course offers now. Errors stand by field name. */
export function parsePlan(form: SetUpForm, choices: Choices): Parsed<RulePlan> {
  const { inputs, chosen, errors } = parseInputs(form, choices);
  const combine = parseCombine(form, inputs.length, errors);
  const release = parseRelease(form, chosen, errors);
  const afterFall = parseAfterFall(form, errors);
  const notBeforeText = textOf(form, 'notBefore');
  const notBefore = parseDate(notBeforeText);
  if (notBeforeText !== '' && !notBefore) errors.notBefore = say('web.form.date');
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    value: {
      ...{ inputs, combine, release, afterFall },
      ...(notBefore ? { notBefore } : {}),
      compare: textOf(form, 'compare') === 'displayed' ? 'displayed' : 'exact',
      backfill: textOf(form, 'backfill') !== 'no',
    },
  };
}

const dateText = (date: Date | undefined): string => date?.toISOString().slice(0, 16) ?? '';

/** The form that would make this rule: what editing starts from. */
export function formOfRule(rule: Rule): SetUpForm {
  const fields: [string, string][] = [];
  for (const input of rule.inputs) {
    if (input.kind === 'badge') continue;
    const { mark, id } = input;
    fields.push([`unit_${id}`, mark.kind]);
    if (mark.kind === 'letter') fields.push([`letter_${id}`, mark.letter]);
    if (mark.kind === 'percent' || mark.kind === 'points') fields.push([`mark_${id}`, mark.value]);
  }
  return {
    use: rule.inputs.map((input) => input.id),
    ...Object.fromEntries(fields),
    combine: rule.combine.kind,
    count: String(rule.combine.kind === 'atLeast' ? rule.combine.count : 2),
    compare: rule.compare,
    release: rule.release.policy,
    releaseAt: rule.release.policy === 'date' ? dateText(rule.release.at) : '',
    notBefore: dateText(rule.notBefore),
    afterFall: rule.afterFall.policy,
    graceHours: String(rule.afterFall.graceMs / HOUR),
    backfill: rule.backfill ? 'yes' : 'no',
  };
}
