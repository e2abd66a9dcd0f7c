import { mongo, type Connection, type Model } from 'mongoose';
import { Unavailable } from '../base/index.js';

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

/**
 * Brings the indexes of every model on a connection to what its schema names: builds what is missing, then drops what
 * an earlier version built and this one does not name; a unique one among those would refuse what is allowed now. What is
 * new is there before what is old goes, so that no lock is missing in between, except where the two cannot stand side by
 * side. Safe to run by any number of processes at once.
 * @throws Unavailable `index_in_the_way` where an operator's own index has the keys of one that a model asks for
 * @param onDrop told of each index that this call dropped
 */
export async function buildIndexes(
  connection: Connection,
  onDrop: (collection: string, index: string) => void = () => undefined,
): Promise<void> {
  const models = Object.values(connection.models) as Model<unknown>[];
  const nameOf = (model: Model<unknown>) => model.collection.collectionName;
  for (const collection of new Set(models.map(nameOf))) {
    const theirs = models.filter((model) => nameOf(model) === collection);
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
  }
}
