import { omitUndefined } from '../../base/index.js';
import type { z } from 'zod';
import { isParticipation } from '../../open-badges/index.js';
import { achievementContent, type AchievementInput } from '../../achievements/index.js';
import {
  type Mark,
  type RuleInput,
  type LocalizedMessage,
  type SetUpForm,
  localized,
  fieldText,
} from '../../rules/index.js';
import { criterionTitle, type Rubric } from '../../grades/index.js';
import { alignmentError, readAlignments } from './alignment-form.js';
import { readTerms } from './term-form.js';
import { artOf, UPLOAD } from './art-form.js';
import type { FormErrors, Parsed } from './choices.js';

/** Field names of the set-up page for each member of an achievement's content. */
const FIELDS: Readonly<Record<string, string>> = {
  name: 'name',
  description: 'canDo',
  criteria: 'criteria',
  assessmentMethod: 'method',
  imageAlt: 'imageAlt',
  effortHours: 'effortHours',
  creditsAvailable: 'credits',
  eqfLevel: 'eqfLevel',
  tags: 'tags',
  validity: 'validMonths',
  art: 'template',
  language: 'language',
  achievementType: 'type',
  criteriaUrl: 'criteriaUrl',
  fieldOfStudy: 'field',
  specialization: 'specialization',
  humanCode: 'humanCode',
  related: 'related',
  next: 'next',
};

const EVIDENCE_FIELDS: Readonly<Record<string, string>> = {
  statement: 'evidenceStatement',
  link: 'evidenceLink',
};

function wrong(key: string, limit?: number): LocalizedMessage {
  return localized(`awards.setUp.error.${key}`, limit === undefined ? {} : { limit });
}

/** The messages of fields that need their own, with the limit that each names. */
const WORDS: Readonly<Record<string, LocalizedMessage>> = {
  method: wrong('line', 300),
  imageAlt: wrong('line', 300),
  field: wrong('line', 200),
  specialization: wrong('line', 200),
  humanCode: wrong('line', 60),
  template: localized('web.form.choose'),
  language: localized('web.form.choose'),
  type: localized('web.form.choose'),
  criteriaUrl: localized('web.form.url'),
  evidenceLink: localized('web.form.url'),
  evidenceStatement: wrong('text', 2_000),
  name: wrong('name', 120),
  canDo: wrong('canDo'),
  criteria: wrong('criteria'),
  effortHours: wrong('effortHours'),
  credits: wrong('credits'),
  eqfLevel: wrong('eqfLevel'),
  renewalDays: wrong('renewalDays'),
  validMonths: wrong('validMonths'),
  tags: wrong('tags', 60),
  related: wrong('links'),
  next: wrong('links'),
};

const number = (form: SetUpForm, name: string): number | undefined => {
  const typed = fieldText(form, name).replace(',', '.');
  return typed === '' ? undefined : Number(typed);
};

function validityOf(form: SetUpForm): AchievementInput['validity'] {
  const months = number(form, 'validMonths');
  if (months === undefined) return undefined;
  const renewalDays = number(form, 'renewalDays');
  return omitUndefined({
    months,
    isRenewedByPassingAgain: fieldText(form, 'renewal') !== 'no',
    renewalDays,
  });
}

/** Reads other badges, one a line: an address and, after a space, a name. */
function readLinks(form: SetUpForm, name: string): { id: string; name?: string }[] {
  const lines = fieldText(form, name)
    .split(/\r?\n/)
    .map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', ...words] = line.split(/\s+/);
      return words.length === 0 ? { id } : { id, name: words.join(' ') };
    });
}

function typeOf(form: SetUpForm): string {
  const byKind =
    fieldText(form, 'kind') === 'participation' ? 'CertificateOfCompletion' : 'MicroCredential';
  const chosen = fieldText(form, 'type') || byKind;
  // The simple choice on the page wins over an achievement type that contradicts it.
  return isParticipation(chosen) === isParticipation(byKind) ? chosen : byKind;
}

/** Describes the marks of a rule as result descriptions, so that the badge says what was required (OB 3.0, B.1.19). */
export function describeResults(
  inputs: readonly RuleInput[],
): NonNullable<AchievementInput['resultDescriptions']> {
  return inputs.flatMap((input, index) => {
    if (input.kind === 'badge') return [];
    const base = { id: `result-${index + 1}`, name: input.title.slice(0, 200) || 'Assessment' };
    if (input.rubric) return describeRubric(base, input.title, input.rubric);
    return [{ ...base, ...describeMark(input.mark, input.maximum) }];
  });
}

