import { isDoc, isNumeric, isTruthy, toNumber, type Doc, type Value } from '../bson/values.js';
import type { Collation } from '../bson/collation.js';
import { CommandError, notImplemented } from '../errors.js';
import { compileExpression } from '../aggregate/compile-expression.js';
import type { Expression, Variables } from '../aggregate/expression.js';
import { matchedPosition } from '../update/positions.js';
import { condition, contextOf } from './operators.js';
import { compileFilter } from './match.js';

export interface ProjectionInput {
  variables?: Variables | undefined;
  /** The query, for `field.$`. */
  filter?: Doc;
  collation?: Collation | null;
}

export interface Projection {
  (doc: Doc, input: ProjectionInput): Doc;
  /** Whether it keeps a top-level field; null where it does more than to keep and leave out whole ones. */
  readonly keeps: ((name: string) => boolean) | null;
}

/** What happens to the value at a path. */
type Leaf =
  | { kind: 'include' }
  | { kind: 'exclude' }
  | { kind: 'compute'; expression: Expression }
  | { kind: 'slice'; from: number; count: number }
  | { kind: 'elemMatch'; condition: Value }
  | { kind: 'positional'; path: string };

type Tree = Map<string, Tree | Leaf>;

/** Compiles a projection (of `find`, of `findAndModify`, of `$project`). */
export function compileProjection(spec: Value): Projection {
  if (!isDoc(spec)) throw new CommandError('TypeMismatch', 'a projection must be an object');
  const leaves = flatten(spec, []);
  const isInclusion = isIncluding(leaves);
  const tree: Tree = new Map();
  for (const { path, leaf } of leaves) plant(tree, path, leaf);
  if (isInclusion && !tree.has('_id')) tree.set('_id', { kind: 'include' });
  const walk = isInclusion ? keep : drop;
  const project = (doc: Doc, input: ProjectionInput): Doc => walk(doc, tree, doc, input);
  return Object.assign(project, { keeps: keepsOf(tree, isInclusion) });
}

function keepsOf(tree: Tree, isInclusion: boolean): Projection['keeps'] {
  const named = new Map<string, boolean>();
  for (const [name, branch] of tree) {
    if (branch instanceof Map || (branch.kind !== 'include' && branch.kind !== 'exclude'))
      return null;
    named.set(name, branch.kind === 'include');
  }
  return (name) => named.get(name) ?? !isInclusion;
}

interface Entry {
  path: string[];
  leaf: Leaf;
}

function flatten(spec: Doc, prefix: string[]): Entry[] {
  return [...spec].flatMap(([name, value]) => {
    const path = [...prefix, ...name.split('.')];
    if (path.some((part) => !part))
      throw new CommandError(40353, "FieldPath must not end with a '.'.");
    if (path[path.length - 1] === '$') {
      const array = path.slice(0, -1);
      return [{ path: array, leaf: { kind: 'positional', path: array.join('.') } }];
    }
    if (isDoc(value) && value.size && ![...value.keys()][0]?.startsWith('$'))
      return flatten(value, path);
    return [{ path, leaf: leafOf(value) }];
  });
}

function leafOf(value: Value): Leaf {
  if (typeof value === 'boolean' || isNumeric(value))
    return { kind: isTruthy(value) ? 'include' : 'exclude' };
  if (isDoc(value)) {
    if (value.has('$slice') && isFindSlice(value.get('$slice') as Value))
      return slice(value.get('$slice') as Value);
    if (value.has('$elemMatch')) {
      // What is malformed is refused, whether there is an array for it or not.
      compileFilter(new Map([['v', value]]));
      return { kind: 'elemMatch', condition: value };
    }
    if (value.has('$meta')) throw notImplemented('$meta');
  }
  return { kind: 'compute', expression: compileExpression(value) };
}

const isFindSlice = (value: Value): boolean =>
  isNumeric(value) || (Array.isArray(value) && value.length === 2 && value.every(isNumeric));

function slice(value: Value): Leaf {
  const numbers = (Array.isArray(value) ? value : [value]).map((n) => toNumber(n as number));
  const [first = 0, second] = numbers;
  if (second === undefined)
    return first < 0
      ? { kind: 'slice', from: first, count: -first }
      : { kind: 'slice', from: 0, count: first };
  if (second <= 0)
    throw new CommandError(28724, 'First argument to $slice must be an array, the third positive');
  return { kind: 'slice', from: first, count: second };
}

