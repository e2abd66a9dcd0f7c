import type { Collation } from '../bson/collation.js';
import { isDoc, isTruthy, type Doc, type Value } from '../bson/values.js';
import { CommandError, notImplemented } from '../errors.js';
import { compileExpression } from '../aggregate/compile-expression.js';
import type { Variables } from '../aggregate/expression.js';
import { condition, contextOf } from './operators.js';
import { valuesAt } from './path.js';
import type { MatchContext } from './predicate.js';

export type Matcher = (doc: Doc) => boolean;

export interface MatchOptions {
  collation?: Collation | null;
  /** What `$expr` sees as variables (`let`). */
  variables?: Variables | undefined;
}

const REFUSED = ['$where', '$text', '$jsonSchema', '$sampleRate'];

/** Compiles a query filter; throws BadValue and the like for what is malformed or refused. */
export function compileFilter(filter: Value | undefined, options: MatchOptions = {}): Matcher {
  if (!isDoc(filter))
    throw new CommandError('TypeMismatch', 'Expected field filter to be of type object');
  const context = contextOf(options.collation ?? null, (spec) => compileFilter(spec, options));
  const tests: Matcher[] = [];
  for (const [name, value] of filter) {
    const test = isOperatorName(name)
      ? topLevel(name, value, options)
      : fieldTest(name, value, context);
    if (test) tests.push(test);
  }
  if (tests.length === 1) return tests[0] as Matcher;
  return (doc) => tests.every((test) => test(doc));
}

/** The top-level fields that a filter looks at; null where it may look at any. */
export function fieldsAsked(
  filter: Doc,
  names: Set<string> = new Set(),
): ReadonlySet<string> | null {
  for (const [name, value] of filter) {
    if (!isOperatorName(name)) names.add(topOf(name));
    else if (!Object.hasOwn(LOGIC, name) || !Array.isArray(value)) return null;
    else for (const part of value) if (!isDoc(part) || !fieldsAsked(part, names)) return null;
  }
  return names;
}

const topOf = (name: string): string => {
  const dot = name.indexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
};

/** `$id` and its like are the names of a DBRef's fields. */
const isOperatorName = (name: string): boolean =>
  name.startsWith('$') && !['$id', '$ref', '$db'].includes(name);

function fieldTest(name: string, value: Value, context: MatchContext): Matcher {
  const predicate = condition(value, context);
  const path = name.split('.');
  return (doc) => predicate(valuesAt(doc, path));
}

function topLevel(name: string, value: Value, options: MatchOptions): Matcher | null {
  if (name === '$comment') return null;
  if (name === '$expr') {
    const evaluate = compileExpression(value);
    return (doc) =>
      isTruthy(evaluate(doc, options.variables ?? new Map<string, Value | undefined>()));
  }
  if (name === '$alwaysTrue') return () => true;
  if (name === '$alwaysFalse') return () => false;
  if (REFUSED.includes(name)) throw notImplemented(name);
  const logic = LOGIC[name];
  if (!logic || !Object.hasOwn(LOGIC, name))
    throw new CommandError(
      'BadValue',
      `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
    );
  if (!Array.isArray(value)) throw new CommandError('BadValue', `${name} must be an array`);
  if (!value.length) throw new CommandError('BadValue', `${name} must be a nonempty array`);
  return logic(
    value.map((part) => {
      if (!isDoc(part))
        throw new CommandError('BadValue', '$or/$and/$nor entries need to be full objects');
      return compileFilter(part, options);
    }),
  );
}

const LOGIC: Record<string, (tests: Matcher[]) => Matcher> = {
  $and: (tests) => (doc) => tests.every((test) => test(doc)),
  $or: (tests) => (doc) => tests.some((test) => test(doc)),
  $nor: (tests) => (doc) => !tests.some((test) => test(doc)),
};
