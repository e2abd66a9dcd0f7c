import { Int32 } from 'mongodb';
import fc from 'fast-check';
import { name, one, scalar } from './values.js';

/** A field's value, by its path. */
export const fieldPath = fc.oneof(
  { weight: 4, arbitrary: name.map((at) => `$${at}`) },
  { weight: 2, arbitrary: fc.tuple(name, name).map((parts) => `$${parts.join('.')}`) },
  { weight: 1, arbitrary: fc.constantFrom('$_id', '$$ROOT', '$$CURRENT', '$missing') },
);

const small = fc.integer({ min: -2, max: 3 }).map((n) => new Int32(n));

/** A value that is taken as it is, whatever its text would mean. */
const literal = scalar.map((content) => one('$literal', content));

/** Operators that take a list of that many arguments. */
const LISTS: readonly (readonly [operator: string, least: number, most: number])[] = [
  ...(['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$cmp'] as const).map(
    (operator) => [operator, 2, 2] as const,
  ),
  ...[['$and', 0, 3] as const, ['$or', 0, 3] as const, ['$not', 1, 1] as const],
  ...[['$cond', 3, 3] as const, ['$ifNull', 2, 3] as const],
  ...[['$add', 1, 3] as const, ['$subtract', 2, 2] as const, ['$multiply', 1, 3] as const],
  ...[['$divide', 2, 2] as const, ['$mod', 2, 2] as const],
  ...[['$concat', 1, 3] as const, ['$concatArrays', 1, 2] as const, ['$in', 2, 2] as const],
  ...[['$arrayElemAt', 2, 2] as const, ['$setUnion', 1, 2] as const],
  ...[['$min', 1, 3] as const, ['$max', 1, 3] as const, ['$sum', 1, 3] as const],
  ...[['$mergeObjects', 1, 2] as const],
];

/** Operators that take one argument. */
const SINGLES = [
  ...['$abs', '$ceil', '$floor', '$type', '$size', '$isArray', '$isNumber', '$toString'],
  ...['$toInt', '$toLong', '$toDouble', '$toBool', '$first', '$last', '$objectToArray'],
  ...['$toLower', '$toUpper', '$strLenCP', '$min', '$max', '$sum', '$avg'],
];

/** Expressions: paths, literals, and operators on both; arguments of a wrong type now and then. */
export const expression: fc.Arbitrary<unknown> = fc.letrec<{ expression: unknown }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: fieldPath },
    { weight: 2, arbitrary: literal },
    { weight: 2, arbitrary: small },
    {
      weight: 5,
      arbitrary: fc
        .constantFrom(...LISTS)
        .chain(([operator, minLength, maxLength]) =>
          fc.array(tie('expression'), { minLength, maxLength }).map((all) => one(operator, all)),
        ),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom(...SINGLES), tie('expression'))
        .map(([operator, argument]) => one(operator, argument)),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fieldPath, tie('expression')).map(([input, inner]) =>
        one(
          '$map',
          new Map([
            ['input', input],
            ['in', inner],
          ]),
        ),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fieldPath, tie('expression')).map(([input, inner]) =>
        one(
          '$filter',
          new Map([
            ['input', input],
            ['cond', inner],
          ]),
        ),
      ),
    },
  ),
})).expression;
