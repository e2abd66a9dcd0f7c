import type { Collation } from '../bson/collation.js';
import { isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compileFilter } from '../query/match.js';
import { isOperators } from '../query/predicate.js';
import { indexOf } from '../query/path.js';
import type { Positions } from './targets.js';

/**
 * The position of the array element that made a document match, for `$` in the array at `prefix`:
 * by the query's condition on that array, else by its condition on another one.
 */
export function matchedPosition(
  filter: Doc,
  doc: Doc,
  prefix: string,
  collation: Collation | null,
): number {
  const own = search(
    filter,
    doc,
    collation,
    (name) => name === prefix || name.startsWith(`${prefix}.`),
  );
  const position = own >= 0 ? own : search(filter, doc, collation, () => true);
  if (position >= 0) return position;
  throw unmatched();
}

const unmatched = (): CommandError =>
  new CommandError(
    'BadValue',
    'The positional operator did not find the match needed from the query.',
  );

function search(
  filter: Doc,
  doc: Doc,
  collation: Collation | null,
  isWanted: (name: string) => boolean,
): number {
  for (const [name, value] of filter) {
    if ((name === '$and' || name === '$or') && Array.isArray(value)) {
      for (const part of value as Doc[]) {
        if (name === '$or' && !compileFilter(part, { collation })(doc)) continue;
        const found = search(part, doc, collation, isWanted);
        if (found >= 0) return found;
      }
    } else if (!name.startsWith('$') && isWanted(name)) {
      const found = positionIn(doc, name.split('.'), value, collation);
      if (found >= 0) return found;
    }
  }
  return -1;
}

function positionIn(doc: Doc, path: string[], wanted: Value, collation: Collation | null): number {
  let value: Value | undefined = doc;
  let at = 0;
  while (at < path.length && isDoc(value)) value = value.get(path[at++] as string);
  if (!Array.isArray(value)) return -1;
  const rest = path.slice(at);
  const index = rest.length ? indexOf(rest[0] as string) : -1;
  if (index >= 0) return index;
  const test = elementTest(rest, wanted, collation);
  return value.findIndex(test);
}

function elementTest(
  rest: string[],
  wanted: Value,
  collation: Collation | null,
): (item: Value) => boolean {
  const filter = compileFilter(new Map([[['v', ...rest].join('.'), wanted]]), { collation });
  const isElemMatch = rest.length === 0 && isOperators(wanted) && wanted.has('$elemMatch');
  return (item) => {
    if (rest.length && !isDoc(item)) return false;
    return filter(new Map<string, Value>([['v', isElemMatch ? [item] : item]]));
  };
}

/** The tests of an update's array filters by their identifiers. */
export type ArrayFilters = ReadonlyMap<string, (item: Value) => boolean>;

/** Answers what the positional operators ask of a document; null for one that is being inserted, which nothing matched. */
export function positionsOf(
  filter: Doc,
  doc: Doc | null,
  filters: ArrayFilters,
  collation: Collation | null,
): Positions {
  return {
    matched: (path) => {
      if (doc === null) throw unmatched();
      return matchedPosition(filter, doc, path, collation);
    },
    filter: (identifier) => filters.get(identifier) ?? (() => true),
  };
}

/** Reads `arrayFilters`; throws for what is malformed. */
export function compileArrayFilters(
  list: Value | undefined,
  collation: Collation | null,
): ArrayFilters {
  const out = new Map<string, (item: Value) => boolean>();
  if (list === undefined) return out;
  if (!Array.isArray(list))
    throw new CommandError('TypeMismatch', "'arrayFilters' must be an array");
  for (const spec of list) {
    if (!isDoc(spec)) throw new CommandError('TypeMismatch', 'an array filter must be an object');
    const identifier = identifierOf(spec);
    if (identifier === null)
      throw new CommandError(
        'FailedToParse',
        'Cannot use an expression without a top-level field name in arrayFilters',
      );
    if (!/^[a-z][a-zA-Z0-9]*$/.test(identifier))
      throw new CommandError(
        'BadValue',
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${identifier}'`,
      );
    if (out.has(identifier))
      throw new CommandError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${identifier}`,
      );
    const matches = compileFilter(spec, { collation });
    out.set(identifier, (item) => matches(new Map([[identifier, item]])));
  }
  return out;
}

function identifierOf(spec: Doc): string | null {
  for (const [name, value] of spec) {
    if (!name.startsWith('$')) return name.split('.')[0] as string;
    if (Array.isArray(value))
      for (const part of value) {
        const found = isDoc(part) ? identifierOf(part) : null;
        if (found) return found;
      }
  }
  return null;
}
