import { display } from '../bson/display.js';
import { isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { indexOf } from '../query/path.js';

/** A place in a document: the document or array that holds it, and the name or position there. */
export interface Target {
  holder: Doc | Value[];
  key: string | number;
  value: Value | undefined;
}

export interface Positions {
  /** The element that the query matched in the array at this path (`$`). */
  matched(path: string): number;
  /** The test of an array filter by its identifier (`$[identifier]`; `$[]` takes every element). */
  filter(identifier: string, path: string): (item: Value) => boolean;
}

/** Where an update's path leads in a document; with `create`, what is missing on the way is made. */
export function targetsOf(
  doc: Doc,
  path: string[],
  positions: Positions,
  create: boolean,
): Target[] {
  const out: Target[] = [];
  walk(doc, path, 0, { positions, create, out, full: path.join('.') });
  return out;
}

interface Walk {
  positions: Positions;
  create: boolean;
  out: Target[];
  full: string;
}

function walk(holder: Value, path: string[], at: number, how: Walk): void {
  const part = path[at] as string;
  if (part.startsWith('$[')) return walkFiltered(holder, path, at, how);
  const key = part === '$' ? String(how.positions.matched(path.slice(0, at).join('.'))) : part;
  if (isDoc(holder)) return step(holder, key, path, at, how);
  if (Array.isArray(holder)) {
    const index = indexOf(key);
    if (index >= 0) return step(holder, index, path, at, how);
  }
  if (how.create)
    throw new CommandError(
      'PathNotViable',
      `Cannot create field '${key}' in element {${path[at - 1] ?? ''}: ${display(holder)}}`,
    );
}

function walkFiltered(holder: Value, path: string[], at: number, how: Walk): void {
  const part = path[at] as string;
  const prefix = path.slice(0, at).join('.');
  if (!Array.isArray(holder)) {
    if (!how.create) return;
    throw new CommandError(
      'BadValue',
      `The path '${prefix}' must exist in the document in order to apply array updates.`,
    );
  }
  const test = how.positions.filter(part.slice(2, -1), how.full);
  holder.forEach((item, index) => {
    if (test(item)) step(holder, index, path, at, how);
  });
}

const MOST_PADDING = 1_500_000;

function step(
  holder: Doc | Value[],
  key: string | number,
  path: string[],
  at: number,
  how: Walk,
): void {
  const value = isDoc(holder) ? holder.get(key as string) : holder[key as number];
  if (at === path.length - 1) {
    if (value !== undefined || how.create) how.out.push({ holder, key, value });
    return;
  }
  if (value !== undefined) return walk(value, path, at + 1, how);
  if (!how.create) return;
  const made: Doc = new Map();
  put({ holder, key, value }, made);
  walk(made, path, at + 1, how);
}

/** Sets the value of a place; an array is filled with nulls up to it. */
export function put({ holder, key }: Target, value: Value): void {
  if (isDoc(holder)) holder.set(key as string, value);
  else {
    if ((key as number) - holder.length > MOST_PADDING)
      throw new CommandError(
        'BadValue',
        `can't backfill array to larger than ${MOST_PADDING} elements`,
      );
    while (holder.length < (key as number)) holder.push(null);
    holder[key as number] = value;
  }
}

/** Takes a place away; an array's element becomes null. */
export function unset({ holder, key }: Target): void {
  if (isDoc(holder)) holder.delete(key as string);
  else holder[key as number] = null;
}
