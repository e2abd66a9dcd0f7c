import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { EJSON } from 'bson';
import { Int32, MongoClient, MongoServerError, ObjectId, type Db } from 'mongodb';
import { startEmbeddedMongo } from '../../src/embedded/start.js';
import { temporaryDirectory } from '../../src/embedded/testing/server-under-test.js';

/** What came of it: what an engine answered, or the code with which it refused. */
export type Outcome = { readonly answer: string } | { readonly code: number };

/** A command whose first field is filled with the collection's name. */
export type Command = ReadonlyMap<string, unknown>;

/** The documents that are there first, and what is done then, one after the other. */
export interface Case {
  readonly documents: readonly Map<string, unknown>[];
  readonly commands: readonly Command[];
}

export interface Engines {
  /** Does a case on both and gives each step's outcomes, then what is stored in the end. */
  run(given: Case): Promise<{ readonly embedded: Outcome[]; readonly mongo: Outcome[] }>;
  close(): Promise<void>;
}

const RAW = { promoteValues: false, bsonRegExp: true, useBigInt64: false } as const;
/** What the two need not agree on: ids they made up, plans, clocks, where a cursor is. */
const NOISE = new Set([
  '$clusterTime',
  'operationTime',
  'electionId',
  'opTime',
  'lastErrorObject',
  'ns',
  'id',
]);

function plain(given: unknown, isAnswer = true): unknown {
  if (given instanceof ObjectId && !/^(0{24}|f{24})$/.test(given.toHexString())) return '(an id)';
  if (Array.isArray(given)) return given.map((item) => plain(item, isAnswer));
  if (given === null || typeof given !== 'object' || '_bsontype' in given || given instanceof Date)
    return given;
  const entries = Object.entries(given).filter(([key]) => !isAnswer || !NOISE.has(key));
  return entries.map(([key, item]) => [key, plain(item, isAnswer)]);
}

async function outcome(run: () => Promise<unknown>): Promise<Outcome> {
  try {
    return { answer: EJSON.stringify(plain(await run()), { relaxed: false }) };
  } catch (error) {
    if (error instanceof MongoServerError) return { code: Number(error.code) };
    throw error;
  }
}

/** Write errors come inside the answer; they count as a refusal with their code. */
async function command(db: Db, collection: string, given: Command): Promise<unknown> {
  const [[first], ...rest] = [...given] as [[string, unknown], ...[string, unknown][]];
  // Its own fields are not numbers, so an object keeps their order.
  const sent = Object.fromEntries([[first, collection], ...rest]);
  const answer = await db.command(sent, RAW);
  const [failure] = (answer['writeErrors'] ?? []) as { code: Int32 | number }[];
  if (failure) throw new MongoServerError({ code: Number(failure.code) });
  return answer;
}

async function on(db: Db, given: Case): Promise<Outcome[]> {
  const name = `c${randomBytes(4).toString('hex')}`;
  const collection = db.collection(name);
  await db.createCollection(name);
  if (given.documents.length > 0)
    await collection.insertMany(
      given.documents.map((fields, n) => new Map([['_id', new Int32(n)], ...fields])),
    );
  const outcomes: Outcome[] = [];
  for (const each of given.commands) outcomes.push(await outcome(() => command(db, name, each)));
  const left = await outcome(() => collection.find({}, RAW).sort({ _id: 1 }).toArray());
  await collection.drop();
  return [...outcomes, left];
}

/** @param url of the real MongoDB */
export async function startEngines(url: string): Promise<Engines> {
  const directory = temporaryDirectory();
  const server = await startEmbeddedMongo({
    file: path.join(directory, 'test.sqlite'),
    inProcess: true,
  });
  const clients = [await MongoClient.connect(server.url), await MongoClient.connect(url)] as const;
  // Which documents an expression is computed for is the optimiser's choice: compared is what a pipeline means.
  await clients[1]
    .db('admin')
    .command({ configureFailPoint: 'disablePipelineOptimization', mode: 'alwaysOn' });
  const name = `differential_${randomBytes(6).toString('hex')}`;
  return {
    async run(given) {
      const [embedded, mongo] = await Promise.all(
        clients.map((client) => on(client.db(name), given)),
      );
      return { embedded: embedded ?? [], mongo: mongo ?? [] };
    },
    async close() {
      await clients[1].db(name).dropDatabase();
      for (const client of clients) await client.close();
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
