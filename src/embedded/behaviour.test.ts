/** What every MongoDB does, and so the embedded server: `MONGODB_URL=… npm run test:store` runs it against one. */
import {
  Decimal128,
  Double,
  Int32,
  Long,
  MongoBulkWriteError,
  ObjectId,
  type Collection,
  type Document,
} from 'mongodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { serverUnderTest } from './testing/server-under-test.js';

const server = serverUnderTest();
let collection: Collection<Document>;
let count = 0;

beforeEach(() => {
  collection = server.db.collection(`c${++count}`);
});

const raw = { promoteValues: false } as const;
const refusal = (code: number) => expect.objectContaining({ code }) as unknown;

describe('numbers', () => {
  it('keep their types through an update', async () => {
    await collection.insertOne({
      _id: 1,
      d: new Double(5),
      i: new Int32(5),
      l: Long.fromNumber(5),
      m: Decimal128.fromString('5.00'),
    } as Document);
    await collection.updateOne({}, { $set: { other: true } });
    const found = await collection.findOne({}, raw);
    expect(found?.['d']).toBeInstanceOf(Double);
    expect(found?.['i']).toBeInstanceOf(Int32);
    expect(found?.['l']).toBeInstanceOf(Long);
    expect(String(found?.['m'])).toBe('5.00');
  });

  it.each([
    [
      'int32 + int32 beyond 2^31',
      new Int32(2147483647),
      new Int32(1),
      Long.fromString('2147483648'),
    ],
    ['int32 + double', new Int32(1), new Double(2), new Double(3)],
    ['int64 + int32', Long.fromNumber(1), new Int32(2), Long.fromNumber(3)],
    [
      'int32 + Decimal128',
      new Int32(1),
      Decimal128.fromString('0.1'),
      Decimal128.fromString('1.1'),
    ],
  ])('take the wider type in $inc: %s', async (_what, from, by, result) => {
    await collection.insertOne({ n: from });
    await collection.updateOne({}, { $inc: { n: by } });
    const found = await collection.findOne({}, raw);
    expect(found?.['n']?.constructor).toBe(result.constructor);
    expect(String(found?.['n'])).toBe(String(result));
  });

  it('of different types that are equal are one key; Decimal128 compares exactly', async () => {
    await collection.createIndex({ n: 1 }, { unique: true });
    await collection.insertOne({ n: new Int32(1) });
    for (const n of [new Double(1), Long.fromNumber(1), Decimal128.fromString('1.0')])
      await expect(collection.insertOne({ n })).rejects.toEqual(refusal(11000));
    await collection.insertMany([
      { n: 0.1 },
      { n: Decimal128.fromString('0.1') },
      { n: Long.fromString('9007199254740993') },
      { n: 9007199254740992 },
    ]);
    const order = await collection.find({}, raw).sort({ n: 1 }).toArray();
    expect(order.map(({ n }) => String(n))).toEqual([
      '0.1',
      '0.1',
      '1',
      '9007199254740992',
      '9007199254740993',
    ]);
    expect(order[0]?.['n']).toBeInstanceOf(Decimal128);
  });
});

