/**
 * Mongoose as it is, and every query of every room is looked up in the catalogue: `watch-queries.ts` gives tests this in its
 * place. A test file that reads no store loads neither.
 */
import mongoose, { type Aggregate, type Query } from 'mongoose';
import { isKnown, noteQuery, placeHere, type Place } from './asked.js';
import { pipelineWithoutValues, withoutValues, type QueryShape } from './shape.js';

export * from 'mongoose';
export { default } from 'mongoose';

const OPERATIONS = [
  ...['find', 'findOne', 'findOneAndUpdate', 'findOneAndDelete', 'updateOne', 'updateMany'],
  ...['replaceOne', 'deleteOne', 'deleteMany', 'countDocuments', 'distinct', 'aggregate'],
];

type Methods = Record<string, ((...args: unknown[]) => unknown) | undefined>;

/** Puts a function in the place of a method, which is handed to it. */
function wrap(
  methods: object,
  name: string,
  around: (self: unknown, args: unknown[], run: () => unknown) => unknown,
): void {
  const run = (methods as Methods)[name];
  if (!run) return;
  (methods as Methods)[name] = function (this: unknown, ...args) {
    return around(this, args, () => run.apply(this, args));
  };
}

/** Where each query was made: when it is sent, whoever made it is no longer on the stack. */
const places = new WeakMap<object, Place>();
for (const name of OPERATIONS)
  wrap(mongoose.Model, name, (_, _args, run) => {
    const made = run() as object;
    places.set(made, placeHere(8));
    return made;
  });

const sorted = (shape: QueryShape, sort: unknown): QueryShape =>
  sort && Object.keys(sort).length > 0 ? { ...shape, sort } : shape;

wrap(mongoose.Query.prototype, 'exec', (self, _args, run) => {
  const query = self as Query<unknown, unknown> & { op: string };
  const { collectionName: collection } = query.model.collection;
  const shape = { collection, op: query.op, filter: withoutValues(query.getFilter()) };
  noteQuery(sorted(shape, query.getOptions()['sort']), places.get(query));
  return run();
});
wrap(mongoose.Aggregate.prototype, 'exec', (self, _args, run) => {
  const asked = self as Aggregate<unknown>;
  const { collectionName: collection } = asked.model().collection;
  const pipeline = pipelineWithoutValues(asked.pipeline());
  noteQuery({ collection, op: 'aggregate', filter: {}, pipeline }, places.get(asked));
  return run();
});

/** What a room asks of the driver, from the arguments of its methods. */
function shapesOf(collection: string, op: string, args: readonly unknown[]): QueryShape[] {
  if (op === 'bulkWrite')
    return (args[0] as Record<string, { filter?: object }>[])
      .flatMap((write) => Object.values(write))
      .flatMap(({ filter }) => (filter ? [{ collection, op, filter: withoutValues(filter) }] : []));
  if (op === 'aggregate') {
    const pipeline = pipelineWithoutValues(args[0] as unknown[]);
    return [{ collection, op, filter: {}, pipeline }];
  }
  const filter = withoutValues(args[op === 'distinct' ? 1 : 0] ?? {});
  const sort = args.map((each) => (each as { sort?: unknown } | undefined)?.sort).find(Boolean);
  return [sorted({ collection, op, filter }, sort)];
}

/** What mongoose sends was noted as mongoose was asked it, before it put values into the types of its schema. */
const isOfMongoose = (stack: string): boolean =>
  /mongoose\/lib\/(?:query|aggregate|cursor\/\w+)\.js/.test(stack);

/** One method of the driver is made of another: `findOne` finds, `countDocuments` aggregates. */
let isInside = false;
for (const op of [...OPERATIONS, 'bulkWrite'])
  wrap(mongoose.mongo.Collection.prototype, op, (self, args, run) => {
    if (isInside) return run();
    const shapes = shapesOf((self as { collectionName: string }).collectionName, op, args);
    const place = shapes.every(isKnown) ? undefined : placeHere(24);
    isInside = true;
    try {
      const asked = run();
      if (op === 'find' && place) takeSort(asked as Sortable, shapes);
      return asked;
    } finally {
      isInside = false;
      if (place)
        queueMicrotask(() => {
          for (const shape of shapes) noteQuery(shape, place, isOfMongoose);
        });
    }
  });

type Sortable = { sort(order: unknown): unknown };
/** A cursor's order is said after it was made, and before anything else is done. */
function takeSort(cursor: Sortable, shapes: QueryShape[]): void {
  const sort = cursor.sort.bind(cursor);
  cursor.sort = (order) => {
    shapes.splice(0, shapes.length, ...shapes.map((shape) => sorted(shape, order)));
    return sort(order);
  };
}
