import { Int32 } from 'mongodb';
import fc from 'fast-check';
import { filter } from './filters.js';
import { name, one, path, scalar, value } from './values.js';

const small = fc.integer({ min: -2, max: 3 }).map((n) => new Int32(n));

const place = fc.oneof(
  { weight: 6, arbitrary: path },
  {
    weight: 1,
    arbitrary: fc.tuple(name, fc.constantFrom('$[]', '$', '$[x]')).map((parts) => parts.join('.')),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(name, fc.constantFrom('$[]', '$', '$[x]'), name)
      .map((parts) => parts.join('.')),
  },
);

const modifiers = fc
  .record(
    {
      $each: fc.array(value, { maxLength: 3 }),
      $slice: small,
      $position: small,
      $sort: fc.constantFrom<unknown>(new Int32(1), new Int32(-1), one('a', new Int32(1))),
    },
    { requiredKeys: ['$each'] },
  )
  .map((all) => new Map<string, unknown>(Object.entries(all)));

const right = (operator: string): fc.Arbitrary<unknown> => {
  if (operator === '$inc' || operator === '$mul') return scalar;
  if (operator === '$unset') return fc.constant('');
  if (operator === '$rename') return path;
  if (operator === '$pop') return fc.constantFrom(new Int32(1), new Int32(-1));
  if (operator === '$push') return fc.oneof(value, modifiers);
  if (operator === '$addToSet')
    return fc.oneof(
      value,
      fc.array(value, { maxLength: 3 }).map((all) => one('$each', all)),
    );
  if (operator === '$pullAll') return fc.array(value, { maxLength: 3 });
  if (operator === '$pull')
    return fc.oneof(
      value,
      filter,
      fc.array(scalar, { maxLength: 2 }).map((all) => one('$in', all)),
    );
  if (operator === '$bit')
    return fc.tuple(fc.constantFrom('and', 'or', 'xor'), small).map(([key, n]) => one(key, n));
  return value;
};

const OPERATORS = [
  '$set',
  '$setOnInsert',
  '$unset',
  '$inc',
  '$mul',
  '$min',
  '$max',
  '$rename',
  '$push',
  '$addToSet',
  '$pop',
  '$pull',
  '$pullAll',
  '$bit',
];

const change = fc
  .constantFrom(...OPERATORS)
  .chain((operator) =>
    fc
      .uniqueArray(
        fc.tuple(
          place,
          fc.oneof({ weight: 9, arbitrary: right(operator) }, { weight: 1, arbitrary: value }),
        ),
        { minLength: 1, maxLength: 2, selector: ([at]) => at },
      )
      .map((all) => [operator, new Map<string, unknown>(all)] as const),
  );

/** Updates by operators; paths collide and operands are wrong now and then. */
export const update = fc
  .uniqueArray(change, { minLength: 1, maxLength: 2, selector: ([operator]) => operator })
  .map((all) => new Map<string, unknown>(all));

export const arrayFilters = fc.oneof(
  { weight: 2, arbitrary: fc.constant([one('x', one('$gte', new Int32(1)))]) },
  { weight: 1, arbitrary: fc.constant([one('x.a', one('$exists', true))]) },
);
