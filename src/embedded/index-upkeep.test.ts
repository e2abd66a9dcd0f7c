/**
 * Random inserts, updates and deletes against random indexes: whatever shortcuts are taken, every index holds what
 * reckoning anew from each document gives, and a unique one holds nothing twice.
 */
import { EJSON } from 'bson';
import fc from 'fast-check';
import type { Collection as Stored, Document } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProblems } from './storage/check.js';
import { startEngine, type EngineUnderTest } from './testing/engine-under-test.js';

interface Row {
  readonly _id: number;
  readonly [name: string]: unknown;
}
type Collection = Stored<Row>;

let server: EngineUnderTest;
beforeAll(async () => {
  server = await startEngine();
});
afterAll(() => server.stop());

const name = fc.constantFrom('a', 'b', 'c');
const path = fc.oneof(
  { weight: 3, arbitrary: name },
  { weight: 2, arbitrary: fc.tuple(name, name).map((parts) => parts.join('.')) },
  { weight: 1, arbitrary: fc.tuple(name, fc.constantFrom('0', '1')).map((p) => p.join('.')) },
  { weight: 1, arbitrary: fc.tuple(name, fc.constantFrom('0', '1'), name).map((p) => p.join('.')) },
);
const scalar = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constantFrom('x', 'y', null, true));
const value: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: scalar },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 2, arbitrary: fc.dictionary(name, tie('value'), { maxKeys: 3 }) },
  ),
})).value;
const fields = fc.dictionary(name, value, { maxKeys: 3 });
const id = fc.integer({ min: 0, max: 5 });

const index = fc.record({
  paths: fc.uniqueArray(path, { minLength: 1, maxLength: 3 }),
  unique: fc.boolean(),
  kind: fc.constantFrom('plain', 'sparse', 'partial', 'partial-and'),
  asked: path,
});

const operator = fc.constantFrom(
  ...['$set', '$unset', '$push', '$addToSet', '$pull', '$inc', '$min', '$max', '$pop', '$mul'],
  ...['$rename', '$rename', '$set', '$setOnInsert', '$currentDate', '$bit', '$each'],
);
const operand = (kind: string): fc.Arbitrary<unknown> => {
  if (kind === '$inc' || kind === '$mul') return fc.integer({ min: -1, max: 2 });
  if (kind === '$pop') return fc.constantFrom(1, -1);
  if (kind === '$unset') return fc.constant('');
  if (kind === '$rename') return path;
  if (kind === '$currentDate') return fc.constant(true);
  if (kind === '$bit') return fc.constant({ or: 4 });
  if (kind === '$each') return fc.array(value, { maxLength: 3 });
  return value;
};
const target = fc.oneof(
  { weight: 10, arbitrary: path },
  {
    weight: 1,
    arbitrary: fc.tuple(name, fc.constantFrom('$[]', '$[each]')).map((p) => p.join('.')),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(name, fc.constantFrom('$[]', '$[each]'), name).map((p) => p.join('.')),
  },
);
const change = operator.chain((kind) =>
  fc.record({ kind: fc.constant(kind), at: target, what: operand(kind) }),
);

/** Several operators in one update, as a driver sends them. */
function updateOf(changes: readonly { kind: string; at: string; what: unknown }[]): Document {
  const update: Record<string, Record<string, unknown>> = {};
  for (const { kind, at, what } of changes) {
    const known = kind === '$each' ? '$push' : kind;
    (update[known] ??= {})[at] = kind === '$each' ? { $each: what, $slice: -2, $sort: 1 } : what;
  }
  return update;
}

const stage = fc.oneof(
  fc.tuple(path, value).map(([at, what]) => ({ $set: { [at]: { $literal: what } } })),
  fc.tuple(path, path).map(([at, from]) => ({ $set: { [at]: `$${from}` } })),
  path.map((at) => ({ $unset: at })),
  fields.map((what) => ({
    $replaceWith: { $mergeObjects: [{ $literal: what }, { _id: '$_id' }] },
  })),
  fc.constant({ $replaceWith: { $mergeObjects: [{ a: '$b', b: '$a' }, { _id: '$_id' }] } }),
);

const filter = fc.oneof(
  id.map((_id) => ({ _id })),
  fc.tuple(path, scalar).map(([at, what]) => ({ [at]: what })),
  fc.constant({}),
);

type Step = (collection: Collection) => Promise<unknown>;
const arrayFiltersOf = (update: Document): object =>
  JSON.stringify(update).includes('$[each]') ? { arrayFilters: [{ each: { $ne: 'x' } }] } : {};
const shown = (what: string, ...values: unknown[]): string =>
  `${what} ${values.map((each) => JSON.stringify(each)).join(' ')}`;

