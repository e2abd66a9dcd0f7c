/**
 * Random documents of every BSON type, compared with a plain model written from the manual: sorting,
 * matching, updating and what an index gives must agree, and bytes must come back as they went in.
 */
import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  type Collection,
  type Document,
} from 'mongodb';
import { EJSON } from 'bson';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { serverUnderTest } from './testing/server-under-test.js';

const server = serverUnderTest();
let collection: Collection<Document>;
let count = 0;
beforeEach(() => {
  collection = server.db.collection(`p${++count}`);
});

const RAW = { promoteValues: false, bsonRegExp: true } as const;
const text = fc.string({
  maxLength: 6,
  unit: fc.constantFrom('a', 'b', 'Z', 'é', '😀', '\u{ffff}', '\0', '.'),
});
const decimals = [
  '0',
  '-0',
  '0.1',
  '0.10',
  '1E+400',
  '-1E+400',
  '1E-400',
  '9007199254740993',
  'NaN',
  'Infinity',
  '-Infinity',
  '3',
];
const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n)),
  fc
    .constantFrom(0, -0, 0.1, 3, 2 ** 53, -1e308, NaN, Infinity, -Infinity, 5e-324)
    .map((n) => new Double(n)),
  fc
    .constantFrom(
      '0',
      '3',
      '-3',
      '9007199254740992',
      '9007199254740993',
      '9223372036854775807',
      '-9223372036854775808',
    )
    .map((n) => Long.fromString(n)),
  fc.constantFrom(...decimals).map((n) => Decimal128.fromString(n)),
);
const scalar: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: number },
  { weight: 3, arbitrary: text },
  fc.boolean(),
  fc.constant(null),
  fc.integer({ min: -2000, max: 2000 }).map((ms) => new Date(ms)),
  fc.constantFrom('0'.repeat(24), 'f'.repeat(24)).map((hex) => new ObjectId(hex)),
  fc.uint8Array({ maxLength: 3 }).map((bytes) => new Binary(bytes, bytes.length % 2)),
  fc.constantFrom(1, 2).map((t) => new Timestamp({ t, i: 4294967295 })),
  fc.constantFrom('a', 'b').map((pattern) => new BSONRegExp(pattern, 'i')),
  fc.constant(new Code('x')),
  fc.constant(new MinKey()),
  fc.constant(new MaxKey()),
);
const name = fc.constantFrom('a', 'b', '1', '0');
const value: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    {
      weight: 1,
      arbitrary: fc
        .array(fc.tuple(name, tie('value')), { maxLength: 3 })
        .map((fields) => Object.fromEntries(fields)),
    },
  ),
})).value;

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

