import { Double, Int32 } from 'mongodb';
import fc from 'fast-check';
import { one, path, scalar, value } from './values.js';

const small = fc.integer({ min: -1, max: 3 }).map((n) => new Int32(n));
const TYPES = [
  'double',
  'string',
  'object',
  'array',
  'null',
  'int',
  'long',
  'number',
  'bool',
  'date',
  'missing',
];

/** What an operator takes, now and then what it refuses. */
const operand = (operator: string): fc.Arbitrary<unknown> => {
  const wrong = { weight: 1, arbitrary: value };
  const right = (arbitrary: fc.Arbitrary<unknown>) => fc.oneof({ weight: 9, arbitrary }, wrong);
  if (operator === '$in' || operator === '$nin' || operator === '$all')
    return right(fc.array(value, { maxLength: 3 }));
  if (operator === '$exists') return right(fc.boolean());
  if (operator === '$type')
    return right(
      fc.oneof(
        fc.constantFrom(...TYPES),
        fc.constantFrom(2, 4, 10, 16, -1, 127, 99).map((n) => new Int32(n)),
      ),
    );
  if (operator === '$mod') return right(fc.tuple(small, small));
  if (operator === '$size') return right(small);
  if (operator === '$regex') return right(fc.constantFrom('a', '^a', 'b$', '.', '[ab]'));
  if (operator.startsWith('$bits'))
    return right(fc.oneof(small, fc.array(small, { maxLength: 2 })));
  return value;
};

const COMPARISONS = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte'];
const OTHERS = [
  '$in',
  '$nin',
  '$exists',
  '$type',
  '$mod',
  '$all',
  '$size',
  '$regex',
  '$bitsAllSet',
  '$bitsAnyClear',
];

const test = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom(...COMPARISONS) },
    { weight: 3, arbitrary: fc.constantFrom(...OTHERS) },
  )
  .chain((operator) => operand(operator).map((given) => [operator, given] as const));

const tests = fc
  .uniqueArray(test, { minLength: 1, maxLength: 2, selector: ([operator]) => operator })
  .map((all) => new Map<string, unknown>(all));

/** Filters: comparisons at paths, `$elemMatch`, `$not`, `$and`, `$or`, `$nor`. */
export const filter: fc.Arbitrary<Map<string, unknown>> = fc.letrec<{
  condition: unknown;
  filter: Map<string, unknown>;
}>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: value },
    { weight: 6, arbitrary: tests },
    { weight: 1, arbitrary: tests.map((inner) => one('$not', inner)) },
    {
      weight: 1,
      arbitrary: fc.oneof(tests, tie('filter')).map((inner) => one('$elemMatch', inner)),
    },
  ),
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    {
      weight: 6,
      arbitrary: fc
        .uniqueArray(fc.tuple(path, tie('condition')), { maxLength: 2, selector: ([key]) => key })
        .map((all) => new Map(all)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom('$and', '$or', '$nor'),
          fc.array(tie('filter'), { minLength: 1, maxLength: 2 }),
        )
        .map(([operator, parts]) => one(operator, parts)),
    },
  ),
})).filter;

/** Filters that find about half of what there is. */
export const easyFilter = fc.oneof(
  { weight: 3, arbitrary: fc.constant(new Map<string, unknown>()) },
  { weight: 2, arbitrary: fc.tuple(path, scalar).map(([at, content]) => one(at, content)) },
  { weight: 1, arbitrary: path.map((at) => one(at, one('$exists', true))) },
  { weight: 1, arbitrary: fc.constant(one('_id', new Int32(99))) },
);

/** Values of one type, between which a stretch of an index lies. */
const alike = fc.oneof(
  fc.tuple(small, small),
  fc.tuple(
    ...([0, 1].map(() => fc.constantFrom(0, 0.5, NaN).map((n) => new Double(n))) as [
      fc.Arbitrary<Double>,
      fc.Arbitrary<Double>,
    ]),
  ),
  fc.tuple(fc.constantFrom('', 'a', 'b'), fc.constantFrom('a', 'ab', 'b')),
  fc.tuple(fc.boolean(), fc.boolean()),
  fc.constantFrom(-1, 0, 1).map((ms) => [new Date(ms), new Date(ms + 1)] as const),
);
const stretch = fc
  .tuple(
    alike,
    fc.constantFrom(['$gt'], ['$gte'], ['$lt'], ['$lte'], ['$gt', '$lte'], ['$gte', '$lt']),
  )
  .map(
    ([values, operators]) =>
      new Map<string, unknown>(operators.map((operator, at) => [operator, values[at]])),
  );

/** Filters that an index may answer by itself: values, lists of them, stretches of one type, presence. */
export const simpleFilter = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom('a', 'b', 'c', 'a.b'),
      fc.oneof(
        { weight: 3, arbitrary: scalar },
        { weight: 1, arbitrary: scalar.map((content) => one('$eq', content)) },
        {
          weight: 2,
          arbitrary: fc.array(scalar, { maxLength: 3 }).map((all) => one('$in', all)),
        },
        { weight: 4, arbitrary: stretch },
        { weight: 2, arbitrary: fc.constant(one('$exists', true)) },
      ),
    ),
    { minLength: 1, maxLength: 2, selector: ([key]) => key },
  )
  .map((all) => new Map<string, unknown>(all));
