import { rowKey } from '../bson/key.js';
import { isDoc, UNDEFINED, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { indexOf } from '../query/path.js';
import type { Index } from './catalog.js';

/** How far a field's path has been followed. */
interface Cursor {
  value: Value | undefined;
  path: readonly string[];
  at: number;
  /** Set when an array's element was taken at the path's end: arrays inside it are plain values. */
  isLeaf: boolean;
}

export interface IndexKeys {
  keys: Buffer[];
  isMultikey: boolean;
}

const NONE: IndexKeys = { keys: [], isMultikey: false };

/** The keys under which an index holds a document; throws CannotIndexParallelArrays (171). */
export function keysOf(index: Index, doc: Doc): IndexKeys {
  if (index.partial && !index.partial(doc)) return NONE;
  const start = index.paths.map((path) => follow({ value: doc, path, at: 0, isLeaf: false }));
  const rows: (Value | undefined)[][] = [];
  const isMultikey = expand(start, rows);
  if (index.isSparse && rows.every((row) => row.every((value) => value === undefined))) return NONE;
  const encode = (row: (Value | undefined)[]): Buffer =>
    rowKey(row, index.directions, index.collation);
  if (rows.length === 1) return { keys: [encode(rows[0] as Value[])], isMultikey };
  const distinct = new Map(
    rows.map((row) => encode(row)).map((key) => [key.toString('latin1'), key]),
  );
  return { keys: [...distinct.values()], isMultikey };
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
function expand(cursors: Cursor[], rows: (Value | undefined)[][]): boolean {
  const arrays = cursors.filter((cursor) => !cursor.isLeaf && Array.isArray(cursor.value));
  const [first] = arrays;
  if (!first) {
    rows.push(cursors.map((cursor) => cursor.value));
    return false;
  }
  if (arrays.some((cursor) => !isAtSamePlace(cursor, first)))
    throw new CommandError(
      171,
      `cannot index parallel arrays [${arrays.map(({ path }) => path.join('.')).join('] [')}]`,
    );
  const items = first.value as Value[];
  for (const item of items.length ? items : [undefined])
    expand(
      cursors.map((cursor) => (arrays.includes(cursor) ? enter(cursor, item) : cursor)),
      rows,
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
