import { describe, expect, it } from 'vitest';
import type { Document, MongoBulkWriteError } from 'mongodb';
import { collection, useCollection } from './testing/use-collection.js';

useCollection();

const many = (count: number, over: (n: number) => Document = () => ({})): Document[] =>
  Array.from({ length: count }, (_, n) => ({ n, k: `key ${n}`, ...over(n) }));

/** The positions and codes of what a batch was refused of. */
async function refusedOf(documents: Document[], ordered: boolean): Promise<[number, number][]> {
  const failed = await collection.insertMany(documents, { ordered }).then(
    () => null,
    (error: unknown) => error as MongoBulkWriteError,
  );
  return [failed?.writeErrors ?? []].flat().map(({ index, code }) => [index, code]);
}

const stored = async () =>
  (await collection.find().sort({ _id: 1 }).toArray()).map(({ n }) => n as number);

describe('many documents inserted at once', () => {
  it('are all there, in the order of the batch, under each index', async () => {
    await collection.createIndex({ k: 1 }, { unique: true });
    await collection.createIndex({ list: 1 });
    expect(
      await refusedOf(
        many(1_203, (n) => ({ list: [n, n + 1] })),
        false,
      ),
    ).toEqual([]);
    expect((await collection.find().toArray()).map(({ n }) => n as number)).toEqual(
      Array.from({ length: 1_203 }, (_, n) => n),
    );
    expect(await collection.findOne({ k: 'key 777' })).toMatchObject({ n: 777 });
    expect(await collection.countDocuments({ list: 778 })).toBe(2);
  });

  it('are refused one by one: what stands there already, and what stands in the batch twice', async () => {
    await collection.createIndex({ k: 1 }, { unique: true });
    await collection.insertOne({ n: -1, k: 'key 3' });
    const batch = many(8, (n) => (n === 6 ? { k: 'key 5' } : {}));
    expect(await refusedOf(batch, false)).toEqual([
      [3, 11000],
      [6, 11000],
    ]);
    expect((await stored()).sort()).toEqual([-1, 0, 1, 2, 4, 5, 7]);
  });

  it('end with the first that is refused where the batch is ordered', async () => {
    await collection.createIndex({ k: 1 }, { unique: true });
    expect(
      await refusedOf(
        many(6, (n) => (n > 2 ? { k: 'same' } : {})),
        true,
      ),
    ).toEqual([[4, 11000]]);
    expect((await stored()).sort()).toEqual([0, 1, 2, 3]);
  });

  it('are refused for what no index can hold, and for that alone', async () => {
    await collection.createIndex({ a: 1, b: 1 });
    const batch = many(5, (n) => (n === 2 ? { a: [1], b: [2] } : { a: [n] }));
    expect(await refusedOf(batch, false)).toEqual([[2, 171]]);
    expect((await stored()).sort()).toEqual([0, 1, 3, 4]);
  });
});