function compare(a: unknown, b: unknown): number {
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

function compareSorted(a: unknown, b: unknown, direction: number): number {
  const [x, y] = [sortValue(a, direction), sortValue(b, direction)];
  const below = (item: { empty: boolean; v: unknown }): number => (item.empty ? 0.5 : rank(item.v));
  return (below(x) - below(y) || (x.empty ? 0 : compare(x.v, y.v))) * direction;
}

const OPERATORS: Record<string, (order: number) => boolean> = {
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
  if (v === undefined && operand !== null && !(isEdge && isBound && false)) return false;
  if (isBound && !isEdge && rank(v) !== rank(operand)) return false;
  if (isBound && !isEdge && isNotANumber(v) !== isNotANumber(operand)) return false;
  if (isBound && operand === null) return (OPERATORS[operator] as (n: number) => boolean)(0);
  return (OPERATORS[operator] as (n: number) => boolean)(compare(v, operand));
}

const matches = (v: unknown, operator: string, operand: unknown): boolean =>
  matchesOne(v, operator, operand) ||
  (Array.isArray(v) && v.some((item) => matchesOne(item, operator, operand)));

// ---- the properties
const documents = fc.array(fc.record({ v: value }, { requiredKeys: [] }), {
  minLength: 1,
  maxLength: 12,
});
const RUNS = { numRuns: 60 };

async function store(rows: Document[], index?: 1 | -1): Promise<Document[]> {
  await collection.drop().catch(() => undefined);
  if (index) await collection.createIndex({ v: index });
  const documents: Document[] = rows.map((row, i) => ({ _id: i, ...row }));
  await collection.insertMany(documents);
  return rows;
}

describe('documents of every BSON type', () => {
  it('come back as they went in, also after an update of another field', async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (rows) => {
        await store(rows);
        await collection.updateMany({}, { $set: { touched: true } });
        const found = await collection.find({}, RAW).sort({ _id: 1 }).toArray();
        const plain = (list: unknown): string => EJSON.stringify(list, { relaxed: false });
        expect(found.map(({ v }) => plain({ v }))).toEqual(rows.map(({ v }) => plain({ v })));
      }),
      RUNS,
    );
  });

  it.each([
    [1, undefined],
    [-1, undefined],
    [1, 1],
    [-1, 1],
    [1, -1],
  ] as const)(
    'are sorted in the order of the manual (direction %s, index %s)',
    async (direction, index) => {
      await fc.assert(
        fc.asyncProperty(documents, async (rows) => {
          await store(rows, index);
          const found = await collection.find({}, RAW).sort({ v: direction }).toArray();
          expect(found).toHaveLength(rows.length);
          for (let i = 1; i < found.length; i++)
            expect(
              compareSorted(found[i - 1]?.['v'], found[i]?.['v'], direction),
            ).toBeLessThanOrEqual(0);
        }),
        RUNS,
      );
    },
  );

  it.each([[undefined], [1], [-1]] as const)(
    'match comparisons as the manual says (index %s)',
    async (index) => {
      const operand = value.filter((v) => !(v instanceof BSONRegExp));
      await fc.assert(
        fc.asyncProperty(
          documents,
          operand,
          fc.constantFrom(...Object.keys(OPERATORS)),
          fc.nat(),
          async (rows, other, operator, pick) => {
            await store(rows, index);
            const given = rows[pick % rows.length]?.['v'];
            const wanted =
              pick % 2 && given !== undefined && !(given instanceof BSONRegExp) ? given : other;
            const found = await collection.distinct('_id', { v: { [operator]: wanted } });
            const expected = rows.flatMap(({ v }, i) => (matches(v, operator, wanted) ? [i] : []));
            expect(found).toEqual(expected);
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  it('are updated as a model of plain objects is', async () => {
    const path = fc.constantFrom('a', 'b', 'a.b', 'c.d.e');
    const change = fc.oneof(
      fc.record({ operator: fc.constant('$set'), path, operand: scalar }),
      fc.record({ operator: fc.constant('$unset'), path, operand: fc.constant('') }),
      fc.record({ operator: fc.constantFrom('$min', '$max'), path, operand: scalar }),
      fc.record({ operator: fc.constantFrom('$push', '$addToSet'), path, operand: scalar }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
        let model: Document = { _id: 1 };
        await collection.deleteMany({});
        await collection.insertOne(structuredClone(model));
        for (const { operator, path: at, operand } of changes) {
          const next = updated(model, operator, at.split('.'), operand);
          const done = await collection.updateOne({}, { [operator]: { [at]: operand } }).then(
            () => true,
            () => false,
          );
          expect(done).toBe(next !== null);
          model = next ?? model;
        }
        const found = await collection.findOne({}, RAW);
        expect(EJSON.stringify(found, { relaxed: false })).toBe(
          EJSON.stringify({ ...model, _id: new Int32(1) }, { relaxed: false }),
        );
      }),
      { numRuns: 100 },
    );
  });
});

/** The model's update: a new document, or null where the update is refused. */
function updated(
  document: Document,
  operator: string,
  path: string[],
  operand: unknown,
): Document | null {
  const [part = '', ...rest] = path;
  const out: Document = { ...document };
  const there: unknown = out[part];
  if (rest.length) {
    const isObject =
      typeof there === 'object' &&
      there !== null &&
      Object.getPrototypeOf(there) === Object.prototype;
    if (there === undefined && operator === '$unset') return out;
    if (there !== undefined && !isObject) return operator === '$unset' ? out : null;
    const inner = updated(there ?? {}, operator, rest, operand);
    if (!inner) return null;
    out[part] = inner;
    return out;
  }
  if (operator === '$unset') delete out[part];
  else if (operator === '$set') out[part] = operand;
  else if (operator === '$min' || operator === '$max') {
    const order = compare(operand, there);
    if (there === undefined || (operator === '$min' ? order < 0 : order > 0)) out[part] = operand;
  } else {
    if (there !== undefined && !Array.isArray(there)) return null;
    const list = (there ?? []) as unknown[];
    if (operator === '$push' || !list.some((item) => compare(item, operand) === 0))
      out[part] = [...list, operand];
  }
  return out;
}