/** Whether named fields are kept (rather than left out); throws when both are asked for. */
function isIncluding(leaves: Entry[]): boolean {
  let including: boolean | null = null;
  for (const { path, leaf } of leaves) {
    const name = path.join('.');
    if (leaf.kind === 'slice' || (name === '_id' && leaf.kind !== 'compute')) continue;
    const isKeep = leaf.kind !== 'exclude';
    if (including !== null && including !== isKeep)
      throw isKeep
        ? new CommandError(31253, `Cannot do inclusion on field ${name} in exclusion projection`)
        : new CommandError(31254, `Cannot do exclusion on field ${name} in inclusion projection`);
    including = isKeep;
  }
  if (including !== null) return including;
  return leaves.some(({ path, leaf }) => path.join('.') === '_id' && leaf.kind === 'include');
}

function plant(tree: Tree, path: string[], leaf: Leaf): void {
  const [part = '', ...rest] = path;
  const there = tree.get(part);
  if (there !== undefined && (!rest.length || !(there instanceof Map)))
    throw new CommandError(rest.length ? 31249 : 31250, `Path collision at ${path.join('.')}`);
  if (!rest.length) {
    tree.set(part, leaf);
    return;
  }
  const inner: Tree = there instanceof Map ? there : new Map<string, Tree | Leaf>();
  tree.set(part, inner);
  plant(inner, rest, leaf);
}

function keep(doc: Doc, tree: Tree, root: Doc, input: ProjectionInput): Doc {
  const out: Doc = new Map();
  for (const [name, value] of doc) {
    const branch = tree.get(name);
    if (branch === undefined) continue;
    const kept =
      branch instanceof Map
        ? inside(value, branch, root, input, keep)
        : leafValue(value, branch, root, input);
    if (kept !== undefined) out.set(name, kept);
  }
  for (const [name, branch] of tree) addComputed(out, name, branch, root, input);
  return out;
}

/** Computed fields come last, in the order in which they were asked for. */
function addComputed(
  out: Doc,
  name: string,
  branch: Tree | Leaf,
  root: Doc,
  input: ProjectionInput,
): void {
  if (branch instanceof Map) {
    if (!hasComputed(branch) || out.has(name)) return;
    const made = keep(new Map(), branch, root, input);
    if (made.size) out.set(name, made);
  } else if (branch.kind === 'compute') {
    const value = branch.expression(root, input.variables ?? new Map<string, Value | undefined>());
    out.delete(name);
    if (value !== undefined) out.set(name, value);
  }
}

const hasComputed = (tree: Tree): boolean =>
  [...tree.values()].some((branch) =>
    branch instanceof Map ? hasComputed(branch) : branch.kind === 'compute',
  );

function drop(doc: Doc, tree: Tree, root: Doc, input: ProjectionInput): Doc {
  const out: Doc = new Map();
  for (const [name, value] of doc) {
    const branch = tree.get(name);
    const kept =
      branch === undefined
        ? value
        : branch instanceof Map
          ? inside(value, branch, root, input, drop)
          : leafValue(value, branch, root, input);
    if (kept !== undefined) out.set(name, kept);
  }
  return out;
}

type Walk = (doc: Doc, tree: Tree, root: Doc, input: ProjectionInput) => Doc;

function inside(
  value: Value,
  tree: Tree,
  root: Doc,
  input: ProjectionInput,
  walk: Walk,
): Value | undefined {
  if (isDoc(value)) return walk(value, tree, root, input);
  if (!Array.isArray(value)) return walk === drop ? value : undefined;
  const out: Value[] = [];
  for (const item of value) {
    const kept = inside(item, tree, root, input, walk);
    if (kept !== undefined) out.push(kept);
  }
  return out;
}

function leafValue(value: Value, leaf: Leaf, root: Doc, input: ProjectionInput): Value | undefined {
  switch (leaf.kind) {
    case 'exclude':
    case 'compute':
      return undefined;
    case 'include':
      return value;
    case 'slice':
      return Array.isArray(value) ? sliced(value, leaf) : value;
    case 'elemMatch':
      return firstMatching(value, leaf.condition, input.collation ?? null);
    case 'positional':
      if (!Array.isArray(value)) return value;
      return [
        value[
          matchedPosition(
            input.filter ?? new Map<string, Value>(),
            root,
            leaf.path,
            input.collation ?? null,
          )
        ] ?? null,
      ];
  }
}

function sliced(value: Value[], { from, count }: { from: number; count: number }): Value[] {
  const start = from < 0 ? Math.max(0, value.length + from) : from;
  return value.slice(start, start + count);
}

function firstMatching(
  value: Value,
  wanted: Value,
  collation: Collation | null,
): Value[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const filter = (spec: Doc): ((doc: Doc) => boolean) => compileFilter(spec, { collation });
  const predicate = condition(wanted, contextOf(collation, filter));
  const hit = value.find((item) => predicate([[item]]));
  return hit === undefined ? undefined : [hit];
}
