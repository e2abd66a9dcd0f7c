/** What every MongoDB does, and so the embedded server: `TEST_MONGODB_URL=… npm run test:store` runs it against one. */
import {
  type Collection,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MongoBulkWriteError,
  ObjectId,
} from 'mongodb';
import { describe, expect, it } from 'vitest';
import { collection, refusal, server, useCollection } from './testing/use-collection.js';

useCollection();

const raw = { promoteValues: false } as const;

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

describe('a command that is unknown', () => {
  it('is refused by name (59), as is an unknown field (40415)', async () => {
    await expect(server.db.command({ frobnicate: 1 })).rejects.toEqual(refusal(59));
    await expect(server.db.command({ find: 'a', frobnicate: 1 })).rejects.toEqual(refusal(40415));
  });
});
