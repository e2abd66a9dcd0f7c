import type { Collation } from '../bson/collation.js';
import { equal } from '../bson/compare.js';
import { display } from '../bson/display.js';
import { cloneDoc, cloneFields, isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { Variables } from '../aggregate/expression.js';
import { runOnDocument } from '../aggregate/update-pipeline.js';
import type { ApplyContext, UpdateOperator } from './operator.js';
import { UPDATE_OPERATORS } from './operators.js';
import { parseChanges, type Change } from './parse.js';
import { compileArrayFilters, positionsOf, type ArrayFilters } from './positions.js';
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
  const filters = compileArrayFilters(request.arrayFilters, request.collation);
  const changes = parseChanges(update, new Set(filters.keys()));
  checkFiltersUsed(filters, changes);
  const touched = touchedBy(changes);
  return (before) => applyOperators(before, changes, touched, filters, request);
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
  filters: ArrayFilters,
  request: UpdateRequest,
): Doc {
  const out = cloneFields(before, touched);
  const positions = positionsOf(
    request.filter,
    request.isInsert ? null : before,
    filters,
    request.collation,
  );
  const context: ApplyContext = {
    collation: request.collation,
    now: request.now,
    id: before.get('_id'),
    isInsert: request.isInsert ?? false,
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
  const known = UPDATE_OPERATORS[operator] as UpdateOperator;
  const isIdle = operator === '$setOnInsert' && !context.isInsert;
  const how = isIdle ? { create: false, isLenient: true } : known;
  const targets = targetsOf(out, path, positions, how);
  if (isIdle) return;
  for (const target of targets) known.apply(target, operand, path.join('.'), context);
}

function rename(out: Doc, path: string[], operand: Value, positions: Positions): void {
  const [source] = targetsOf(out, path, positions, { create: false });
  if (!source || source.value === undefined) return;
  const destination = (operand as string).split('.');
  refuseArrays(out, path, 'source');
  refuseArrays(out, destination, 'destination');
  unset(source);
  const [target] = targetsOf(out, destination, positions, { create: true });
  if (target) put(target, source.value);
}

/** Throws where a path of `$rename` leads through an array. */
function refuseArrays(out: Doc, path: string[], which: 'source' | 'destination'): void {
  let value: Value | undefined = out;
  for (const part of path) {
    if (Array.isArray(value))
      throw new CommandError(
        'BadValue',
        `The ${which} field cannot be an array element, '${path.join('.')}'`,
      );
    value = isDoc(value) ? value.get(part) : undefined;
  }
}

function checkFiltersUsed(filters: ArrayFilters, changes: readonly Change[]): void {
  for (const identifier of filters.keys())
    if (!changes.some(({ path }) => path.includes(`$[${identifier}]`)))
      throw new CommandError(
        'FailedToParse',
        `The array filter for identifier '${identifier}' was not used in the update`,
      );
}
