/** `npm run store -- check | copy FILE | export DIR`: what an operator does with the embedded store. */
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BSON, MongoClient, type Collection } from 'mongodb';
import { openEmbeddedMongo } from './open.js';

interface StoreOptions {
  dataDir: string;
}

/** Joins the store's server, or starts one for as long as the work takes. */
async function withStore<T>(
  { dataDir }: StoreOptions,
  work: (client: MongoClient) => Promise<T>,
): Promise<T> {
  const store = await openEmbeddedMongo({ dataDir });
  const client = new MongoClient(store.url);
  try {
    return await work(client);
  } finally {
    await client.close();
    await store.stop();
  }
}

/** Looks the whole file over; gives what is wrong, which is nothing for a sound store. */
export function checkStore(options: StoreOptions): Promise<string[]> {
  return withStore(options, async (client) => {
    const { problems } = await client.db('admin').command({ embeddedCheck: 1 });
    return problems as string[];
  });
}

/** Writes a consistent copy of the store while it is in use; throws when the file is there already. */
export function backupStore(options: StoreOptions & { file: string }): Promise<void> {
  return withStore(options, async (client) => {
    await client.db('admin').command({ embeddedBackup: path.resolve(options.file) });
  });
}

/**
 * Writes every collection as canonical Extended JSON, a document a line, that `mongoimport` takes, and
 * a script for `mongosh` that makes the collections and the indexes; gives the names of the files.
 */
export function exportStore(options: StoreOptions & { directory: string }): Promise<string[]> {
  return withStore(options, async (client) => {
    mkdirSync(options.directory, { recursive: true, mode: 0o700 });
    const files: string[] = [];
    const steps: string[] = [];
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true });
    for (const { name } of databases)
      for (const collection of await client.db(name).collections()) {
        const file = `${encodeURIComponent(collection.namespace)}.json`;
        await exportCollection(collection, path.join(options.directory, file));
        steps.push(...(await indexSteps(collection)));
        files.push(file);
      }
    writeFileSync(path.join(options.directory, 'indexes.js'), `${steps.join('\n')}\n`, {
      mode: 0o600,
    });
    return [...files, 'indexes.js'];
  });
}

async function exportCollection(collection: Collection, file: string): Promise<void> {
  const documents = collection.find({}, { raw: true });
  const lines = async function* (): AsyncGenerator<string> {
    for await (const bytes of documents) {
      const document = BSON.deserialize(bytes as unknown as Uint8Array, {
        promoteValues: false,
        bsonRegExp: true,
      });
      yield `${BSON.EJSON.stringify(document, { relaxed: false })}\n`;
    }
  };
  await pipeline(Readable.from(lines()), createWriteStream(file, { mode: 0o600 }));
}

async function indexSteps(collection: Collection): Promise<string[]> {
  const target = `db.getSiblingDB(${JSON.stringify(collection.dbName)})`;
  const name = JSON.stringify(collection.collectionName);
  const indexes = (await collection.indexes()).filter((index) => index.name !== '_id_');
  return indexes.map(({ key, v: _v, ...options }) => {
    const [keys, rest] = [key, options].map((part) =>
      BSON.EJSON.stringify(part, { relaxed: true }),
    );
    return `${target}.getCollection(${name}).createIndex(EJSON.parse(${JSON.stringify(keys)}), EJSON.parse(${JSON.stringify(rest)}));`;
  });
}

const USAGE = 'Usage: npm run store -- check | copy FILE | export DIR';

/** Runs one of the commands; `say` takes lines for the operator. Gives the exit code. */
export async function storeCommand(
  argv: readonly string[],
  options: StoreOptions,
  say: (line: string) => void,
): Promise<number> {
  const [verb, target] = argv;
  try {
    if (verb === 'check') return await check(options, say);
    if (verb === 'copy' && target) {
      await backupStore({ ...options, file: target });
      say(`The store was copied to ${target}.`);
      return 0;
    }
    if (verb === 'export' && target) {
      const files = await exportStore({ ...options, directory: target });
      say(`${files.length - 1} collections were written to ${target}. In it, for each collection:`);
      say(
        '  mongoimport --uri URL --db DATABASE --collection COLLECTION --file DATABASE.COLLECTION.json',
      );
      say('and then, once:');
      say('  mongosh URL indexes.js');
      return 0;
    }
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
  say(USAGE);
  return 2;
}

async function check(options: StoreOptions, say: (line: string) => void): Promise<number> {
  const problems = await checkStore(options);
  for (const problem of problems) say(problem);
  say(problems.length ? `${problems.length} problems were found.` : 'The store is sound.');
  return problems.length ? 1 : 0;
}
