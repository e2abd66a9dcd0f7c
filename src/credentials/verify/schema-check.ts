import { OPEN_BADGE_SCHEMA, type Schema } from './ob-schema.js';
import { OPEN_BADGE_V1_SCHEMA, VC_V1 } from './ob-v1-schema.js';

/** Where a document departs from the schema: a JSON Pointer and what was expected there. */
export interface SchemaProblem {
  readonly at: string;
  readonly expected: string;
}

const MOST_PROBLEMS = 20;

/** RFC 3339 with a time zone (OB 3.0, DateTimeZ). */
const DATE_TIME =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
/** An absolute IRI without what RDF cannot write (RFC 3987 and N-Quads' IRIREF). */
// eslint-disable-next-line no-control-regex
const ABSOLUTE_IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\u0000-\u0020<>"{}|\\^`]+$/;

export const isDateTime = (text: string): boolean =>
  DATE_TIME.test(text) && !Number.isNaN(Date.parse(text));
export const isAbsoluteIri = (text: string): boolean => ABSOLUTE_IRI.test(text);

const patterns = new Map<string, RegExp>();
function matches(pattern: string, value: string): boolean {
  let regex = patterns.get(pattern);
  if (regex === undefined) patterns.set(pattern, (regex = new RegExp(pattern, 'u')));
  return regex.test(value);
}

type Report = (at: string, expected: string) => void;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return value === null ? 'null' : typeof value;
}

function checkString(schema: Schema, value: string, at: string, report: Report): void {
  if (schema.minLength !== undefined && value.length < schema.minLength) report(at, 'some text');
  if (schema.format === 'date-time' && !isDateTime(value)) report(at, 'a date-time with time zone');
  if (schema.format === 'uri' && !isAbsoluteIri(value)) report(at, 'an absolute URI');
  if (schema.pattern !== undefined && !matches(schema.pattern, value))
    report(at, `text that matches ${schema.pattern}`);
}

function checkArray(schema: Schema, value: unknown[], at: string, report: Report): void {
  if (schema.minItems !== undefined && value.length < schema.minItems)
    report(at, `at least ${schema.minItems} items`);
  const { items } = schema;
  if (items !== undefined) {
    value.forEach((item, index) => {
      const one = isTuple(items) ? (items[index] ?? schema.additionalItems) : items;
      if (one !== undefined) check(one, item, `${at}/${index}`, report);
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
    if (!Object.hasOwn(value, name)) report(`${at}/${name}`, 'to be present');
  const properties = schema.properties ?? {};
  for (const [name, member] of Object.entries(value)) {
    const one = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (one !== undefined) check(one, member, `${at}/${name}`, report);
    else if (schema.additionalProperties === false) report(`${at}/${name}`, 'not to be there');
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

function check(schema: Schema, value: unknown, at: string, report: Report): void {
  if (schema.$ref !== undefined) {
    const target = OPEN_BADGE_SCHEMA.$defs[schema.$ref.slice('#/$defs/'.length)];
    if (target !== undefined) check(target, value, at, report);
    return;
  }
  if (schema.type !== undefined && kindOf(value) !== schema.type)
    return report(at, `a ${schema.type}, not ${kindOf(value)}`);
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

/** Where one alternative alone fits the value's kind, its own complaints say more than "none fits". */
function checkAnyOf(anyOf: readonly Schema[], value: unknown, at: string, report: Report): void {
  if (anyOf.some((one) => holds(one, value))) return;
  const ofKind = anyOf.filter((one) => holds({ type: typeOf(one) ?? 'object' }, value));
  const only = ofKind.length === 1 ? ofKind[0] : undefined;
  if (only !== undefined && !('enum' in only)) return check(only, value, at, report);
  report(at, anyOf.map(describe).join(' or '));
}

function typeOf(schema: Schema): Schema['type'] {
  if (schema.$ref !== undefined)
    return OPEN_BADGE_SCHEMA.$defs[schema.$ref.slice('#/$defs/'.length)]?.type;
  return schema.type ?? schema.allOf?.[0]?.type;
}

/** Whether a credential is of VC Data Model 1.1, by its first context. */
export const isVersion1 = (document: Record<string, unknown>): boolean =>
  [document['@context']].flat()[0] === VC_V1;

/**
 * Holds a document against the shape that OB 3.0 asks for.
 * @returns the first twenty problems; none: it is well formed
 */
export function checkSchema(document: unknown): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const schema =
    isObject(document) && isVersion1(document) ? OPEN_BADGE_V1_SCHEMA : OPEN_BADGE_SCHEMA;
  check(schema, document, '', (at, expected) => {
    if (problems.length < MOST_PROBLEMS) problems.push({ at: at.slice(0, 200), expected });
  });
  return problems;
}
