import { CLR_SCHEMA } from './clr-schema.js';
import { memoize } from './memo.js';
import { OPEN_BADGE_SCHEMA } from './ob-schema.js';
import { OPEN_BADGE_V1_SCHEMA, VC_V1 } from './ob-v1-schema.js';
import type { Schema } from './schema.js';

/** Where a document differs from the schema: a JSON Pointer and what was expected there. */
export interface SchemaProblem {
  readonly at: string;
  readonly expected: string;
  /** Whether a word, a date or an address there is merely spelled differently. */
  readonly isSpelling: boolean;
}

const MOST_PROBLEMS = 20;

/** RFC 3339 with a time zone (OB 3.0, DateTimeZ). */
const DATE_TIME =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
/** An absolute IRI without what RDF cannot write (RFC 3987 and N-Quads' IRIREF). */
// oxlint-disable-next-line no-control-regex
const ABSOLUTE_IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\u0000-\u0020<>"{}|\\^`]+$/;

export const isDateTime = (text: string): boolean =>
  DATE_TIME.test(text) && !Number.isNaN(Date.parse(text));
export const isAbsoluteIri = (text: string): boolean => ABSOLUTE_IRI.test(text);

/** The most patterns that are cached; the schemas, which come with this program, have fewer. */
const MOST_PATTERNS = 256;
const patternOf = memoize(MOST_PATTERNS, (pattern: string) => new RegExp(pattern, 'u'));

type Report = (at: string, expected: string, isSpelling?: boolean) => void;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}

/** A language tag by its form (RFC 5646, 2.1): its case says nothing. */
export const isLanguageTag = (text: string): boolean =>
  text.length <= 60 && text.split('-').every((part) => /^[A-Za-z0-9]{1,8}$/.test(part));

const FORMATS = {
  'date-time': { isRight: isDateTime, name: 'a date-time with time zone' },
  uri: { isRight: isAbsoluteIri, name: 'an absolute URI' },
  language: { isRight: isLanguageTag, name: 'a language tag' },
} as const;

function checkString(schema: Schema, value: string, at: string, report: Report): void {
  if (schema.minLength !== undefined && value.length < schema.minLength)
    report(at, 'some text', true);
  const format = schema.format && FORMATS[schema.format];
  if (format?.isRight(value) === false) report(at, format.name, true);
  if (schema.pattern !== undefined && !patternOf(schema.pattern)?.test(value))
    report(at, `text that matches ${schema.pattern}`);
}

/**
 * Whether a value that belongs at one place of a list is at another: it exists, and is reported. The first place
 * counts.
 */
function isElsewhere(place: Schema | undefined, index: number, value: unknown[]): boolean {
  return place !== undefined && index > 0 && value.some((item) => holds(place, item));
}

function checkArray(schema: Schema, value: unknown[], at: string, report: Report): void {
  if (schema.minItems !== undefined && value.length < schema.minItems)
    report(at, `at least ${schema.minItems} items`);
  const { items } = schema;
  if (items !== undefined) {
    value.forEach((item, index) => {
      const place = isTuple(items) ? items[index] : undefined;
      const one = isTuple(items) ? (place ?? schema.additionalItems) : items;
      if (one === undefined) return;
      const isTold = isElsewhere(place, index, value);
      check(one, item, `${at}/${index}`, (where, expected, isSpelling = false) =>
        report(where, expected, isSpelling || isTold),
      );
    });
  }
  const { contains } = schema;
  if (contains !== undefined && !value.some((item) => holds(contains, item)))
    report(at, `an item of ${(contains.enum ?? []).join(' or ')}`);
}

const isTuple = (items: Schema | readonly Schema[]): items is readonly Schema[] =>
  Array.isArray(items);

function checkObject(
  schema: Schema,
  value: Record<string, unknown>,
  at: string,
  report: Report,
): void {
  for (const name of schema.required ?? [])
    // The type of an inner part follows from its place, and whether an identity is hashed follows from the identity.
    if (!Object.hasOwn(value, name))
      report(`${at}/${name}`, 'to be present', (name === 'type' && at !== '') || name === 'hashed');
  const properties = schema.properties ?? {};
  for (const [name, member] of Object.entries(value)) {
    const one = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (one !== undefined) check(one, member, `${at}/${name}`, report);
    else if (schema.additionalProperties === false)
      report(`${at}/${name}`, 'not to be there', true);
  }
}

function holds(schema: Schema, value: unknown): boolean {
  let isRight = true;
  check(schema, value, '', () => void (isRight = false));
  return isRight;
}

function describe(schema: Schema): string {
  if (schema.enum !== undefined) return `one of ${schema.enum.slice(0, 40).join(', ')}`;
  if (schema.$ref !== undefined) return schema.$ref.slice('#/$defs/'.length);
  if (schema.required !== undefined) return schema.required.join(' and ');
  return schema.pattern ?? schema.format ?? schema.type ?? 'something else';
}

