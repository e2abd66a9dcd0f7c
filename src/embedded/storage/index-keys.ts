import { rowKey } from '../bson/key.js';
import { isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { rowsAt } from '../query/rows.js';
import type { Index } from './catalog.js';

export interface IndexKeys {
  keys: Buffer[];
  isMultikey: boolean;
}

const parallel = (paths: string[]): CommandError =>
  new CommandError(171, `cannot index parallel arrays [${paths.join('] [')}]`);

const NONE: IndexKeys = { keys: [], isMultikey: false };

/** The keys under which an index holds a document; throws CannotIndexParallelArrays (171). */
export function keysOf(index: Index, doc: Doc): IndexKeys {
  if (index.partial && !index.partial(doc)) return NONE;
  const plain = plainRow(doc, index.paths);
  if (plain)
    return isAbsent(index, plain) ? NONE : { keys: [keyAt(index, plain)], isMultikey: false };
  const { rows, isMultikey } = rowsAt(doc, index.paths, parallel);
  if (rows.every((row) => isAbsent(index, row))) return NONE;
  if (rows.length === 1) return { keys: [keyAt(index, rows[0] as Row)], isMultikey };
  const distinct = new Map(
    rows.map((row) => keyAt(index, row)).map((key) => [key.toString('latin1'), key]),
  );
  return { keys: [...distinct.values()], isMultikey };
}

type Row = (Value | undefined)[];

/** Whether a sparse index leaves a row out. */
const isAbsent = (index: Index, row: Row): boolean =>
  index.isSparse && row.every((value) => value === undefined);

const keyAt = (index: Index, row: Row): Buffer => rowKey(row, index.directions, index.collation);

/** The values at these paths where no array is on the way or at the end; else null. */
function plainRow(doc: Doc, paths: readonly (readonly string[])[]): Row | null {
  const row: Row = [];
  for (const path of paths) {
    let value: Value | undefined = doc;
    for (const part of path) {
      value = isDoc(value) ? value.get(part) : undefined;
      if (Array.isArray(value)) return null;
    }
    row.push(value);
  }
  return row;
}
