import { BSONSymbol, Decimal128, Int32, ObjectId } from 'bson';
import type { Collation } from './collation.js';
import { keyOf, tagOf } from './key.js';
import { isDoc, type Doc, type Numeric, type Value } from './values.js';

/** Compares two numbers of any types exactly; NaN equals itself and is below every other. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (a instanceof Decimal128 || b instanceof Decimal128) return Buffer.compare(keyOf(a), keyOf(b));
  const x = a instanceof Int32 ? a.value : a;
  const y = b instanceof Int32 ? b.value : b;
  if (x < y) return -1;
  if (x > y) return 1;
  if (typeof x === 'number' && Number.isNaN(x)) return Number.isNaN(y) ? 0 : -1;
  return typeof y === 'number' && Number.isNaN(y) ? 1 : 0;
}

function compareText(a: string, b: string, collation: Collation | null): number {
  if (a === b) return 0;
  if (collation) return collation.compare(a, b);
  // UTF-16 order is UTF-8 order but for surrogates.
  return SURROGATE.test(a) || SURROGATE.test(b)
    ? Buffer.compare(Buffer.from(a), Buffer.from(b))
    : a < b
      ? -1
      : 1;
}
const SURROGATE = /[\ud800-\udfff]/;

function compareDocs(a: Doc, b: Doc, collation: Collation | null): number {
  const other = b.entries();
  for (const [name, value] of a) {
    const next = other.next();
    if (next.done) return 1;
    const [otherName, otherValue] = next.value;
    const order =
      tagOf(value) - tagOf(otherValue) ||
      compareText(name, otherName, null) ||
      compare(value, otherValue, collation);
    if (order) return order;
  }
  return other.next().done ? 0 : -1;
}

function compareArrays(a: Value[], b: Value[], collation: Collation | null): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = compare(a[i], b[i], collation);
    if (order) return order;
  }
  return a.length - b.length;
}

const textOf = (value: Value): string =>
  value instanceof BSONSymbol ? value.value : (value as string);

/** MongoDB's order of all values; a missing one is a null. Negative, zero or positive. */
export function compare(
  a: Value | undefined,
  b: Value | undefined,
  collation: Collation | null = null,
): number {
  if (a === b) return 0;
  const tag = tagOf(a);
  const order = tag - tagOf(b);
  if (order) return order;
  return compareSame(tag, a as Value, b as Value, collation);
}

function compareSame(tag: number, a: Value, b: Value, collation: Collation | null): number {
  if (tag === 10) return compareNumbers(a as Numeric, b as Numeric);
  if (tag === 15) return compareText(textOf(a), textOf(b), collation);
  if (tag === 5) return 0;
  if (isDoc(a)) return compareDocs(a, b as Doc, collation);
  if (Array.isArray(a)) return compareArrays(a, b as Value[], collation);
  if (a instanceof ObjectId) return Buffer.compare(a.id, (b as ObjectId).id);
  if (a instanceof Date) return a.getTime() - (b as Date).getTime();
  return Buffer.compare(keyOf(a, collation), keyOf(b, collation));
}

/** Whether two values are equal, also as numbers of different types. */
export function equal(
  a: Value | undefined,
  b: Value | undefined,
  collation: Collation | null = null,
): boolean {
  return compare(a, b, collation) === 0;
}
