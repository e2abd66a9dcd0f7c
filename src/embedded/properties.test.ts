/**
 * Random documents of every BSON type, compared with a plain model written from the manual: sorting,
 * matching, updating and what an index gives must agree, and bytes must come back as they went in.
 */
import { EJSON } from 'bson';
import fc from 'fast-check';
import { BSONRegExp, type Collection, type Document, Int32 } from 'mongodb';
import { beforeEach, describe, expect, it } from 'vitest';
import { scalar, value } from './testing/any-value.js';
import { compareSorted, matches, OPERATORS } from './testing/order-of-values.js';
import { serverUnderTest } from './testing/server-under-test.js';
import { updated } from './testing/update-model.js';

const server = serverUnderTest();

let collection: Collection<Document>;

let count = 0;

beforeEach(() => {
  collection = server.db.collection(`p${++count}`);
});

const RAW = { promoteValues: false, bsonRegExp: true } as const;

// ---- the properties
const documents = fc.array(fc.record({ v: value }, { requiredKeys: [] }), {
  minLength: 1,
  maxLength: 12,
});

const RUNS = { numRuns: 60 };

async function store(rows: Document[], index?: 1 | -1): Promise<Document[]> {
  await collection.drop().catch(() => undefined);
  if (index) await collection.createIndex({ v: index });
  const documents: Document[] = rows.map((row, i) => ({ _id: i, ...row }));
  await collection.insertMany(documents);
  return rows;
}

describe('documents of every BSON type', () => {
  it('come back as they went in, also after an update of another field', async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (rows) => {
        await store(rows);
        await collection.updateMany({}, { $set: { touched: true } });
        const found = await collection.find({}, RAW).sort({ _id: 1 }).toArray();
        const plain = (list: unknown): string => EJSON.stringify(list, { relaxed: false });
        expect(found.map(({ v }) => plain({ v }))).toEqual(rows.map(({ v }) => plain({ v })));
      }),
      RUNS,
    );
  });

  it.each([
    [1, undefined],
    [-1, undefined],
    [1, 1],
    [-1, 1],
    [1, -1],
  ] as const)(
    'are sorted in the order of the manual (direction %s, index %s)',
    async (direction, index) => {
      await fc.assert(
        fc.asyncProperty(documents, async (rows) => {
          await store(rows, index);
          const found = await collection.find({}, RAW).sort({ v: direction }).toArray();
          expect(found).toHaveLength(rows.length);
          for (let i = 1; i < found.length; i++)
            expect(
              compareSorted(found[i - 1]?.['v'], found[i]?.['v'], direction),
            ).toBeLessThanOrEqual(0);
        }),
        RUNS,
      );
    },
  );

  it.each([[undefined], [1], [-1]] as const)(
    'match comparisons as the manual says (index %s)',
    async (index) => {
      const operand = value.filter((v) => !(v instanceof BSONRegExp));
      await fc.assert(
        fc.asyncProperty(
          documents,
          operand,
          fc.constantFrom(...Object.keys(OPERATORS)),
          fc.nat(),
          async (rows, other, operator, pick) => {
            await store(rows, index);
            const given = rows[pick % rows.length]?.['v'];
            const wanted =
              pick % 2 && given !== undefined && !(given instanceof BSONRegExp) ? given : other;
            const found = await collection.distinct('_id', { v: { [operator]: wanted } });
            const expected = rows.flatMap(({ v }, i) => (matches(v, operator, wanted) ? [i] : []));
            expect(found).toEqual(expected);
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  it('are updated as a model of plain objects is', async () => {
    const path = fc.constantFrom('a', 'b', 'a.b', 'c.d.e');
    const change = fc.oneof(
      fc.record({ operator: fc.constant('$set'), path, operand: scalar }),
      fc.record({ operator: fc.constant('$unset'), path, operand: fc.constant('') }),
      fc.record({ operator: fc.constantFrom('$min', '$max'), path, operand: scalar }),
      fc.record({ operator: fc.constantFrom('$push', '$addToSet'), path, operand: scalar }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 8 }), async (changes) => {
        let model: Document = { _id: 1 };
        await collection.deleteMany({});
        await collection.insertOne(structuredClone(model));
        for (const { operator, path: at, operand } of changes) {
          const next = updated(model, operator, at.split('.'), operand);
          const done = await collection.updateOne({}, { [operator]: { [at]: operand } }).then(
            () => true,
            () => false,
          );
          expect(done).toBe(next !== null);
          model = next ?? model;
        }
        const found = await collection.findOne({}, RAW);
        expect(EJSON.stringify(found, { relaxed: false })).toBe(
          EJSON.stringify({ ...model, _id: new Int32(1) }, { relaxed: false }),
        );
      }),
      { numRuns: 100 },
    );
  });
});