/** A step that says what it does when a property fails. */
const step = (text: string, run: Step): Step => Object.assign(run, { toString: () => text });

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(fc.tuple(id, fields), { minLength: 1, maxLength: 4 }).map((rows) =>
      step(shown('insert', rows), (c) =>
        c.insertMany(
          rows.map(([_id, row], at) => (at % 2 ? { ...row, _id } : { _id, ...row })),
          { ordered: false },
        ),
      ),
    ),
  },
  {
    weight: 8,
    arbitrary: fc
      .tuple(filter, fc.array(change, { minLength: 1, maxLength: 3 }).map(updateOf), fc.nat(4))
      .map(([where, update, how]) =>
        step(shown(`update ${how}`, where, update), (c) => {
          const options = arrayFiltersOf(update);
          if (how === 0) return c.updateOne(where, update, { ...options, upsert: true });
          if (how === 1) return c.findOneAndUpdate(where, update, options);
          return c.updateMany(where, update, options);
        }),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(filter, fc.uniqueArray(name, { minLength: 1 }))
      .map(([where, names]) =>
        step(shown('unset', where, names), (c) =>
          c.updateMany(where, { $unset: Object.fromEntries(names.map((each) => [each, 1])) }),
        ),
      ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(filter, fc.array(stage, { minLength: 1, maxLength: 2 }))
      .map(([where, pipeline]) =>
        step(shown('pipeline', where, pipeline), (c) => c.updateMany(where, pipeline)),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(filter, fields, fc.boolean())
      .map(([where, row, upsert]) =>
        step(shown('replace', where, row), (c) => c.replaceOne(where, row, { upsert })),
      ),
  },
  {
    weight: 2,
    arbitrary: fc.array(fc.tuple(id, path, value), { minLength: 2, maxLength: 4 }).map((rows) =>
      step(shown('bulk', rows), (c) =>
        c.bulkWrite(
          rows.map(([_id, at, what]) => ({
            updateOne: { filter: { _id }, update: { $set: { [at]: what } }, upsert: true },
          })),
          { ordered: false },
        ),
      ),
    ),
  },
  {
    weight: 1,
    arbitrary: filter.map((where) => step(shown('delete', where), (c) => c.deleteOne(where))),
  },
);

async function createIndex(
  collection: Collection,
  { paths, unique, kind, asked }: { paths: string[]; unique: boolean; kind: string; asked: string },
): Promise<void> {
  const key = Object.fromEntries(paths.map((each, at) => [each, at % 2 ? -1 : 1]));
  const exists = { [asked]: { $exists: true } };
  const partial = kind === 'partial' ? exists : { $and: [exists, { b: { $gte: 1 } }] };
  const filter = kind.startsWith('partial') ? { partialFilterExpression: partial } : {};
  await collection.createIndex(key, {
    unique,
    name: JSON.stringify([paths, kind, asked]),
    sparse: kind === 'sparse',
    ...filter,
  });
}

/** Keys of unique indexes under which more than one row stands. */
function heldTwice(name: string): unknown[] {
  const { catalog } = server.engine;
  const indexes = catalog.collections.get(`upkeep.${name}`)?.indexes ?? [];
  return indexes
    .filter(({ isUnique }) => isUnique)
    .flatMap(({ id: number }) =>
      catalog.store.all(`SELECT i FROM idx WHERE i = ${number} GROUP BY k HAVING count(*) > 1`),
    );
}

/** A write that is refused is one of those that have to leave everything as it was. */
const ignore = (): void => undefined;

let count = 0;

describe('indexes', () => {
  it('hold what each document says, after any writes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(index, { minLength: 1, maxLength: 3 }),
        fc.array(fields, { minLength: 3, maxLength: 6 }),
        fc.array(steps, { minLength: 5, maxLength: 25 }),
        async (indexes, rows, writes) => {
          const collection = server.client.db('upkeep').collection<Row>(`c${++count}`);
          try {
            await collection.createIndex({ 'never.there': 1 });
            for (const each of indexes) await createIndex(collection, each).catch(ignore);
            await collection
              .insertMany(
                rows.map((row, _id): Row => ({ _id, ...row })),
                { ordered: false },
              )
              .catch(ignore);
            for (const write of writes) await write(collection).catch(ignore);
            expect(findProblems(server.engine.catalog)).toEqual([]);
            expect(heldTwice(collection.collectionName)).toEqual([]);
            const all = await collection.find().hint({ $natural: 1 }).toArray();
            for (const { name: hint = '', key, ...rest } of await collection.indexes()) {
              if (rest['sparse'] || rest['partialFilterExpression'] || key['never.there']) continue;
              const found = await collection.find().hint(hint).toArray();
              expect(new Set(found.map((row) => EJSON.stringify(row)))).toEqual(
                new Set(all.map((row) => EJSON.stringify(row))),
              );
            }
          } finally {
            await collection.drop();
          }
        },
      ),
      { numRuns: 120 },
    );
  });
});

describe('an index', () => {
  it('refuses two arrays of a pipeline’s making as it does two that were sent (CannotIndexParallelArrays)', async () => {
    const collection = server.client.db('upkeep').collection<Row>('parallel');
    await collection.createIndex({ a: 1, 'b.c': 1 });
    await collection.insertOne({ _id: 1, a: [1, 2] });
    await expect(collection.updateOne({}, [{ $set: { b: '$a' } }])).rejects.toMatchObject({
      code: 171,
    });
    expect(await collection.findOne()).toEqual({ _id: 1, a: [1, 2] });
    expect(findProblems(server.engine.catalog)).toEqual([]);
  });

  it('follows a value that is renamed into a document beside it', async () => {
    const collection = server.client.db('upkeep').collection<Row>('renamed');
    await collection.createIndex({ 'b.c': 1 });
    await collection.insertOne({ _id: 1, a: 1, b: { d: 2 } });
    await collection.updateOne({}, { $rename: { a: 'b.c' } });
    expect(findProblems(server.engine.catalog)).toEqual([]);
    expect(await collection.find({ 'b.c': 1 }).hint({ 'b.c': 1 }).toArray()).toHaveLength(1);
  });
});
