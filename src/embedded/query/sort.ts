import type { Collation } from '../bson/collation.js';
import { compare } from '../bson/compare.js';
import { isDoc, isNumeric, toNumber, type Doc, type Value } from '../bson/values.js';
import { CommandError, notImplemented } from '../errors.js';
import { rowsAt } from './rows.js';

interface SortField {
  path: string[];
  direction: 1 | -1;
}

/** Reads a sort specification: fields and 1 or -1. */
export function parseSort(spec: Doc): SortField[] {
  return [...spec].map(([name, value]) => {
    if (isDoc(value)) throw notImplemented(`Sorting by the expression of '${name}'`);
    const direction = isNumeric(value) ? toNumber(value) : NaN;
    if (direction !== 1 && direction !== -1)
      throw new CommandError(
        15975,
        '$sort key ordering must be 1 (for ascending) or -1 (for descending)',
      );
    if (!name) throw new CommandError(40352, 'FieldPath cannot be constructed with empty string');
    return { path: name.split('.'), direction };
  });
}

export type SortKey = (Value | undefined)[];

export interface Order {
  keyOf(doc: Doc): SortKey;
  compare(a: SortKey, b: SortKey): number;
}

const parallel = (): CommandError =>
  new CommandError('BadValue', 'cannot sort with keys that are parallel arrays');

/** How documents are ordered: of what an array gives, the least counts, going down the greatest, over all fields at once. */
export function orderBy(spec: Doc, collation: Collation | null): Order {
  const fields = parseSort(spec);
  const paths = fields.map(({ path }) => path);
  const compareKeys = (a: SortKey, b: SortKey): number => {
    for (let i = 0; i < fields.length; i++) {
      const order = compare(a[i], b[i], collation);
      if (order) return order * (fields[i] as SortField).direction;
    }
    return 0;
  };
  return {
    keyOf: (doc) =>
      rowsAt(doc, paths, parallel).rows.reduce((best, row) =>
        compareKeys(row, best) < 0 ? row : best,
      ),
    compare: compareKeys,
  };
}
