/**
 * With CATALOGUE=check: watches every query of every room while the tests run, and fails a test file in which one is not in
 * catalogue.jsonl:
 * `CATALOGUE=write npx vitest run …` adds it, and test/features/app/queries.test.ts then looks at how it is planned.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import mongoose, { type Query } from 'mongoose';
import { afterAll, expect } from 'vitest';
import { pipelineWithoutValues, withoutValues, type QueryShape } from './shape.js';

const CATALOGUE = path.join(import.meta.dirname, 'catalogue.jsonl');
const read = (): Set<string> =>
  new Set(
    readFileSync(CATALOGUE, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.stringify((JSON.parse(line) as { query: unknown }).query)),
  );
const known = read();
const missing = new Set<string>();

function note(shape: QueryShape): void {
  const text = JSON.stringify(shape);
  if (!known.has(text)) missing.add(text);
}

const OPERATIONS = [
  'find',
  'findOne',
  'findOneAndUpdate',
  'findOneAndDelete',
  'updateOne',
  'updateMany',
  'replaceOne',
  'deleteOne',
  'deleteMany',
  'countDocuments',
  'distinct',
] as const;

mongoose.plugin((schema) => {
  schema.pre(
    OPERATIONS as unknown as 'find',
    { query: true, document: false },
    function (this: Query<unknown, unknown>) {
      const { op } = this as unknown as { op: string };
      const { sort } = this.getOptions() as { sort?: Record<string, unknown> };
      const filter = withoutValues(this.getFilter());
      const { collectionName: collection } = this.model.collection;
      note(
        sort && Object.keys(sort).length > 0
          ? { collection, op, filter, sort }
          : { collection, op, filter },
      );
    },
  );
  schema.pre('aggregate', function () {
    const { collectionName: collection } = this.model().collection;
    note({
      collection,
      op: 'aggregate',
      filter: {},
      pipeline: pipelineWithoutValues(this.pipeline()),
    });
  });
});

/** What a room asks of the driver itself: its own file is on the stack then, and mongoose has not gone on from there. */
function isOfRoom(): boolean {
  const stack = new Error().stack ?? '';
  return (
    /\/src\/(?!embedded\/|store\/)[^)]*-store\.ts/.test(stack) &&
    !/mongoose\/lib\/(query|model|aggregate)\.js/.test(stack)
  );
}

type Filtered = { filter?: object };
type Sorted = { sort?: unknown };
const driver = mongoose.mongo.Collection.prototype as unknown as Record<
  string,
  (...args: unknown[]) => unknown
>;

/** What a room asks of the driver, from the arguments of its methods. */
function shapesOf(collection: string, op: string, args: readonly unknown[]): QueryShape[] {
  if (op === 'bulkWrite')
    return (args[0] as Record<string, Filtered>[])
      .flatMap((write) => Object.values(write))
      .flatMap(({ filter }) => (filter ? [{ collection, op, filter: withoutValues(filter) }] : []));
  if (op === 'aggregate') {
    const pipeline = pipelineWithoutValues(args[0] as unknown[]);
    return [{ collection, op, filter: {}, pipeline }];
  }
  const filter = withoutValues(args[op === 'distinct' ? 1 : 0] ?? {});
  const sort = args.map((each) => (each as Sorted | undefined)?.sort).find(Boolean);
  return [sort ? { collection, op, filter, sort } : { collection, op, filter }];
}

/** One method of the driver is made of another: `findOne` finds, `countDocuments` aggregates. */
let isInside = false;
for (const op of [...OPERATIONS, 'aggregate', 'bulkWrite']) {
  const run = driver[op];
  if (!run) continue;
  driver[op] = function (this: { collectionName: string }, ...args: unknown[]) {
    if (isInside || !isOfRoom()) return run.apply(this, args);
    const shapes = shapesOf(this.collectionName, op, args);
    isInside = true;
    try {
      const asked = run.apply(this, args);
      if (op === 'find') takeSort(asked as Sortable, shapes);
      return asked;
    } finally {
      isInside = false;
      queueMicrotask(() => shapes.forEach(note));
    }
  };
}

type Sortable = { sort(order: unknown): unknown };
/** A cursor's order is said after it was made, and before anything else is done. */
function takeSort(cursor: Sortable, shapes: QueryShape[]): void {
  const sort = cursor.sort.bind(cursor);
  cursor.sort = (order) => {
    shapes.splice(0, shapes.length, ...shapes.map((shape) => ({ ...shape, sort: order })));
    return sort(order);
  };
}

afterAll(() => {
  if (process.env['CATALOGUE'] === 'write') {
    // Other test files may have added the same meanwhile.
    const there = read();
    const added = [...missing].filter((text) => !there.has(text));
    appendFileSync(CATALOGUE, added.map((text) => `{"query":${text}}\n`).join(''));
  } else
    expect(
      [...missing],
      'queries that test/support/queries/catalogue.jsonl does not hold (CATALOGUE=write adds them)',
    ).toEqual([]);
});
