import type { Request } from 'express';
import type { z } from 'zod';
import { OWN_FIELDS } from './cookieless.js';

/** A form as it was understood, or what was typed with the errors beside it. */
export type ParsedForm<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly values: Readonly<Record<string, unknown>>;
      /** By field name; `inputs.0.mark` for a nested one; `_form` for one that belongs to no field. */
      readonly errors: Readonly<Record<string, string>>;
    };

type RawIssue = z.core.$ZodRawIssue;

/** The words for a value out of bounds: of a text, a list or a number. */
function boundKey(origin: string, ofText: string, ofList: string, ofNumber: string): string {
  if (origin === 'string') return ofText;
  return origin === 'array' ? ofList : ofNumber;
}

function typeKey(issue: Extract<RawIssue, { code: 'invalid_type' }>): string {
  if (issue.input === undefined || issue.input === '') return 'required';
  return issue.expected === 'number' || issue.expected === 'int' ? 'number' : 'invalid';
}

const FORMATS = ['email', 'url', 'date', 'datetime'];

function keyOf(issue: RawIssue): string {
  switch (issue.code) {
    case 'too_small': {
      const ofText = Number(issue.minimum) <= 1 ? 'required' : 'tooShort';
      return boundKey(issue.origin, ofText, 'tooFew', 'tooSmall');
    }
    case 'too_big':
      return boundKey(issue.origin, 'tooLong', 'tooMany', 'tooBig');
    case 'invalid_value':
      return 'choose';
    case 'invalid_format':
      return FORMATS.includes(issue.format) ? issue.format : 'invalid';
    case 'invalid_type':
      return typeKey(issue);
    default:
      return 'invalid';
  }
}

function limitOf(issue: RawIssue): number {
  if (issue.code === 'too_small') return Number(issue.minimum);
  return issue.code === 'too_big' ? Number(issue.maximum) : 0;
}

/** A message of a schema names words of the catalogue: `awards.notHere.maximumWrong`. */
const KEY = /^[a-z]+\.[\w.]+$/;

/**
 * Parses a posted form. What the schema itself says is wrong, by the key of its words, wins over the general words.
 * @param schema of the fields alone: the session's own fields are taken out first
 */
export function parseForm<T>(req: Request, schema: z.ZodType<T>): ParsedForm<T> {
  const values = { ...((req.body ?? {}) as Record<string, unknown>) };
  for (const field of OWN_FIELDS) delete values[field];
  const result = schema.safeParse(values, {
    error: (issue) => req.t(`web.form.${keyOf(issue)}`, { limit: limitOf(issue) }),
  });
  if (result.success) return { ok: true, value: result.data };
  const errors: Record<string, string> = {};
  for (const issue of result.error.issues) {
    errors[issue.path.map(String).join('.') || '_form'] ??= KEY.test(issue.message)
      ? req.t(issue.message)
      : issue.message;
  }
  return { ok: false, values, errors };
}
