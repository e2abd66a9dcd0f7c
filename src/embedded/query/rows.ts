import { isDoc, UNDEFINED, type Doc, type Value } from '../bson/values.js';
import type { CommandError } from '../errors.js';
import { indexOf } from './path.js';

/** How far a field's path has been followed. */
interface Cursor {
  value: Value | undefined;
  path: readonly string[];
  at: number;
  /** Set when an array's element was taken at the path's end: arrays inside it are plain values. */
  isLeaf: boolean;
}

/** The error for paths that lead into two arrays at once. */
type Refuse = (paths: string[]) => CommandError;

/** The rows of values that a document has at several paths, as an index and a sort see them. */
export interface Rows {
  rows: (Value | undefined)[][];
  isMultikey: boolean;
}

/** Spreads the arrays on the ways, each for all the paths that go through it; throws `refuse` for two side by side. */
export function rowsAt(doc: Doc, paths: readonly (readonly string[])[], refuse: Refuse): Rows {
  const start = paths.map((path) => follow({ value: doc, path, at: 0, isLeaf: false }));
  const rows: (Value | undefined)[][] = [];
  return { isMultikey: expand(start, rows, refuse), rows };
}

/** Goes down the path until an array, a value or nothing. */
function follow(cursor: Cursor): Cursor {
  let { value, at } = cursor;
  const { path } = cursor;
  while (at < path.length && isDoc(value)) value = value.get(path[at++] as string);
  if (at < path.length && Array.isArray(value)) {
    const index = indexOf(path[at] as string);
    if (index >= 0 && index < value.length)
      return follow({ value: value[index], path, at: at + 1, isLeaf: false });
    return { value, path, at, isLeaf: false };
  }
  return {
    value: at < path.length ? undefined : value,
    path,
    at: at < path.length ? path.length : at,
    isLeaf: cursor.isLeaf,
  };
}

/** Told by the way there: an update may have put one value at two places, which are two once they are stored. */
const isAtSamePlace = (a: Cursor, b: Cursor): boolean =>
  a.at === b.at && a.path.every((name, at) => at >= a.at || name === b.path[at]);

/** Spreads the array that stands in the way, for all the fields that go through it at once. */
function expand(cursors: Cursor[], rows: (Value | undefined)[][], refuse: Refuse): boolean {
  const arrays = cursors.filter((cursor) => !cursor.isLeaf && Array.isArray(cursor.value));
  const [first] = arrays;
  if (!first) {
    rows.push(cursors.map((cursor) => cursor.value));
    return false;
  }
  if (arrays.some((cursor) => !isAtSamePlace(cursor, first)))
    throw refuse(arrays.map(({ path }) => path.join('.')));
  const items = first.value as Value[];
  for (const item of items.length ? items : [undefined])
    expand(
      cursors.map((cursor) => (arrays.includes(cursor) ? enter(cursor, item) : cursor)),
      rows,
      refuse,
    );
  return true;
}

function enter(cursor: Cursor, item: Value | undefined): Cursor {
  const { path, at } = cursor;
  if (at >= path.length)
    return { value: item ?? (item === null ? null : UNDEFINED), path, at, isLeaf: true };
  if (!isDoc(item)) return { value: undefined, path, at: path.length, isLeaf: true };
  return follow({ value: item, path, at, isLeaf: false });
}
