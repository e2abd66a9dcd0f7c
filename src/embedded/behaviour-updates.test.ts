/** What every MongoDB does, and so the embedded server: `TEST_MONGODB_URL=… npm run test:store` runs it against one. */
import type { Document } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { collection, refusal, useCollection } from './testing/use-collection.js';

useCollection();

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
