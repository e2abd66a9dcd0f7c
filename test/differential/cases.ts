import { Int32 } from 'mongodb';
import fc from 'fast-check';
import type { Case, Command } from './engines.js';
import { easyFilter, filter, simpleFilter } from './filters.js';
import { pipeline } from './pipelines.js';
import { arrayFilters, update } from './updates.js';
import { documents, fields, name, one, path } from './values.js';

type Fields = Map<string, unknown>;
const command = (...all: (readonly [string, unknown] | null)[]): Command =>
  new Map(all.filter((each): each is readonly [string, unknown] => each !== null));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 2 });
const sign = fc.constantFrom(new Int32(1), new Int32(-1));
const BY_ID = one('_id', new Int32(1));

const keys = fc
  .uniqueArray(fc.tuple(path, sign), { minLength: 1, maxLength: 3, selector: ([at]) => at })
  .map((all) => new Map<string, unknown>(all));

/** Ties are broken by the id, so that there is one right order. */
const sort = keys.map((all) => new Map<string, unknown>([...all, ['_id', new Int32(1)]]));

const projection: fc.Arbitrary<Fields> = fc.oneof(
  fc
    .tuple(fc.boolean(), fc.uniqueArray(path, { minLength: 1, maxLength: 3 }))
    .map(
      ([isIn, paths]) => new Map<string, unknown>(paths.map((at) => [at, new Int32(isIn ? 1 : 0)])),
    ),
  fc
    .tuple(name, fc.integer({ min: -2, max: 2 }))
    .map(([at, n]) => one(at, one('$slice', new Int32(n)))),
  fc.tuple(name, filter).map(([at, inner]) => one(at, one('$elemMatch', inner))),
);

/** How many are passed over, in the index where that tells them. */
const skip = fc.integer({ min: 1, max: 4 });

const find = fc
  .record({
    filter: fc.oneof(filter, simpleFilter),
    sort: maybe(sort),
    projection: maybe(projection),
    skip: maybe(skip),
  })
  .map((given) => [
    command(
      ...([
        ['find', ''],
        ['filter', given.filter],
        ['sort', given.sort ?? BY_ID],
      ] as const),
      given.projection && ['projection', given.projection],
      given.skip === null ? null : ['skip', new Int32(given.skip)],
    ),
  ]);

const count = fc
  .oneof(filter, simpleFilter)
  .map((query) => [command(['count', ''], ['query', query])]);
/** As drivers count. */
const countDocuments = fc.oneof(filter, simpleFilter).map((query) => [
  command(
    ['aggregate', ''],
    [
      'pipeline',
      [
        one('$match', query),
        one(
          '$group',
          new Map<string, unknown>([
            ['_id', new Int32(1)],
            ['n', one('$sum', new Int32(1))],
          ]),
        ),
      ],
    ],
    ['cursor', new Map()],
  ),
]);
const distinct = fc
  .tuple(path, easyFilter)
  .map(([key, query]) => [command(['distinct', ''], ['key', key], ['query', query])]);

const change = fc
  .record({
    q: fc.oneof(easyFilter, filter),
    u: fc.oneof({ weight: 8, arbitrary: update }, { weight: 1, arbitrary: fields }),
    multi: fc.boolean(),
    upsert: fc.boolean(),
    arrayFilters,
  })
  .map(({ q, u, multi, upsert, arrayFilters: filters }) => {
    const isNamed = [...u.values()].some(
      (all) => all instanceof Map && [...all.keys()].some((at) => String(at).includes('$[x]')),
    );
    const isReplacement = ![...u.keys()].some((key) => key.startsWith('$'));
    return [
      command(
        ['update', ''],
        [
          'updates',
          [
            command(
              ...([
                ['q', q],
                ['u', u],
                ['multi', multi && !isReplacement],
                ['upsert', upsert],
              ] as const),
              isNamed ? ['arrayFilters', filters] : null,
            ),
          ],
        ],
      ),
    ];
  });

const findAndModify = fc
  .record({ query: easyFilter, sort, update, isNew: fc.boolean(), upsert: fc.boolean() })
  .map((given) => [
    command(
      ...([
        ['findAndModify', ''],
        ['query', given.query],
        ['sort', given.sort],
        ['update', given.update],
      ] as const),
      ...([
        ['new', given.isNew],
        ['upsert', given.upsert],
      ] as const),
      null,
    ),
  ]);

const aggregate = pipeline.map((stages) => [
  command(['aggregate', ''], ['pipeline', stages], ['cursor', new Map()]),
]);

const remove = fc
  .tuple(filter, fc.constantFrom(0, 1))
  .map(([q, limit]) => [
    command(['delete', ''], ['deletes', [command(['q', q], ['limit', new Int32(limit)])]]),
  ]);

/** Kinds of cases by name. Each is run without an index and with one. */
export const KINDS: Record<string, fc.Arbitrary<Command[]>> = {
  find,
  count,
  countDocuments,
  distinct,
  update: change,
  findAndModify,
  delete: remove,
  aggregate,
};

const index = fc
  .record({
    key: keys,
    unique: fc.boolean(),
    kind: fc.constantFrom('plain', 'sparse', 'partial'),
    at: name,
  })
  .map(({ key, unique, kind, at }) => {
    const partial =
      kind === 'partial'
        ? (['partialFilterExpression', one(at, one('$exists', true))] as const)
        : null;
    const sparse = kind === 'sparse' ? (['sparse', true] as const) : null;
    return command(
      ['createIndexes', ''],
      [
        'indexes',
        [
          command(
            ...([
              ['key', key],
              ['name', 'x'],
            ] as const),
            unique ? ['unique', true] : null,
            sparse,
            partial,
          ),
        ],
      ],
    );
  });

export const caseOf = (commands: fc.Arbitrary<Command[]>): fc.Arbitrary<Case> =>
  fc
    .record({ documents, indexed: fc.option(index, { nil: null, freq: 1 }), commands })
    .map((given) => ({
      documents: given.documents,
      commands: [...(given.indexed ? [given.indexed] : []), ...given.commands],
    }));
