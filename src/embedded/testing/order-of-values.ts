/** The order of values and what comparisons match, as the manual has them: a plain model. */
import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'mongodb';

// ---- the model: the manual's "Comparison/Sort Order"
const RANKS: [rank: number, is: (v: unknown) => boolean][] = [
  [0, (v) => v instanceof MinKey],
  [1, (v) => v === null || v === undefined],
  // before the numbers: the driver's Timestamp is a Long, too
  [10, (v) => v instanceof Timestamp],
  [
    2,
    (v) =>
      v instanceof Int32 || v instanceof Double || v instanceof Long || v instanceof Decimal128,
  ],
  [3, (v) => typeof v === 'string'],
  [5, Array.isArray],
  [6, (v) => v instanceof Binary],
  [7, (v) => v instanceof ObjectId],
  [8, (v) => typeof v === 'boolean'],
  [9, (v) => v instanceof Date],
  [11, (v) => v instanceof BSONRegExp],
  [12, (v) => v instanceof Code],
  [13, (v) => v instanceof MaxKey],
];

const rank = (v: unknown): number => RANKS.find(([, is]) => is(v))?.[0] ?? 4;

/** A number as a fraction over a power of ten that covers every value of the test: 10^1100. */
function exactly(v: unknown): bigint | number {
  const shown = v instanceof Double ? v.value : undefined;
  if (shown !== undefined && Number.isFinite(shown)) {
    const [mantissa, exponent] = [Math.abs(shown), 0] as [number, number];
    let scaled = mantissa;
    let power = exponent;
    while (!Number.isInteger(scaled)) {
      scaled *= 2;
      power++;
    }
    const result = (BigInt(scaled) * 10n ** 1100n) / 2n ** BigInt(power);
    return shown < 0 ? -result : result;
  }
  const string = String(v);
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]?\d+))?$/i.exec(string);
  if (!match) return Number(string);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const result =
    BigInt(whole + fraction) * 10n ** BigInt(1100 + Number(exponent) - fraction.length);
  return sign ? -result : result;
}

function compareNumbers(a: unknown, b: unknown): number {
  const [x, y] = [exactly(a), exactly(b)];
  const [nanX, nanY] = [Number.isNaN(x), Number.isNaN(y)];
  if (nanX || nanY) return Number(nanY) - Number(nanX);
  return x < y ? -1 : x > y ? 1 : 0;
}

const bytes = (v: unknown): Buffer => Buffer.from(String(v), 'utf8');

const sign = (n: number): number => Math.sign(n);

const COMPARERS: Record<number, (a: never, b: never) => number> = {
  2: compareNumbers,
  3: (a: string, b: string) => Buffer.compare(bytes(a), bytes(b)),
  4: (a: Document, b: Document) => compareFields(Object.entries(a), Object.entries(b)),
  5: (a: unknown[], b: unknown[]) => compareFields(Object.entries(a), Object.entries(b)),
  6: (a: Binary, b: Binary) =>
    a.length() - b.length() || a.sub_type - b.sub_type || Buffer.compare(a.value(), b.value()),
  7: (a: ObjectId, b: ObjectId) => Buffer.compare(a.id, b.id),
  8: (a: boolean, b: boolean) => Number(a) - Number(b),
  9: (a: Date, b: Date) => a.getTime() - b.getTime(),
  10: (a: Timestamp, b: Timestamp) => a.compare(b),
  11: (a: BSONRegExp, b: BSONRegExp) => Buffer.compare(bytes(a.pattern), bytes(b.pattern)),
};

function compareFields(a: [string, unknown][], b: [string, unknown][]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [[x, v], [y, w]] = [a[i] as [string, unknown], b[i] as [string, unknown]];
    const order = rank(v) - rank(w) || Buffer.compare(bytes(x), bytes(y)) || compare(v, w);
    if (order) return order;
  }
  return a.length - b.length;
}

/** Compares two values by the model. @returns -1, 0 or 1 */
export function compare(a: unknown, b: unknown): number {
  const order = rank(a) - rank(b);
  if (order) return sign(order);
  return sign(COMPARERS[rank(a)]?.(a as never, b as never) ?? 0);
}

/** Of an array its least element counts (going up), an empty one is below null. */
function sortValue(v: unknown, direction: number): { empty: boolean; v: unknown } {
  if (!Array.isArray(v)) return { empty: false, v };
  if (!v.length) return { empty: true, v };
  return {
    empty: false,
    v: v.reduce((best: unknown, item) => (compare(item, best) * direction < 0 ? item : best)),
  };
}

/** Compares two values as a sort in this direction does. @returns -1, 0 or 1 */
export function compareSorted(a: unknown, b: unknown, direction: number): number {
  const [x, y] = [sortValue(a, direction), sortValue(b, direction)];
  const below = (item: { empty: boolean; v: unknown }): number => (item.empty ? 0.5 : rank(item.v));
  return (below(x) - below(y) || (x.empty ? 0 : compare(x.v, y.v))) * direction;
}

export const OPERATORS: Record<string, (order: number) => boolean> = {
  $eq: (n) => n === 0,
  $gt: (n) => n > 0,
  $gte: (n) => n >= 0,
  $lt: (n) => n < 0,
  $lte: (n) => n <= 0,
};

const isNotANumber = (v: unknown): boolean => rank(v) === 2 && Number.isNaN(Number(String(v)));

function matchesOne(v: unknown, operator: string, operand: unknown): boolean {
  const isBound = operator !== '$eq';
  const isEdge = operand instanceof MinKey || operand instanceof MaxKey;
  if (v === undefined && operand !== null && !(isEdge && isBound)) return false;
  if (isBound && !isEdge && rank(v) !== rank(operand)) return false;
  if (isBound && !isEdge && isNotANumber(v) !== isNotANumber(operand)) return false;
  if (isBound && operand === null) return (OPERATORS[operator] as (n: number) => boolean)(0);
  return (OPERATORS[operator] as (n: number) => boolean)(compare(v, operand));
}

export const matches = (v: unknown, operator: string, operand: unknown): boolean =>
  matchesOne(v, operator, operand) ||
  (Array.isArray(v) && v.some((item) => matchesOne(item, operator, operand)));
