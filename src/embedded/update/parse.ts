import { display } from '../bson/display.js';
import { isDoc, typeName, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { indexOf } from '../query/path.js';
import { UPDATE_OPERATORS } from './operators.js';

/** One operator at one path. */
export interface Change {
  operator: string;
  path: string[];
  operand: Value;
}

/** The paths of an update as a tree: where one ends, no other goes on. */
type PathTree = Map<string, PathTree | null>;

const isFilterPart = (part: string): boolean => /^\$\[.*\]$/.test(part);

/** Adds a path to those before it; throws for one that meets another, or names a filter that is not there. */
function claim(root: PathTree, name: string, path: string[], known: ReadonlySet<string>): void {
  const conflict = (upTo: number): CommandError =>
    new CommandError(
      'ConflictingUpdateOperators',
      `Updating the path '${name}' would create a conflict at '${path.slice(0, upTo).join('.')}'`,
    );
  let tree = root;
  path.forEach((part, at) => {
    // An array is changed by its positions and names, or by filters: not by both.
    if ([...tree.keys()].some((other) => isFilterPart(other) !== isFilterPart(part)))
      throw conflict(at);
    if (isFilterPart(part) && part !== '$[]' && !known.has(part.slice(2, -1)))
      throw new CommandError(
        'BadValue',
        `No array filter found for identifier '${part.slice(2, -1)}' in path '${name}'`,
      );
    const there = tree.get(part);
    const isLast = at === path.length - 1;
    if (there === null || (isLast && there !== undefined)) throw conflict(at + 1);
    if (isLast) tree.set(part, null);
    else {
      const next: PathTree = there ?? new Map<string, PathTree | null>();
      tree.set(part, next);
      tree = next;
    }
  });
}

function parsePath(name: string): string[] {
  if (!name) throw new CommandError('EmptyFieldName', 'An empty update path is not valid.');
  const path = name.split('.');
  if (path.some((part) => !part))
    throw new CommandError(
      'EmptyFieldName',
      `The update path '${name}' contains an empty field name, which is not allowed.`,
    );
  if (path.filter((part) => part === '$').length > 1)
    throw new CommandError(
      'BadValue',
      `Too many positional (i.e. '$') elements found in path '${name}'`,
    );
  const [first = ''] = path;
  if (first === '$' || isFilterPart(first))
    throw new CommandError(
      'BadValue',
      `Cannot have ${first === '$' ? "positional (i.e. '$')" : "array filter identifier (i.e. '$[<id>]')"} element in the first position in path '${name}'`,
    );
  return path;
}

const isDynamic = (path: string[]): boolean => path.some((part) => part.startsWith('$'));

/** The paths of a `$rename`; throws for two that are one, or where one holds the other. */
function checkRename(name: string, operand: Value): string[] {
  if (typeof operand !== 'string')
    throw new CommandError(
      'BadValue',
      `The 'to' field for $rename must be a string: ${name}: ${display(operand)}`,
    );
  const target = parsePath(operand);
  const refuse = (what: string): CommandError =>
    new CommandError('BadValue', `${what}: ${name}: "${operand}"`);
  if (operand === name) throw refuse('The source and target field for $rename must differ');
  if (`${operand}.`.startsWith(`${name}.`) || `${name}.`.startsWith(`${operand}.`))
    throw refuse('The source and target field for $rename must not be on the same path');
  if (isDynamic(name.split('.'))) throw refuse('The source field for $rename may not be dynamic');
  if (isDynamic(target)) throw refuse('The destination field for $rename may not be dynamic');
  return target;
}

/**
 * Reads an update's operators and refuses what no document makes good, in MongoDB's order: a path, its operand, what it
 * meets. What they change is in the order of the paths (manual, "Update Operators").
 * @param known identifiers of the array filters
 */
export function parseChanges(update: Doc, known: ReadonlySet<string>): Change[] {
  const changes: Change[] = [];
  const claimed: PathTree = new Map();
  for (const [operator, fields] of update) {
    const rule = Object.hasOwn(UPDATE_OPERATORS, operator) ? UPDATE_OPERATORS[operator] : undefined;
    if (operator !== '$rename' && !rule)
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
      const path = parsePath(name);
      rule?.check?.(operand, name);
      claim(claimed, name, path, known);
      if (!rule) claim(claimed, operand as string, checkRename(name, operand), known);
      changes.push({ operator, path, operand });
    }
  }
  return changes.sort((a, b) => comparePaths(a.path, b.path));
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