describe('a unique index', () => {
  it('refuses a second document with the key, and names it (E11000)', async () => {
    await collection.createIndex({ email: 1 }, { unique: true });
    await collection.insertOne({ email: 'a@b.c' });
    await expect(collection.insertOne({ email: 'a@b.c' })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { email: 1 },
      keyValue: { email: 'a@b.c' },
    });
    await collection.insertOne({ email: 'b@b.c' });
    await expect(
      collection.updateOne({ email: 'b@b.c' }, { $set: { email: 'a@b.c' } }),
    ).rejects.toEqual(refusal(11000));
    expect(await collection.distinct('email')).toEqual(['a@b.c', 'b@b.c']);
  });

  it('that is partial binds the documents of its filter alone', async () => {
    await collection.createIndex(
      { a: 1 },
      { unique: true, partialFilterExpression: { active: true } },
    );
    await collection.insertMany([{ a: 1, active: true }, { a: 1, active: false }, { a: 1 }]);
    await expect(collection.insertOne({ a: 1, active: true })).rejects.toEqual(refusal(11000));
    await expect(
      collection.updateOne({ active: false }, { $set: { active: true } }),
    ).rejects.toEqual(refusal(11000));
    expect(await collection.countDocuments({ a: 1 })).toBe(3);
    expect(await collection.countDocuments({ a: 1, active: true })).toBe(1);
  });

  it('that is sparse lets many documents be without the field', async () => {
    await collection.createIndex({ a: 1 }, { unique: true, sparse: true });
    await collection.insertMany([{}, {}, { a: null }]);
    await expect(collection.insertOne({ a: null })).rejects.toEqual(refusal(11000));
    expect(await collection.countDocuments({ a: null })).toBe(3);
    expect(await collection.find().sort({ a: 1 }).toArray()).toHaveLength(3);
  });

  it('with a collation of strength 2 takes letters of either case for the same', async () => {
    const collation = { locale: 'en', strength: 2 };
    await collection.createIndex({ email: 1 }, { unique: true, collation });
    await collection.insertOne({ email: 'Ada@Example.org' });
    await expect(collection.insertOne({ email: 'ada@example.ORG' })).rejects.toEqual(
      refusal(11000),
    );
    expect(await collection.countDocuments({ email: 'ADA@example.org' })).toBe(0);
    expect(await collection.countDocuments({ email: 'ADA@example.org' }, { collation })).toBe(1);
  });

  it('over several fields of the documents of an array binds them pair by pair', async () => {
    await collection.createIndex({ 'k.a': 1, 'k.b': 1 }, { unique: true });
    await collection.insertOne({
      k: [
        { a: 1, b: 1 },
        { a: 2, b: 2 },
      ],
    });
    await collection.insertOne({ k: [{ a: 1, b: 2 }] });
    await expect(collection.insertOne({ k: [{ a: 2, b: 2 }] })).rejects.toEqual(refusal(11000));
  });

  it('lets 200 concurrent upserts on one key make one document', async () => {
    await collection.createIndex({ key: 1 }, { unique: true });
    const upsert = () =>
      collection
        .findOneAndUpdate({ key: 'k' }, { $inc: { n: 1 } }, { upsert: true })
        .catch((error: { code: number }) => {
          if (error.code !== 11000) throw error;
          return collection.updateOne({ key: 'k' }, { $inc: { n: 1 } });
        });
    await Promise.all(Array.from({ length: 200 }, upsert));
    expect(await collection.find().toArray()).toEqual([
      { _id: expect.any(ObjectId) as ObjectId, key: 'k', n: 200 },
    ]);
  });
});

describe('a bulk write', () => {
  const writes = [
    { insertOne: { document: { _id: 1 } } },
    { insertOne: { document: { _id: 1 } } },
    { updateOne: { filter: { _id: 2 }, update: { $set: { a: 1 } }, upsert: true } },
    { deleteOne: { filter: { _id: 1 } } },
  ] as unknown as Parameters<Collection['bulkWrite']>[0];

  it('that is ordered ends at the first error', async () => {
    const error: unknown = await collection.bulkWrite(writes).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MongoBulkWriteError);
    expect((error as MongoBulkWriteError).result).toMatchObject({
      insertedCount: 1,
      upsertedCount: 0,
      deletedCount: 0,
    });
    expect(await collection.distinct('_id')).toEqual([1]);
  });

  it('that is unordered goes on behind it', async () => {
    const error: unknown = await collection
      .bulkWrite(writes, { ordered: false })
      .catch((reason: unknown) => reason);
    expect((error as MongoBulkWriteError).result).toMatchObject({
      insertedCount: 1,
      upsertedCount: 1,
      deletedCount: 1,
    });
    expect(await collection.distinct('_id')).toEqual([2]);
  });
});

