import { Int32 } from 'mongodb';
import fc from 'fast-check';
import { expression, fieldPath } from './expressions.js';
import { easyFilter, filter } from './filters.js';
import { name, one, path } from './values.js';

type Fields = Map<string, unknown>;
const BY_ID = one('$sort', one('_id', new Int32(1)));
const count = (min: number) => fc.integer({ min, max: 4 }).map((n) => new Int32(n));

const match = fc.oneof(easyFilter, filter).map((inner) => one('$match', inner));
const matchExpression = expression.map((inner) => one('$match', one('$expr', inner)));

/** Fields with new values, or with 1 and 0. */
const computed = fc
  .uniqueArray(fc.tuple(name, expression), { minLength: 1, maxLength: 2, selector: ([at]) => at })
  .map((all) => new Map<string, unknown>(all));
const project = fc.oneof(
  computed.map((all) => one('$project', all)),
  fc
    .tuple(fc.boolean(), fc.uniqueArray(path, { minLength: 1, maxLength: 2 }))
    .map(([isIn, all]) => one('$project', new Map(all.map((at) => [at, new Int32(isIn ? 1 : 0)])))),
);
const addFields = fc
  .tuple(
    fc.constantFrom('$addFields', '$set'),
    fc.uniqueArray(fc.tuple(path, expression), {
      minLength: 1,
      maxLength: 2,
      selector: ([at]) => at,
    }),
  )
  .map(([stage, all]) => one(stage, new Map<string, unknown>(all)));
const unset = path.map((at) => one('$unset', at));

const unwind = fc.oneof(
  fieldPath.map((at) => one('$unwind', at)),
  fc
    .record({ at: fieldPath, keeps: fc.boolean(), counts: fc.boolean() })
    .map(({ at, keeps, counts }) => {
      const spec = new Map<string, unknown>([
        ['path', at],
        ['preserveNullAndEmptyArrays', keeps],
      ]);
      if (counts) spec.set('includeArrayIndex', 'at');
      return one('$unwind', spec);
    }),
);

const ACCUMULATORS = ['$sum', '$avg', '$min', '$max', '$first', '$last', '$push', '$mergeObjects'];
const accumulator = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(fc.constantFrom(...ACCUMULATORS), expression) },
  { weight: 1, arbitrary: fc.constant(['$count', new Map()] as const) },
);

/** Groups come in no order: they are put in one, the only one where the id is what they are told apart by. */
const group = fc
  .tuple(
    fc.oneof(
      // In a document: by an id that is an array the two put groups in another order, which is declared.
      { weight: 3, arbitrary: fieldPath.map((at) => one('x', at)) },
      { weight: 1, arbitrary: fc.constant(null) },
      {
        weight: 2,
        arbitrary: fc.tuple(name, name).map(
          ([x, y]) =>
            new Map([
              ['x', `$${x}`],
              ['y', `$${y}`],
            ]),
        ),
      },
    ),
    fc.uniqueArray(fc.tuple(fc.constantFrom('n', 'm'), accumulator), {
      maxLength: 2,
      selector: ([at]) => at,
    }),
  )
  .map(([by, all]) => [
    one(
      '$group',
      new Map<string, unknown>([
        ['_id', by],
        ...all.map(([at, [operator, of]]) => [at, one(operator, of)] as const),
      ]),
    ),
    BY_ID,
  ]);

const facet = fc.tuple(match, fc.constantFrom('n', 'm')).map(([inner, at]) =>
  one(
    '$facet',
    new Map<string, unknown>([
      [at, [inner, one('$count', 'all')]],
      ['first', [one('$limit', new Int32(1))]],
    ]),
  ),
);

/** A stage that changes nothing of the order. */
const stage: fc.Arbitrary<Fields> = fc.oneof(
  ...[match, matchExpression, project, addFields, unset, unwind],
  count(1).map((n) => one('$limit', n)),
  count(0).map((n) => one('$skip', n)),
);
const replaceRoot = fc.oneof(
  name.map((at) =>
    one('$replaceRoot', one('newRoot', new Map<string, unknown>([['was', `$${at}`]]))),
  ),
  expression.map((inner) => one('$replaceWith', inner)),
);
const last: fc.Arbitrary<readonly Fields[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 4, arbitrary: group },
  { weight: 1, arbitrary: fc.constant([one('$count', 'n')]) },
  { weight: 1, arbitrary: facet.map((each) => [each]) },
  { weight: 1, arbitrary: replaceRoot.map((each) => [each]) },
);

/** Pipelines of the stages and operators that Laurel and its libraries use, and more, on documents in the order of ids. */
export const pipeline: fc.Arbitrary<Fields[]> = fc
  .tuple(fc.option(match, { nil: null }), fc.array(stage, { maxLength: 3 }), last)
  .map(([first, stages, end]) => [...(first ? [first] : []), BY_ID, ...stages, ...end]);
