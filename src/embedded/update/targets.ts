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
  filter(identifier: string): (item: Value) => boolean;
}

/** How a path is followed: what is missing is made, or a way that cannot be is passed over. */
interface How {
  create: boolean;
  isLenient?: boolean;
}

/** Where an update's path leads in a document; with `create`, what is missing on the way is made. */
export function targetsOf(doc: Doc, path: string[], positions: Positions, how: How): Target[] {
  const out: Target[] = [];
  walk(doc, withMatched(path, positions), 0, { ...how, positions, out });
  return out;
}

interface Walk extends How {
  positions: Positions;
  out: Target[];
}

/** A path with the position that the query matched in the place of `$`, whether the way there is one or not. */
function withMatched(path: string[], positions: Positions): string[] {
  const at = path.indexOf('$');
  if (at < 0) return path;
  return path.with(at, String(positions.matched(path.slice(0, at).join('.'))));
}

function walk(holder: Value, path: string[], at: number, how: Walk): void {
  const part = path[at] as string;
  if (part.startsWith('$[')) return walkFiltered(holder, path, at, how);
  if (isDoc(holder)) return step(holder, part, path, at, how);
  if (Array.isArray(holder)) {
    const index = indexOf(part);
    if (index >= 0) return step(holder, index, path, at, how);
  }
  mustNotFilter(path, at);
  if (!how.isLenient)
    throw new CommandError(
      'PathNotViable',
      `Cannot create field '${part}' in element {${path[at - 1] ?? ''}: ${display(holder)}}`,
    );
}

/** Array filters need their array: where the way there ends before it, even an operator that does nothing is refused. */
function mustNotFilter(path: string[], at: number): void {
  const filtered = path.findIndex((part, n) => n > at && part.startsWith('$['));
  if (filtered < 0) return;
  throw new CommandError(
    'BadValue',
    `The path '${path.slice(0, filtered).join('.')}' must exist in the document in order to apply array updates.`,
  );
}

function walkFiltered(holder: Value, path: string[], at: number, how: Walk): void {
  const part = path[at] as string;
  if (!Array.isArray(holder))
    throw new CommandError(
      'BadValue',
      `Cannot apply array updates to non-array element ${path[at - 1] ?? ''}: ${display(holder)}`,
    );
  const test = how.positions.filter(part.slice(2, -1));
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
  mustNotFilter(path, at);
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
