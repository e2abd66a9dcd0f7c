/** What every MongoDB does, and so the embedded server: `TEST_MONGODB_URL=… npm run test:store` runs it against one. */
import type { Document } from 'mongodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { collection, refusal, server, useCollection } from './testing/use-collection.js';

useCollection();

describe('a query', () => {
  beforeEach(() =>
    collection.insertMany([
      { _id: 1, a: null },
      { _id: 2 },
      { _id: 3, a: [] },
      { _id: 4, a: [1, 'x', { b: 2 }] },
      { _id: 5, a: { b: 2, c: [1, 2] } },
      { _id: 6, a: 'xyz' },
    ] as Document[]),
  );

  it.each<[Document, number[]]>([
    [{ a: null }, [1, 2]],
    [{ a: { $exists: true, $ne: null } }, [3, 4, 5, 6]],
    [{ a: 1 }, [4]],
    [{ 'a.b': 2 }, [4, 5]],
    [{ 'a.0': 1 }, [4]],
    [{ a: { $size: 0 } }, [3]],
    [{ a: { $type: 'array' } }, [3, 4]],
    [{ a: { $elemMatch: { b: 2 } } }, [4]],
    [{ a: { $in: [/^x/, null] } }, [1, 2, 4, 6]],
    [{ a: { $not: /^x/ } }, [1, 2, 3, 5]],
    [{ a: { b: 2, c: [1, 2] } }, [5]],
    [{ a: { c: [1, 2], b: 2 } }, []],
    [{ a: { $gt: 'a' } }, [4, 6]],
    [{ $or: [{ _id: 1 }, { 'a.c': 2 }] }, [1, 5]],
    [{ $expr: { $gt: ['$_id', 4] } }, [5, 6]],
    [{ $nor: [{ a: null }, { a: { $type: 'string' } }] }, [3, 5]],
  ])('%j', async (filter, ids) => {
    expect(await collection.distinct('_id', filter)).toEqual(ids);
  });

  it.each<[string, Document]>([
    ['an unknown operator', { a: { $foo: 1 } }],
    ['an unknown operator at the top', { $foo: [] }],
    ['$in without an array', { a: { $in: 1 } }],
    ['an empty $or', { $or: [] }],
  ])('is refused for %s (2)', async (_what, filter) => {
    await expect(collection.findOne(filter)).rejects.toEqual(refusal(2));
  });

  it('gives up at maxTimeMS (50), takes a hint, and refuses one that is no index (2)', async () => {
    await expect(collection.find({ a: 1 }).hint({ nope: 1 }).toArray()).rejects.toEqual(refusal(2));
    expect(await collection.find({}).hint({ _id: 1 }).toArray()).toHaveLength(6);
  });

  it('for one element within two bounds reads these alone of an index over arrays', async () => {
    await collection.createIndex({ k: 1, w: 1 });
    await collection.insertMany([
      { _id: 11, k: 'x', w: ['adam', 'zoe'] },
      { _id: 12, k: 'x', w: ['mara', 'zoe'] },
      { _id: 13, k: 'x', w: ['lea'] },
      { _id: 14, k: 'y', w: ['mara'] },
      { _id: 15, k: 'x', w: 'mara' },
    ] as Document[]);
    const within = { $gte: 'm', $lt: 'n' };
    const one = { k: 'x', w: { $elemMatch: within } };
    expect(await collection.distinct('_id', one)).toEqual([12]);
    expect(await collection.distinct('_id', { k: 'x', w: within })).toEqual([11, 12, 15]);
    const both = { $and: [one, { w: { $gte: 'z', $elemMatch: { $lte: 'zoe' } } }] };
    expect(await collection.distinct('_id', both)).toEqual([12]);
    const plan = (await collection.find(one).explain('executionStats')) as {
      executionStats: { totalDocsExamined: number };
    };
    expect(plan.executionStats.totalDocsExamined).toBeLessThanOrEqual(2);
  });

  it('hands out batches, and ends its cursor', async () => {
    const cursor = collection.find({}, { batchSize: 2 }).sort({ _id: -1 });
    expect((await cursor.toArray()).map(({ _id }) => _id as unknown)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(cursor.id?.isZero()).toBe(true);
  });
});

describe('an aggregation', () => {
  it('joins, groups, sorts and projects', async () => {
    const people = server.db.collection<Document>(`${collection.collectionName}_people`);
    await people.insertMany([
      { _id: 'a', name: 'Ada' },
      { _id: 'b', name: 'Ben' },
    ] as Document[]);
    await collection.insertMany([
      { who: 'a', n: 1 },
      { who: 'a', n: 2 },
      { who: 'b', n: 5 },
      { who: 'c', n: 9 },
    ]);
    const found = await collection
      .aggregate([
        { $match: { n: { $lt: 9 } } },
        { $group: { _id: '$who', total: { $sum: '$n' }, all: { $push: '$n' } } },
        {
          $lookup: {
            from: people.collectionName,
            localField: '_id',
            foreignField: '_id',
            as: 'person',
          },
        },
        { $unwind: '$person' },
        { $sort: { total: -1 } },
        {
          $project: {
            _id: 0,
            name: { $toUpper: '$person.name' },
            total: 1,
            most: { $max: '$all' },
          },
        },
      ])
      .toArray();
    expect(found).toEqual([
      { total: 5, name: 'BEN', most: 5 },
      { total: 3, name: 'ADA', most: 2 },
    ]);
    const [facet] = await collection
      .aggregate([
        {
          $facet: {
            n: [{ $count: 'all' }],
            top: [{ $sort: { n: -1 } }, { $limit: 1 }, { $project: { _id: 0, n: 1 } }],
          },
        },
      ])
      .toArray();
    expect(facet).toEqual({ n: [{ all: 4 }], top: [{ n: 9 }] });
  });
});

describe('an index', () => {
  it('serves a sort and a range without reading the rest', async () => {
    await collection.insertMany(Array.from({ length: 200 }, (_, i) => ({ n: i, s: String(i) })));
    await collection.createIndex({ n: -1 });
    const plan = (await collection
      .find({ n: { $gte: 50, $lt: 60 } })
      .sort({ n: 1 })
      .explain('executionStats')) as {
      executionStats: { totalDocsExamined: number; nReturned: number };
    };
    expect(plan.executionStats.nReturned).toBe(10);
    expect(plan.executionStats.totalDocsExamined).toBeLessThanOrEqual(12);
    const sorted = await collection
      .find({}, { projection: { _id: 0, n: 1 } })
      .sort({ n: -1 })
      .limit(2)
      .toArray();
    expect(sorted).toEqual([{ n: 199 }, { n: 198 }]);
    const stage = async (sort: 's' | 'n'): Promise<unknown> => {
      const told = await collection
        .find({})
        .sort({ [sort]: 1 })
        .explain('queryPlanner');
      return (told as { queryPlanner: { winningPlan: { stage: string } } }).queryPlanner.winningPlan
        .stage;
    };
    expect([await stage('s'), await stage('n')]).toEqual(['SORT', 'FETCH']);
  });

  it.each([
    ['sparse', { todo: 1 }, { sparse: true }, { todo: { $exists: true } }],
    [
      'partial',
      { course: 1, _id: 1 },
      { partialFilterExpression: { todo: { $exists: true } } },
      { course: 'c', todo: { $exists: true } },
    ],
    [
      'sparse, for a bound',
      { todo: 1 },
      { sparse: true },
      { todo: { $gte: 'a' }, course: { $exists: true } },
    ],
  ] as const)(
    'that holds a few serves a question for what is there: %s',
    async (_what, key, options, filter) => {
      await collection.insertMany(
        Array.from({ length: 300 }, (_, n) =>
          n % 100 === 0 ? { course: 'c', todo: 'give' } : { course: 'c' },
        ),
      );
      await collection.createIndex(key, options);
      const plan = (await collection.find(filter).explain('executionStats')) as {
        executionStats: { totalDocsExamined: number; nReturned: number };
      };
      expect(plan.executionStats).toMatchObject({ nReturned: 3, totalDocsExamined: 3 });
      expect(await collection.countDocuments({ course: 'c' })).toBe(300);
    },
  );

  it.each([
    [{ course: 1, at: 1 }, {}, { course: 'c', at: { $gte: 100 } }, 200],
    [{ course: 1, at: 1 }, {}, { course: { $in: ['c', 'd'] }, at: { $gt: 0, $lt: 10 } }, 9],
    [
      { course: 1 },
      { partialFilterExpression: { todo: { $exists: true } } },
      { course: 'c', todo: { $exists: true } },
      3,
    ],
    // An index that holds an entry for each element counts no documents.
    [{ tags: 1 }, {}, { tags: { $in: ['a', 'b'] } }, 300],
    [{ course: 1, at: -1 }, {}, { course: 'c', at: { $gt: 289 } }, 10],
  ] as const)(
    'counts and passes over what is asked for as without it: %j %j %j',
    async (key, options, filter, n) => {
      await collection.insertMany(
        Array.from({ length: 300 }, (_, at) =>
          Object.assign(
            { course: 'c', at, tags: ['a', 'b'] },
            at % 100 === 0 ? { todo: 'give' } : {},
          ),
        ),
      );
      await collection.createIndex(key, options);
      expect(await collection.countDocuments(filter)).toBe(n);
      const all = await collection
        .find(filter)
        .sort({ ...key })
        .toArray();
      expect(all).toHaveLength(n);
      for (const skip of [1, n - 1, n, n + 1]) {
        const rest = await collection
          .find(filter)
          .sort({ ...key })
          .skip(skip)
          .toArray();
        expect(rest).toEqual(all.slice(skip));
      }
    },
  );

  it('that is asked for twice is one; one that differs is refused (85, 86)', async () => {
    await collection.createIndex({ a: 1 });
    await collection.createIndex({ a: 1 });
    expect(await collection.indexes()).toHaveLength(2);
    await expect(collection.createIndex({ a: 1 }, { name: 'other' })).rejects.toEqual(refusal(85));
    await expect(collection.createIndex({ b: 1 }, { name: 'a_1' })).rejects.toEqual(refusal(86));
  });

  it('that cannot be unique is not made', async () => {
    await collection.insertMany([{ a: 1 }, { a: 1 }]);
    await expect(collection.createIndex({ a: 1 }, { unique: true })).rejects.toEqual(
      refusal(11000),
    );
    expect(await collection.indexes()).toHaveLength(1);
  });
});
