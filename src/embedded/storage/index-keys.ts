import { rowKey } from '../bson/key.js';
import type { Doc, Value } from '../bson/values.js';
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
  const { rows, isMultikey } = rowsAt(doc, index.paths, parallel);
  if (index.isSparse && rows.every((row) => row.every((value) => value === undefined))) return NONE;
  const encode = (row: (Value | undefined)[]): Buffer =>
    rowKey(row, index.directions, index.collation);
  if (rows.length === 1) return { keys: [encode(rows[0] as Value[])], isMultikey };
  const distinct = new Map(
    rows.map((row) => encode(row)).map((key) => [key.toString('latin1'), key]),
  );
  return { keys: [...distinct.values()], isMultikey };
}
