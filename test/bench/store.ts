/**
 * The embedded store over the official driver, its server in a child process, with bare libsql beside
 * it. Every figure is the median of three rounds.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { MongoClient, type Collection } from 'mongodb';
import { startEmbeddedMongo } from '../../src/embedded/index.js';
import { median } from './measure.js';

const DOCUMENTS = 100_000;
const OPERATIONS = 4_000;
const IN_FLIGHT = 10;
const ROUNDS = 3;

interface Badge {
  _id: number | string;
  email: string;
  course: number;
  n: number;
  note: string;
}

type Work = (i: number) => unknown;

const badge = (i: number): Badge => ({
  _id: i,
  email: `learner${i}@example.org`,
  course: i % 500,
  n: 0,
  note: 'x'.repeat(120),
});
const pick = (i: number): number => (i * 7919) % DOCUMENTS;

/** Operations a second with a number of them in flight. */
async function rate(work: Work, inFlight: number): Promise<number> {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    let next = round * OPERATIONS;
    const end = next + OPERATIONS;
    const worker = async (): Promise<void> => {
      while (next < end) await work(next++);
    };
    const started = performance.now();
    await Promise.all(Array.from({ length: inFlight }, worker));
    rounds.push(OPERATIONS / ((performance.now() - started) / 1000));
  }
  return Math.round(median(rounds));
}

async function fill(collection: Collection<Badge>): Promise<void> {
  await collection.createIndex({ email: 1 }, { unique: true });
  await collection.createIndex({ course: 1 });
  for (let from = 0; from < DOCUMENTS; from += 5_000)
    await collection.insertMany(Array.from({ length: 5_000 }, (_, i) => badge(from + i)));
}

/** The same operations by index on bare SQLite, without a protocol, a codec or a second process. */
function bare(directory: string): Record<string, Work> {
  const db = new Database(path.join(directory, 'bare.sqlite'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  db.exec('CREATE TABLE badges(id INTEGER PRIMARY KEY, email TEXT UNIQUE, n INTEGER, d BLOB)');
  const body = Buffer.alloc(220);
  const insert = db.prepare('INSERT INTO badges VALUES(?, ?, 0, ?)');
  db.exec('BEGIN');
  for (let i = 0; i < DOCUMENTS; i++) insert.run(i, badge(i).email, body);
  db.exec('COMMIT');
  const find = db.prepare('SELECT d FROM badges WHERE email = ?');
  const update = db.prepare('UPDATE badges SET n = n + 1 WHERE email = ?');
  const email = (i: number): string => `learner${pick(i)}@example.org`;
  let extra = DOCUMENTS;
  return {
    insertOne: () => insert.run(++extra, `new${extra}@example.org`, body),
    findOne: (i) => find.get(email(i)),
    updateOne: (i) => update.run(email(i)),
    findOneAndUpdate: (i) => [update.run(email(i)), find.get(email(i))],
  };
}

function overDriver(collection: Collection<Badge>): Record<string, Work> {
  const email = (i: number): string => `learner${pick(i)}@example.org`;
  let extra = DOCUMENTS;
  return {
    insertOne: () => collection.insertOne({ ...badge(++extra), email: `new${extra}@example.org` }),
    findOne: (i) => collection.findOne({ email: email(i) }),
    updateOne: (i) => collection.updateOne({ email: email(i) }, { $inc: { n: 1 } }),
    findOneAndUpdate: (i) => collection.findOneAndUpdate({ email: email(i) }, { $inc: { n: 1 } }),
  };
}

async function findOneMedianMs(collection: Collection<Badge>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 1_000; i++) {
    const started = performance.now();
    await collection.findOne({ email: `learner${pick(i)}@example.org` });
    times.push(performance.now() - started);
  }
  return Math.round(median(times) * 1000) / 1000;
}

export default async function bench(): Promise<Record<string, number>> {
  const directory = mkdtempSync(path.join(tmpdir(), 'laurel-bench-'));
  const server = await startEmbeddedMongo({ file: path.join(directory, 'bench.sqlite') });
  const client = await new MongoClient(server.url, { maxPoolSize: IN_FLIGHT }).connect();
  try {
    const collection = client.db('bench').collection<Badge>('badges');
    await fill(collection);
    const embedded = overDriver(collection);
    const sqlite = bare(directory);
    const result: Record<string, number> = {};
    console.log(`a second, ${DOCUMENTS} documents   one in flight   ten in flight   bare libsql`);
    for (const name of ['insertOne', 'findOne', 'updateOne', 'findOneAndUpdate']) {
      const one = await rate(embedded[name] as Work, 1);
      const ten = await rate(embedded[name] as Work, IN_FLIGHT);
      const plain = await rate(sqlite[name] as Work, 1);
      result[name] = ten;
      console.log(
        `${name.padEnd(29)}${[one, ten, plain].map((n) => String(n).padStart(14)).join('  ')}`,
      );
    }
    result['findOneMedianMs'] = await findOneMedianMs(collection);
    console.log(
      `an indexed findOne among ${DOCUMENTS}: ${result['findOneMedianMs']} ms at the median`,
    );
    return result;
  } finally {
    await client.close();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