const WITH_ARTICLE: Readonly<Record<NonNullable<Schema['type']>, string>> = {
  object: 'an object',
  array: 'an array',
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
};

const NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/;

/**
 * Whether a value of another kind means the same: a number or boolean for text or the reverse, an address for an object
 * with only an `id` (JSON-LD 1.1, 4.1), a text with language for the name and description of a credential (VC 2.0,
 * 4.6).
 */
function saysTheSame(schema: Schema, value: unknown, at: string): boolean {
  if (schema.type === 'string' && ['number', 'boolean'].includes(typeof value)) return true;
  if (schema.type === 'boolean') return value === 'true' || value === 'false';
  if (schema.type === 'number') return typeof value === 'string' && NUMBER.test(value);
  if (schema.type === 'string' && (at === '/name' || at === '/description'))
    return isObject(value) && typeof value['@value'] === 'string';
  const hasId = schema.type === 'object' && schema.properties?.['id'] !== undefined;
  return hasId && typeof value === 'string' && isAbsoluteIri(value);
}

function check(schema: Schema, value: unknown, at: string, report: Report): void {
  if (schema.$ref !== undefined) {
    const target = OPEN_BADGE_SCHEMA.$defs[schema.$ref.slice('#/$defs/'.length)];
    if (target !== undefined) check(target, value, at, report);
    return;
  }
  if (schema.type !== undefined && kindOf(value) !== schema.type)
    return report(
      at,
      `${WITH_ARTICLE[schema.type]}, not ${kindOf(value)}`,
      saysTheSame(schema, value, at),
    );
  if (schema.const !== undefined && value !== schema.const) report(at, `"${schema.const}"`);
  if (schema.enum !== undefined && !schema.enum.includes(value as string))
    report(at, describe(schema));
  for (const one of schema.allOf ?? []) check(one, value, at, report);
  const { anyOf } = schema;
  if (anyOf !== undefined) checkAnyOf(anyOf, value, at, report);
  if (typeof value === 'string') checkString(schema, value, at, report);
  else if (Array.isArray(value)) checkArray(schema, value, at, report);
  else if (isObject(value)) checkObject(schema, value, at, report);
}

/** Where only one alternative fits the value's kind, its problems are reported: they say more than that none fits. */
function checkAnyOf(anyOf: readonly Schema[], value: unknown, at: string, report: Report): void {
  if (anyOf.some((one) => holds(one, value))) return;
  const ofKind = anyOf.filter((one) => holds({ type: typeOf(one) ?? 'object' }, value));
  const only = ofKind.length === 1 ? ofKind[0] : undefined;
  if (only !== undefined && !('enum' in only)) return check(only, value, at, report);
  // A word that the vocabulary lacks still has a meaning.
  const isWord = typeof value === 'string' && anyOf.some((one) => one.enum !== undefined);
  report(at, anyOf.map(describe).join(' or '), isWord);
}

function typeOf(schema: Schema): Schema['type'] {
  if (schema.$ref !== undefined)
    return OPEN_BADGE_SCHEMA.$defs[schema.$ref.slice('#/$defs/'.length)]?.type;
  return schema.type ?? schema.allOf?.[0]?.type;
}

/** Whether a credential is of VC Data Model 1.1, by its first context. */
export const isVersion1 = (document: Record<string, unknown>): boolean =>
  [document['@context']].flat()[0] === VC_V1;

/** Whether a credential is a Comprehensive Learner Record 2.0. */
export const isRecord = (document: Record<string, unknown>): boolean =>
  [document['type']].flat().includes('ClrCredential');

/** Whether a credential is an EndorsementCredential (OB 3.0, B.1.9), and no badge. */
const isEndorsement = (document: Record<string, unknown>): boolean => {
  const types = [document['type']].flat();
  return (
    types.includes('EndorsementCredential') &&
    !types.includes('OpenBadgeCredential') &&
    !types.includes('AchievementCredential')
  );
};

function schemaOf(document: unknown): Schema {
  if (!isObject(document)) return OPEN_BADGE_SCHEMA;
  if (isRecord(document)) return CLR_SCHEMA;
  if (isEndorsement(document)) return OPEN_BADGE_SCHEMA.$defs['EndorsementCredential'] as Schema;
  return isVersion1(document) ? OPEN_BADGE_V1_SCHEMA : OPEN_BADGE_SCHEMA;
}

/**
 * Checks a document against the shape that OB 3.0 requires, or CLR 2.0 of a learner record.
 * @returns the first problems; none: it is well formed
 */
export function checkSchema(document: unknown): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  check(schemaOf(document), document, '', (at, expected, isSpelling = false) => {
    if (problems.length < (isSpelling ? MOST_PROBLEMS : 2 * MOST_PROBLEMS))
      problems.push({ at: at.slice(0, 200) || '/', expected, isSpelling });
  });
  return problems;
}
