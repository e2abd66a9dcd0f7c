/** Several stretches of one index, as MongoDB reads them: `TEST_MONGODB_URL=… npm run test:store` runs it against one. */
import type { Document } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { isEmbedded } from './testing/server-under-test.js';
import { collection, useCollection } from './testing/use-collection.js';

useCollection();

describe('several stretches of an index', () => {
  it('are read in one order, no further than is asked', async () => {
    await collection.createIndex({ k: 1, at: -1, n: 1 });
    const kinds = ['a', 'bb', 'c', 'dd'];
    const rows = Array.from({ length: 400 }, (_, n) => ({
      _id: n,
      k: kinds[n % 4],
      at: (n * 37) % 101,
      n: n % 7,
    }));
    await collection.insertMany(rows as Document[]);
    const asked = { k: { $in: ['a', 'bb', 'dd', 'nobody'] }, at: { $gt: 20 } };
    const wanted = rows.filter(({ k, at }) => k !== 'c' && at > 20);
    for (const [way, against] of [
      [1, -1],
      [-1, 1],
    ] as const) {
      const placeOf = ({ at, n }: Document) => `${String(at)} ${String(n)}`;
      const inOrder = wanted
        .toSorted((x, y) => way * (y.at - x.at || x.n - y.n))
        .map((row) => placeOf(row));
      const page = (skip: number, limit: number) =>
        collection.find(asked).sort({ at: against, n: way }).skip(skip).limit(limit);
      const all = await page(0, 0).toArray();
      expect(all.map(placeOf)).toEqual(inOrder);
      expect((await page(30, 10).toArray()).map(placeOf)).toEqual(inOrder.slice(30, 40));
      const { executionStats } = (await page(0, 5).explain('executionStats')) as {
        executionStats: { totalDocsExamined: number };
      };
      expect(executionStats.totalDocsExamined).toBeLessThan(20);
    }
  });

  it('are counted up to a limit', async () => {
    await collection.createIndex({ k: 1, at: -1 });
    const rows = Array.from({ length: 400 }, (_, n) => ({ k: 'abcd'[n % 4], at: n }));
    await collection.insertMany(rows);
    const far = { k: { $in: ['a', 'c'] }, at: { $gte: 0 } };
    for (const limit of [1, 99, 1_000])
      expect(await collection.countDocuments(far, { limit })).toBe(Math.min(limit, 200));
  });

  it('that serve a query alike are weighed by how much they lead to', async () => {
    await collection.createIndex({ school: 1, _id: -1 });
    await collection.createIndex({ who: 1, _id: -1 });
    await collection.createIndex({ school: 1, words: 1 });
    const rows = Array.from({ length: 600 }, (_, n) => ({
      _id: n,
      school: 's',
      who: `w${n % 300}`,
      words: ['learner', String(n)],
    }));
    await collection.insertMany(rows as Document[]);
    const examined = async (filter: Document, sort: Document) => {
      const told = (await collection.find(filter).sort(sort).explain('executionStats')) as {
        executionStats: { totalDocsExamined: number; nReturned: number };
      };
      return told.executionStats;
    };
    const byPerson = await examined({ school: 's', who: 'w7' }, { _id: -1 });
    expect(byPerson).toMatchObject({ nReturned: 2, totalDocsExamined: 2 });
    const begins = (word: string) => ({ words: { $elemMatch: { $gte: word, $lt: `${word}~` } } });
    const both = { school: 's', $and: [begins('learner'), begins('59')] };
    expect((await collection.find(both).toArray()).length).toBe(11);
    // MongoDB takes the bounds of one of them, whichever comes first in its own order.
    if (isEmbedded) expect((await examined(both, {})).totalDocsExamined).toBe(11);
  });
});
