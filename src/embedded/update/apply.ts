import type { Collation } from '../bson/collation.js';
import { equal } from '../bson/compare.js';
import { display } from '../bson/display.js';
import { cloneDoc, cloneFields, isDoc, typeName, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { indexOf } from '../query/path.js';
import type { Variables } from '../aggregate/expression.js';
import { runOnDocument } from '../aggregate/update-pipeline.js';
import { UPDATE_OPERATORS, type ApplyContext } from './operators.js';
import { positionsOf } from './positions.js';
import { put, targetsOf, unset, type Positions } from './targets.js';

export interface UpdateRequest {
  /** A document of operators, a replacement, or a pipeline. */
  update: Value;
  filter: Doc;
  arrayFilters?: Value | undefined;
  collation: Collation | null;
  variables?: Variables | undefined;
  now: Date;
  /** Set when the document is being inserted (`$setOnInsert` counts). */
  isInsert?: boolean;
}

interface Change {
  operator: string;
  path: string[];
  operand: Value;
}

export const isOperatorUpdate = (update: Value): update is Doc =>
  isDoc(update) && [...update.keys()].some((name) => name.startsWith('$'));

/** Reads an update once for all the documents it is applied to; each is left as it was, and the document after comes back. */
export function compileUpdate(request: UpdateRequest): (before: Doc) => Doc {
  const { update } = request;
  if (Array.isArray(update))
    return (before) => keepId(before, runOnDocument(update, cloneDoc(before), request));
  if (!isDoc(update))
    throw new CommandError('FailedToParse', 'Update argument must be either an object or an array');
  if (request.arrayFilters !== undefined && !isOperatorUpdate(update))
    throw new CommandError(
      'FailedToParse',
      'arrayFilters may not be specified for replacement updates',
    );
  if (!isOperatorUpdate(update)) return (before) => replace(before, update);
  const changes = parseChanges(update, request.isInsert ?? false);
  const touched = touchedBy(changes);
  return (before) => applyOperators(before, changes, touched, request);
}

function replace(before: Doc, update: Doc): Doc {
  const id = before.get('_id');
  const given = update.get('_id');
  if (id !== undefined && given !== undefined && !equal(id, given))
    throw new CommandError(
      'ImmutableField',
      `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${display(given)}`,
    );
  const out: Doc = new Map();
  const kept = id ?? given;
  if (kept !== undefined) out.set('_id', kept);
  for (const [name, value] of update) if (name !== '_id') out.set(name, value);
  return out;
}

function keepId(before: Doc, after: Doc): Doc {
  const id = before.get('_id');
  const altered = id !== undefined && after.has('_id') && !equal(id, after.get('_id'));
  if (altered)
    throw new CommandError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  if (id === undefined) return after;
  after.delete('_id');
  return new Map([['_id', id], ...after]);
}

function applyOperators(
  before: Doc,
  changes: readonly Change[],
  touched: ReadonlySet<string>,
  request: UpdateRequest,
): Doc {
  const out = cloneFields(before, touched);
  const positions = positionsOf(request.filter, before, request.arrayFilters, request.collation);
  checkFiltersUsed(positions.known, changes);
  const context: ApplyContext = {
    collation: request.collation,
    now: request.now,
    id: before.get('_id'),
  };
  for (const change of changes) apply(out, change, positions, context);
  const id = before.get('_id');
  if (id !== undefined && (!out.has('_id') || !equal(id, out.get('_id'))))
    throw new CommandError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  return out;
}

/** The top-level fields that changes reach into: what is not named stays the very value that it was. */
function touchedBy(changes: readonly Change[]): Set<string> {
  const touched = new Set<string>();
  for (const { operator, path, operand } of changes) {
    touched.add(path[0] as string);
    if (operator === '$rename') touched.add((operand as string).split('.')[0] as string);
  }
  return touched;
}

function apply(
  out: Doc,
  { operator, path, operand }: Change,
  positions: Positions,
  context: ApplyContext,
): void {
  if (operator === '$rename') return rename(out, path, operand, positions);
  const known = UPDATE_OPERATORS[operator] as (typeof UPDATE_OPERATORS)[string];
  for (const target of targetsOf(out, path, positions, known.create))
    known.apply(target, operand, path.join('.'), context);
}

function rename(out: Doc, path: string[], operand: Value, positions: Positions): void {
  const [source] = targetsOf(out, path, positions, false);
  if (!source || source.value === undefined) return;
  if (Array.isArray(source.holder))
    throw new CommandError(
      'BadValue',
      `The source field cannot be an array element, '${path.join('.')}'`,
    );
  unset(source);
  const [target] = targetsOf(out, (operand as string).split('.'), positions, true);
  if (!target) return;
  if (Array.isArray(target.holder))
    throw new CommandError(
      'BadValue',
      `The destination field cannot be an array element, '${operand as string}'`,
    );
  put(target, source.value);
}

/** Reads the operators; what they change is in the order of the paths (manual, "Update Operators"). */
function parseChanges(update: Doc, isInsert: boolean): Change[] {
  const changes: Change[] = [];
  const paths: string[] = [];
  for (const [operator, fields] of update) {
    if (operator !== '$rename' && !Object.hasOwn(UPDATE_OPERATORS, operator))
      throw new CommandError(
        'FailedToParse',
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    if (!isDoc(fields))
      throw new CommandError(
        'FailedToParse',
        `Modifiers operate on fields but we found type ${typeName(fields)} instead. For example: {$mod: {<field>: ...}} not {${operator}: ${display(fields)}}`,
      );
    for (const [name, operand] of fields) {
      paths.push(name);
      if (operator === '$rename') paths.push(renameTarget(name, operand));
      if (operator !== '$setOnInsert' || isInsert)
        changes.push({ operator, path: parsePath(name, isInsert), operand });
    }
  }
  checkConflicts(paths);
  return changes.sort((a, b) => comparePaths(a.path, b.path));
}

function renameTarget(name: string, operand: Value): string {
  if (typeof operand !== 'string')
    throw new CommandError(
      'BadValue',
      `The 'to' field for $rename must be a string: ${name}: ${display(operand)}`,
    );
  parsePath(operand);
  if (/(^|\.)\$/.test(name + '.' + operand))
    throw new CommandError('BadValue', `The source field for $rename may not be dynamic: ${name}`);
  return operand;
}

function parsePath(name: string, isInsert = true): string[] {
  if (!name) throw new CommandError('EmptyFieldName', 'An empty update path is not valid.');
  const path = name.split('.');
  path.forEach((part, i) => {
    if (!part)
      throw new CommandError(
        'EmptyFieldName',
        `The update path '${name}' contains an empty field name, which is not allowed.`,
      );
    const isPositional = part === '$' || /^\$\[\w*\]$/.test(part);
    if (isPositional && i === 0)
      throw new CommandError(
        'BadValue',
        `Cannot have positional (i.e. '$') element in the first position in path '${name}'`,
      );
    if (part === '$' && path.indexOf('$', i + 1) > 0)
      throw new CommandError(
        'BadValue',
        `Too many positional (i.e. '$') elements found in path '${name}'`,
      );
    if (i === 0 && !isInsert && part.startsWith('$'))
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${part}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
  });
  return path;
}

function checkConflicts(paths: string[]): void {
  const sorted = paths.map((path) => `${path}.`).sort();
  for (let i = 1; i < sorted.length; i++) {
    const [before, path] = [sorted[i - 1] as string, sorted[i] as string];
    if (path.startsWith(before))
      throw new CommandError(
        'ConflictingUpdateOperators',
        `Updating the path '${path.slice(0, -1)}' would create a conflict at '${before.slice(0, -1)}'`,
      );
  }
}

function comparePaths(a: string[], b: string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x, y] = [a[i] as string, b[i] as string];
    if (x === y) continue;
    const [m, n] = [indexOf(x), indexOf(y)];
    return m >= 0 && n >= 0 ? m - n : x < y ? -1 : 1;
  }
  return a.length - b.length;
}

function checkFiltersUsed(known: Set<string>, changes: readonly Change[]): void {
  for (const identifier of known)
    if (!changes.some(({ path }) => path.includes(`$[${identifier}]`)))
      throw new CommandError(
        'FailedToParse',
        `The array filter for identifier '${identifier}' was not used in the update`,
      );
}