/** A rubric: what was reached in all, and each criterion with its steps (OB 3.0, B.1.21 RubricCriterionLevel). */
function describeRubric(
  base: { readonly id: string; readonly name: string },
  title: string,
  { criteria, maximum, needed }: Rubric,
): NonNullable<AchievementInput['resultDescriptions']> {
  const total = omitUndefined({
    ...base,
    resultType: 'RubricScore' as const,
    valueMin: maximum === undefined ? undefined : '0',
    valueMax: maximum,
    requiredValue: needed,
  });
  const each = criteria.map(({ id, name, levels, requiredLevel }) =>
    omitUndefined({
      id: `${base.id}-${id}`,
      name: criterionTitle(title, name),
      resultType: 'RubricCriterionLevel' as const,
      rubricCriterionLevel: levels.map((level) => omitUndefined({ ...level, level: level.points })),
      requiredLevel,
    }),
  );
  return [total, ...each];
}

function describeMark(mark: Mark, maximum: string | null) {
  switch (mark.kind) {
    case 'percent':
      return { resultType: 'Percent' as const, requiredValue: mark.value };
    case 'points':
      return omitUndefined({
        resultType: 'RawScore' as const,
        requiredValue: mark.value,
        valueMin: '0',
        valueMax: maximum === null ? undefined : maximum,
      });
    case 'letter':
      return {
        resultType: 'LetterGrade' as const,
        requiredValue: mark.letter,
        allowedValue: mark.scheme.map((step) => step.letter),
      };
    case 'complete':
      return { resultType: 'Status' as const, requiredValue: 'Completed' as const };
  }
}

const someOf = <T>(list: readonly T[]): readonly T[] | undefined =>
  list.length === 0 ? undefined : list;

/** Leaves out empty fields. */
function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  );
}

/** Reads what the badge says and how it looks from the set-up page. Errors are by field name. */
export function parseBadge(
  form: SetUpForm,
  inputs: readonly RuleInput[],
): Parsed<AchievementInput> {
  const content = given({
    name: fieldText(form, 'name'),
    description: fieldText(form, 'canDo'),
    criteria: fieldText(form, 'criteria'),
    assessmentMethod: fieldText(form, 'method'),
    achievementType: typeOf(form),
    criteriaUrl: fieldText(form, 'criteriaUrl'),
    language: fieldText(form, 'language'),
    fieldOfStudy: fieldText(form, 'field'),
    specialization: fieldText(form, 'specialization'),
    humanCode: fieldText(form, 'humanCode'),
    related: readLinks(form, 'related'),
    next: readLinks(form, 'next'),
    evidence: given({
      statement: fieldText(form, 'evidenceStatement'),
      link: fieldText(form, 'evidenceLink'),
    }),
    imageAlt: fieldText(form, 'imageAlt'),
    effortHours: number(form, 'effortHours'),
    creditsAvailable: number(form, 'credits'),
    eqfLevel: number(form, 'eqfLevel'),
    tags: fieldText(form, 'tags')
      .split(/[,\n]/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    alignments: readAlignments(form),
    terms: someOf(readTerms(form)),
    validity: validityOf(form),
    art: artOf(form),
    resultDescriptions: describeResults(inputs),
  });
  const parsed = achievementContent.safeParse(content);
  const errors = { ...issuesOf(form, parsed.error?.issues ?? []), ...pictureErrors(form) };
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, value: content as z.input<typeof achievementContent> };
}

/** An own picture needs an alternative text: nothing else says what it shows. */
function pictureErrors(form: SetUpForm): FormErrors {
  if (fieldText(form, 'template') !== UPLOAD) return {};
  return omitUndefined({
    picture: fieldText(form, 'imageId') === '' ? wrong('picture') : undefined,
    imageAlt: fieldText(form, 'imageAlt') === '' ? wrong('imageAlt') : undefined,
  });
}

/** @returns the field that an issue of the content belongs to, and its message */
function fieldOf(form: SetUpForm, { path }: z.core.$ZodIssue): [string, LocalizedMessage] {
  if (path[0] === 'alignments') return alignmentError(form, path);
  const field =
    path[0] === 'evidence'
      ? (EVIDENCE_FIELDS[String(path[1])] ?? 'evidenceStatement')
      : path[1] === 'renewalDays'
        ? 'renewalDays'
        : (FIELDS[String(path[0])] ?? '_form');
  return [field, WORDS[field] ?? localized('web.form.invalid')];
}

function issuesOf(form: SetUpForm, issues: readonly z.core.$ZodIssue[]): FormErrors {
  const errors: Record<string, LocalizedMessage> = {};
  for (const issue of issues) {
    const [field, words] = fieldOf(form, issue);
    errors[field] ??= words;
  }
  return errors;
}