describe('an update', () => {
  it.each<[string, Document, Document, Document]>([
    ['$set makes what is missing on the way', {}, { $set: { 'a.b': 1 } }, { a: { b: 1 } }],
    [
      '$unset of an element leaves null',
      { a: [1, 2] },
      { $unset: { 'a.0': '' } },
      { a: [null, 2] },
    ],
    [
      '$push with $each, $sort and $slice',
      { a: [3] },
      { $push: { a: { $each: [1, 2], $sort: 1, $slice: 2 } } },
      { a: [1, 2] },
    ],
    ['$addToSet adds once', { a: [1] }, { $addToSet: { a: { $each: [1, 2] } } }, { a: [1, 2] }],
    ['$pull by a condition', { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
    ['$rename', { a: 1 }, { $rename: { a: 'b' } }, { b: 1 }],
    ['$mul of a missing field gives zero', {}, { $mul: { a: 5 } }, { a: 0 }],
    ['$min and $max', { a: 5, b: 5 }, { $min: { a: 3 }, $max: { b: 9 } }, { a: 3, b: 9 }],
    ['$[] takes every element', { a: [1, 2] }, { $inc: { 'a.$[]': 1 } }, { a: [2, 3] }],
    [
      'a pipeline',
      { a: 2 },
      [{ $set: { b: { $multiply: ['$a', 3] } } }, { $unset: 'a' }],
      { b: 6 },
    ],
  ])('%s', async (_what, before, update, after) => {
    await collection.insertOne({ _id: 1, ...before } as Document);
    await collection.updateOne({}, update);
    expect(await collection.findOne({})).toEqual({ _id: 1, ...after });
  });

  it('finds the element that matched ($) and the ones of a filter ($[x])', async () => {
    await collection.insertOne({ _id: 1, a: [{ n: 1 }, { n: 2 }, { n: 3 }] } as Document);
    await collection.updateOne({ 'a.n': 2 }, { $set: { 'a.$.hit': true } });
    await collection.updateOne(
      {},
      { $set: { 'a.$[x].big': true } },
      { arrayFilters: [{ 'x.n': { $gte: 3 } }] },
    );
    expect(await collection.findOne({})).toEqual({
      _id: 1,
      a: [{ n: 1 }, { n: 2, hit: true }, { n: 3, big: true }],
    });
  });

  it.each<[string, Document, number]>([
    ['changes _id (66)', { $set: { _id: 2 } }, 66],
    ['changes one path twice (40)', { $set: { a: 1 }, $inc: { 'a.b': 1 } }, 40],
    ['has an unknown operator (9)', { $foo: { a: 1 } }, 9],
    ['adds to what is no number (14)', { $inc: { s: 1 } }, 14],
    ['pushes onto what is no array (2)', { $push: { s: 1 } }, 2],
    ['goes through a scalar (28)', { $set: { 's.t': 1 } }, 28],
  ])('is refused and changes nothing when it %s', async (_what, update, code) => {
    await collection.insertOne({ _id: 1, s: 'text' } as Document);
    await expect(collection.updateOne({ _id: 1 } as Document, update)).rejects.toEqual(
      refusal(code),
    );
    expect(await collection.findOne({})).toEqual({ _id: 1, s: 'text' });
  });

  it('that inserts takes the equalities of its query', async () => {
    await collection.updateOne(
      { a: 1, b: { $gt: 5 }, $and: [{ c: { $eq: 'x' } }] },
      { $set: { d: 1 }, $setOnInsert: { e: 2 } },
      { upsert: true },
    );
    expect(await collection.findOne({}, { projection: { _id: 0 } })).toEqual({
      a: 1,
      c: 'x',
      d: 1,
      e: 2,
    });
  });
});

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

  it('hands out batches, and ends its cursor', async () => {
    const cursor = collection.find({}, { batchSize: 2 }).sort({ _id: -1 });
    expect((await cursor.toArray()).map(({ _id }) => _id as unknown)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(cursor.id?.isZero()).toBe(true);
  });
});

describe('an aggregation', () => {
  it('joins, groups, sorts and projects', async () => {
    const people = server.db.collection<Document>(`people${count}`);
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

describe('findOneAndUpdate', () => {
  it('gives what was there, or what is there now, by its order', async () => {
    await collection.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ] as Document[]);
    expect(await collection.findOneAndUpdate({}, { $inc: { n: 10 } }, { sort: { n: -1 } })).toEqual(
      { _id: 2, n: 2 },
    );
    expect(
      await collection.findOneAndUpdate(
        { _id: 2 } as Document,
        { $inc: { n: 1 } },
        { returnDocument: 'after', projection: { _id: 0 } },
      ),
    ).toEqual({ n: 13 });
    expect(await collection.findOneAndDelete({ _id: 2 } as Document)).toEqual({ _id: 2, n: 13 });
    expect(
      await collection.findOneAndUpdate({ _id: 2 } as Document, { $set: { n: 0 } }),
    ).toBeNull();
  });

  it('hands each of many workers a job of its own', async () => {
    await collection.insertMany(Array.from({ length: 50 }, (_, i) => ({ n: i, lockedAt: null })));
    const take = async (): Promise<unknown> => {
      const job = await collection.findOneAndUpdate(
        { lockedAt: null },
        { $set: { lockedAt: new Date(0) } },
        { sort: { n: 1 } },
      );
      return job?.['n'] as unknown;
    };
    const taken = await Promise.all(Array.from({ length: 60 }, take));
    expect(taken.filter((n) => n !== undefined)).toHaveLength(50);
    expect(new Set(taken)).toHaveLength(51);
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
  });

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

describe('a command that is unknown', () => {
  it('is refused by name (59), as is an unknown field (40415)', async () => {
    await expect(server.db.command({ frobnicate: 1 })).rejects.toEqual(refusal(59));
    await expect(server.db.command({ find: 'a', frobnicate: 1 })).rejects.toEqual(refusal(40415));
  });
});
