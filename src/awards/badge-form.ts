import type { z } from 'zod';
import { achievementContent, type AchievementInput } from '../achievements/index.js';
import { alignmentError, readAlignments } from './alignment-form.js';
import type { Mark, RuleInput } from './rule.js';
import type { Parsed, SetUpForm } from './set-up.js';

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
};

const WORDS: Readonly<Record<string, string>> = {
  name: 'Give the badge a name of at most 120 characters.',
  canDo: 'Say what somebody who earned it can do.',
  criteria: 'Say what has to be done for it.',
  method: 'Keep this to one line of at most 300 characters.',
  imageAlt: 'Keep this to one line of at most 300 characters.',
  effortHours: 'Enter a number of hours, such as 6.',
  credits: 'Enter a number, such as 2.5.',
  eqfLevel: 'Enter a level from 1 to 8.',
  validMonths: 'Enter a number of months from 1 to 600.',
  tags: 'Keep each tag to one line of at most 60 characters.',
  template: 'Choose one of these.',
};

const text = (form: SetUpForm, name: string): string => {
  const value = form[name];
  return (typeof value === 'string' ? value : (value?.[0] ?? '')).trim();
};

const number = (form: SetUpForm, name: string): number | undefined => {
  const typed = text(form, name).replace(',', '.');
  return typed === '' ? undefined : Number(typed);
};

function validityOf(form: SetUpForm): { months: number } | undefined {
  const months = number(form, 'validMonths');
  return months === undefined ? undefined : { months };
}

/** The marks of a rule as result descriptions, so that the badge says what was required (OB 3.0, B.1.19). */
export function describeResults(
  inputs: readonly RuleInput[],
): NonNullable<AchievementInput['resultDescriptions']> {
  return inputs.flatMap((input, index) => {
    if (input.kind === 'badge') return [];
    const base = { id: `result-${index + 1}`, name: input.title.slice(0, 200) || 'Assessment' };
    return [{ ...base, ...describeMark(input.mark, input.maximum) }];
  });
}

function describeMark(mark: Mark, maximum: string | null) {
  switch (mark.kind) {
    case 'percent':
      return { resultType: 'Percent' as const, requiredValue: mark.value };
    case 'points':
      return {
        resultType: 'RawScore' as const,
        requiredValue: mark.value,
        valueMin: '0',
        ...(maximum === null ? {} : { valueMax: maximum }),
      };
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

/** Leaves out what is empty. */
function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== ''),
  );
}

/** Reads what the badge says and how it looks from the set-up page. Errors stand by field name. */
export function parseBadge(
  form: SetUpForm,
  inputs: readonly RuleInput[],
): Parsed<AchievementInput> {
  const template = text(form, 'template') || 'wreath';
  const palette = text(form, 'palette') || 'laurel';
  const content = given({
    name: text(form, 'name'),
    description: text(form, 'canDo'),
    criteria: text(form, 'criteria'),
    assessmentMethod: text(form, 'method'),
    achievementType:
      text(form, 'kind') === 'participation' ? 'CertificateOfCompletion' : 'MicroCredential',
    imageAlt: text(form, 'imageAlt'),
    effortHours: number(form, 'effortHours'),
    creditsAvailable: number(form, 'credits'),
    eqfLevel: number(form, 'eqfLevel'),
    tags: text(form, 'tags')
      .split(/[,\n]/)
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ''),
    alignments: readAlignments(form),
    validity: validityOf(form),
    art: { kind: 'template', template, palette },
    resultDescriptions: describeResults(inputs),
  });
  const parsed = achievementContent.safeParse(content);
  if (parsed.success) return { ok: true, value: content as z.input<typeof achievementContent> };
  const errors: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    if (issue.path[0] === 'alignments') {
      const [name, words] = alignmentError(form, issue.path);
      errors[name] ??= words;
      continue;
    }
    const field = FIELDS[String(issue.path[0])] ?? '_form';
    errors[field] ??= WORDS[field] ?? issue.message;
  }
  return { ok: false, errors };
}
