import { isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { compileExpression } from './compile-expression.js';
import type { Expression, Variables } from './expression.js';

/** Fields to compute, as a tree along their dotted paths. */
type Tree = Map<string, Tree | Expression>;
type Transform = (doc: Doc, variables: Variables) => Doc;

function plant(tree: Tree, path: string[], leaf: Expression, full: string): void {
  const [part = '', ...rest] = path;
  if (!part) throw new CommandError(40353, 'FieldPath must not contain an empty field name.');
  const there = tree.get(part);
  if (there !== undefined && (!rest.length || typeof there === 'function'))
    throw new CommandError(
      40176,
      `Invalid $addFields :: caused by :: specification contains two conflicting paths. Cannot specify both '${full}' and another`,
    );
  if (!rest.length) tree.set(part, leaf);
  else {
    const inner: Tree = there ?? new Map<string, Tree | Expression>();
    tree.set(part, inner);
    plant(inner, rest, leaf, full);
  }
}

/** `$addFields` / `$set`: the document with computed fields. */
export function compileAddFields(spec: Value): Transform {
  if (!isDoc(spec))
    throw new CommandError(40272, '$addFields specification stage must be an object');
  const tree: Tree = new Map();
  const add = (fields: Doc, prefix: string[]): void => {
    for (const [name, value] of fields) {
      const path = [...prefix, ...name.split('.')];
      const isNested = isDoc(value) && value.size > 0 && ![...value.keys()][0]?.startsWith('$');
      if (isNested) add(value, path);
      else plant(tree, path, compileExpression(value), path.join('.'));
    }
  };
  add(spec, []);
  return (doc, variables) => grow(doc, tree, doc, variables) as Doc;
}

function grow(value: Value | undefined, tree: Tree, root: Doc, variables: Variables): Value {
  if (Array.isArray(value)) return value.map((item) => grow(item, tree, root, variables));
  const out: Doc = new Map(isDoc(value) ? value : []);
  for (const [name, branch] of tree) {
    const result =
      typeof branch === 'function'
        ? branch(root, variables)
        : grow(out.get(name), branch, root, variables);
    if (result === undefined) out.delete(name);
    else out.set(name, result);
  }
  return out;
}

/** `$unset`: the document without the fields at the paths. */
export function compileUnset(spec: Value): Transform {
  const paths = (Array.isArray(spec) ? spec : [spec]).map((path) => {
    if (typeof path !== 'string' || !path || path.startsWith('$'))
      throw new CommandError(
        31002,
        '$unset specification must be a string or an array of field paths',
      );
    return path.split('.');
  });
  return (doc) => paths.reduce<Doc>((out, path) => without(out, path, 0) as Doc, doc);
}

function without(value: Value | undefined, path: string[], at: number): Value | undefined {
  if (Array.isArray(value)) return value.map((item) => without(item, path, at) as Value);
  if (!isDoc(value)) return value;
  const name = path[at] as string;
  if (!value.has(name)) return value;
  const out = new Map(value);
  if (at === path.length - 1) out.delete(name);
  else out.set(name, without(value.get(name), path, at + 1) as Value);
  return out;
}

/** `$replaceRoot` and `$replaceWith`. */
export function compileReplaceRoot(name: string, spec: Value): Transform {
  const given = name === '$replaceRoot' ? (isDoc(spec) ? spec.get('newRoot') : undefined) : spec;
  if (given === undefined)
    throw new CommandError(40231, 'no newRoot specified for the $replaceRoot stage');
  const expression = compileExpression(given);
  return (doc, variables) => {
    const result = expression(doc, variables);
    if (!isDoc(result))
      throw new CommandError(
        40228,
        `'${name === '$replaceRoot' ? 'newRoot' : 'replacement document'}' expression must evaluate to an object`,
      );
    return result;
  };
}
