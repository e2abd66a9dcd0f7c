import { describe, expect, it } from 'vitest';
import { collection, useCollection } from './testing/use-collection.js';

useCollection();

const fill = (count: number) =>
  collection.insertMany(
    Array.from({ length: count }, (_, n) => ({ n, mark: `m ${n}`, todo: 'give', left: { n } })),
  );

describe('fields taken away from many documents at once', () => {
  it('are gone from each of them and from their indexes, and nothing else is', async () => {
    await collection.createIndex({ todo: 1 }, { sparse: true });
    await collection.createIndex(
      { n: 1, mark: 1 },
      { partialFilterExpression: { mark: { $exists: true } } },
    );
    await collection.createIndex({ mark: 1, n: 1 });
    await fill(1_203);
    const done = await collection.updateMany(
      { n: { $lt: 1_100 } },
      { $unset: { todo: 1, mark: 1 } },
    );
    expect(done).toMatchObject({ matchedCount: 1_100, modifiedCount: 1_100 });
    expect(await collection.countDocuments({ todo: 'give' })).toBe(103);
    expect(await collection.countDocuments({ todo: { $exists: true } })).toBe(103);
    expect(await collection.countDocuments({ mark: 'm 7' })).toBe(0);
    expect(await collection.countDocuments({ mark: null, n: 7 })).toBe(1);
    expect(await collection.findOne({ n: 7 }, { projection: { _id: 0 } })).toEqual({
      n: 7,
      left: { n: 7 },
    });
    expect(await collection.findOne({ n: 1_100 }, { projection: { _id: 0 } })).toEqual({
      n: 1_100,
      mark: 'm 1100',
      todo: 'give',
      left: { n: 1_100 },
    });
  });

  it('count where they were there alone', async () => {
    await fill(10);
    await collection.updateMany({ n: { $lt: 4 } }, { $unset: { todo: 1 } });
    const done = await collection.updateMany({}, { $unset: { todo: 1 } });
    expect(done).toMatchObject({ matchedCount: 10, modifiedCount: 6 });
  });

  it('leave a unique index what it is: the first keeps its change, the second is refused', async () => {
    await collection.createIndex({ mark: 1 }, { unique: true });
    await fill(3);
    await expect(collection.updateMany({}, { $unset: { mark: 1 } })).rejects.toMatchObject({
      code: 11000,
    });
    expect(await collection.countDocuments({ mark: { $exists: false } })).toBe(1);
  });

  it('may be refused no more than one by one', async () => {
    await fill(3);
    await expect(collection.updateMany({}, { $unset: { _id: 1 } })).rejects.toMatchObject({
      code: 66,
    });
    await collection.updateMany({}, { $unset: { 'left.n': 1 } });
    expect(await collection.countDocuments({ left: {} })).toBe(3);
  });
});
