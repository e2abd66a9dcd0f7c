import { mongo, type Connection, type Model } from 'mongoose';
import { createSlots, Unavailable } from '../base/index.js';

/** An index whose name begins so is the operator's own and stays. */
const OWN = 'own_';

const codeOf = (error: unknown): unknown =>
  error instanceof mongo.MongoServerError ? error.code : undefined;
/** There is one of this name or these keys with other options (IndexOptionsConflict, IndexKeySpecsConflict). */
const isConflict = (error: unknown): boolean => [85, 86].includes(Number(codeOf(error)));
/** IndexNotFound: another process dropped it first. */
const isGone = (error: unknown): boolean => codeOf(error) === 27;

async function dropIndex(model: Model<unknown>, name: string): Promise<boolean> {
  try {
    await model.collection.dropIndex(name);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** The names of indexes that none of a collection's models asks for. */
async function listUnasked(models: readonly Model<unknown>[]): Promise<string[]> {
  const lists = await Promise.all(
    models.map(async (model) => (await model.diffIndexes()).toDrop as string[]),
  );
  const [first = [], ...others] = lists;
  return first.filter(
    (name) => !name.startsWith(OWN) && others.every((list) => list.includes(name)),
  );
}

/** What an operator reads at the start when an index of their own has the keys, or the name, of one that a model asks for. */
async function inTheWay(model: Model<unknown>, cause: unknown): Promise<Unavailable> {
  const { collectionName } = model.collection;
  const [index = ''] = /\bown_[\w.-]*/.exec(cause instanceof Error ? cause.message : '') ?? [];
  const own = (await model.collection.listIndexes().toArray()).map(({ name }) => String(name));
  const named = own.includes(index) ? index : own.filter((name) => name.startsWith(OWN)).join(', ');
  return new Unavailable(
    'index_in_the_way',
    `The index ${named} of the collection ${collectionName} has the keys of an index that Laurel needs.`,
    { action: `Drop it: db.${collectionName}.dropIndex("${named}")`, cause },
  );
}

/** An index as the command `createIndexes` takes it. */
type Spec = Readonly<Record<string, unknown>> & { readonly name: string };

/** What the driver and mongoose add for themselves. */
const NOT_OF_THE_INDEX = new Set(['background', '_autoIndex']);

function specOf([key, options]: [object, object]): Spec {
  const name = Object.entries(key)
    .flat()
    .map((part) => String(part))
    .join('_');
  const own = Object.entries(options).filter(([option]) => !NOT_OF_THE_INDEX.has(option));
  return { key, name, ...Object.fromEntries(own) };
}

/** The indexes that models of one collection ask for, each once. */
function specsOf(models: readonly Model<unknown>[]): Spec[] {
  const specs = models.flatMap(({ schema }) => schema.indexes()).map(specOf);
  return [...new Map(specs.map((spec) => [JSON.stringify(spec), spec])).values()];
}

/**
 * Builds a collection's indexes in one command, which tells how many there are then. Where all are as they should be, as at nearly every
 * start, nothing else is asked.
 * @returns whether that is all that is to do; false too where an index is in the way
 */
async function buildAtOnce(
  connection: Connection,
  collection: string,
  models: readonly Model<unknown>[],
): Promise<boolean> {
  const indexes = specsOf(models);
  if (indexes.length === 0) return false;
  try {
    const told = await connection.db?.command({ createIndexes: collection, indexes });
    // With that of `_id`. A cluster of shards counts by shard, and is looked at index by index.
    return told?.['numIndexesAfter'] === indexes.length + 1;
  } catch (error) {
    if (!isConflict(error)) throw error;
    return false;
  }
}

/** Indexes of many collections at a time: most of it is waiting for the store. */
const AT_ONCE = 4;

/**
 * Brings the indexes of every model on a connection to what its schema names: builds what is missing, then drops what
 * an earlier version built and this one does not name; a unique one among those would refuse what is allowed now. What is
 * new is there before what is old goes, so that no lock is missing in between, except where the two cannot stand side by
 * side. Safe to run by any number of processes at once. Nothing notes that they are built: a restored store, an operator and an
 * earlier version change indexes without a word to a note.
 * @throws Unavailable `index_in_the_way` where an operator's own index has the keys of one that a model asks for
 * @param onDrop told of each index that this call dropped
 */
export async function buildIndexes(
  connection: Connection,
  onDrop: (collection: string, index: string) => void = () => undefined,
): Promise<void> {
  const models = Object.values(connection.models) as Model<unknown>[];
  const nameOf = (model: Model<unknown>) => model.collection.collectionName;
  const slots = createSlots(AT_ONCE);
  const build = async (collection: string): Promise<void> => {
    const theirs = models.filter((model) => nameOf(model) === collection);
    if (await buildAtOnce(connection, collection, theirs)) return;
    const tidy = async () => {
      for (const name of await listUnasked(theirs))
        if (await dropIndex(theirs[0] as Model<unknown>, name)) onDrop(collection, name);
    };
    for (const model of theirs) {
      await model.createIndexes().catch(async (error: unknown) => {
        if (!isConflict(error)) throw error;
        await tidy();
        await model.createIndexes().catch(async (again: unknown) => {
          throw isConflict(again) ? await inTheWay(model, again) : again;
        });
      });
    }
    await tidy();
  };
  const collections = [...new Set(models.map(nameOf))];
  await Promise.all(collections.map((collection) => slots.run(() => build(collection))));
}
