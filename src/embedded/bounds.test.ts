/** What bounds the server: time (TTL indexes, maxTimeMS), scans that are told of, and memory. */
import { readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { BSON, MongoClient, type Collection, type Db, type Document } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Scan } from './scan-log.js';
import { spawnServer, type Child } from './spawn.js';
import { sweep } from './sweep.js';
import { startEngine, type EngineUnderTest } from './testing/engine-under-test.js';
import { temporaryDirectory } from './testing/server-under-test.js';

const START = Date.UTC(2026, 0, 1);
let now: number;
const scans: Scan[] = [];
let server: EngineUnderTest;
let db: Db;

beforeEach(async () => {
  now = START;
  scans.length = 0;
  server = await startEngine({ now: () => new Date(now), onScan: (scan) => scans.push(scan) });
  db = server.client.db('limits');
});
afterEach(() => server.stop());

const idsIn = async (collection: Collection<Document>): Promise<unknown[]> =>
  (await collection.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);

describe('a TTL index (MongoDB manual, "TTL Indexes")', () => {
  it('deletes a document once its date is the seconds behind, and not before', async () => {
    const collection = db.collection<Document>('ttl');
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
    await collection.insertMany([
      { _id: 1, at: new Date(START) },
      { _id: 2, at: new Date(START + 30_000) },
    ] as Document[]);
    now = START + 59_999;
    await sweep(server.engine);
    expect(await idsIn(collection)).toEqual([1, 2]);
    now = START + 60_000;
    await sweep(server.engine);
    expect(await idsIn(collection)).toEqual([2]);
  });

  it('keeps what is no date, has none, or is of a later one; an array goes by its earliest', async () => {
    const collection = db.collection<Document>('ttl');
    await collection.createIndex({ at: -1 }, { expireAfterSeconds: 0 });
    const [past, future] = [new Date(START - 1), new Date(START + 1)];
    await collection.insertMany([
      { _id: 1, at: 5 },
      { _id: 2, at: 'yesterday' },
      { _id: 3, at: null },
      { _id: 4 },
      { _id: 5, at: future },
      { _id: 6, at: [future, past] },
      { _id: 7, at: past },
    ] as Document[]);
    await sweep(server.engine);
    expect(await idsIn(collection)).toEqual([1, 2, 3, 4, 5]);
  });

  it('that is partial deletes what it holds alone; a hidden one deletes too', async () => {
    const partial = db.collection<Document>('partial');
    const hidden = db.collection<Document>('hidden');
    await partial.createIndex(
      { at: 1 },
      { expireAfterSeconds: 0, partialFilterExpression: { used: true } },
    );
    await hidden.createIndex({ at: 1 }, { expireAfterSeconds: 0, hidden: true });
    const at = new Date(START);
    await partial.insertMany([
      { _id: 1, at, used: true },
      { _id: 2, at, used: false },
    ] as Document[]);
    await hidden.insertOne({ _id: 1, at } as Document);
    await sweep(server.engine);
    expect(await idsIn(partial)).toEqual([2]);
    expect(await idsIn(hidden)).toEqual([]);
  });

  it('deletes any number in one sweep, index entries too, while clients are served', async () => {
    const collection = db.collection<Document>('ttl');
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 0 });
    const at = new Date(START);
    await collection.insertMany(Array.from({ length: 2_500 }, () => ({ at })));
    const seen: number[] = [];
    const sweeping = sweep(server.engine);
    for (let left = 2_500; left > 0; seen.push(left)) left = await collection.countDocuments();
    await sweeping;
    expect(seen.some((left) => left > 0 && left < 2_500)).toBe(true);
    expect(await db.admin().command({ embeddedCheck: 1 })).toMatchObject({ problems: [] });
  });
});

describe('maxTimeMS', () => {
  it('ends a query that takes longer (50 MaxTimeMSExpired), and lets a shorter one finish', async () => {
    const collection = db.collection<Document>('slow');
    await collection.insertMany(Array.from({ length: 20_000 }, (_, n) => ({ n, text: `x${n}` })));
    const slow = { text: { $regex: '(x+x+)+y' } };
    await expect(collection.find(slow, { maxTimeMS: 1 }).toArray()).rejects.toMatchObject({
      code: 50,
      codeName: 'MaxTimeMSExpired',
    });
    expect(await collection.find(slow, { maxTimeMS: 60_000 }).toArray()).toEqual([]);
  });

  it('undoes the update that it ends', async () => {
    const collection = db.collection<Document>('slow');
    await collection.insertMany(Array.from({ length: 20_000 }, (_, n) => ({ n, done: false })));
    await expect(
      collection.updateMany({ done: false }, { $set: { done: true } }, { maxTimeMS: 1 }),
    ).rejects.toMatchObject({ code: 50 });
    expect(await collection.countDocuments({ done: true })).toBe(0);
  });
});

describe('the log of scans', () => {
  it('tells of more than 10,000 documents with the shape of the query, and none of its values', async () => {
    const collection = db.collection<Document>('people');
    await collection.insertMany(
      Array.from({ length: 10_001 }, (_, n) => ({ email: `secret${n}@example.org`, n })),
    );
    await collection
      .find({ email: 'secret@example.org', $or: [{ n: { $gt: 5 } }, { n: { $in: [1, 2] } }] })
      .sort({ n: -1 })
      .toArray();
    expect(scans).toEqual([
      {
        namespace: 'limits.people',
        documents: 10_001,
        shape: 'filter: { email: ?, $or: [{ n: { $gt: ? } }, { n: { $in: [?] } }] }, sort: { n }',
      },
    ]);
  });

  it('says nothing of 10,000, nor of a query that an index serves', async () => {
    const collection = db.collection<Document>('people');
    await collection.insertMany(Array.from({ length: 10_000 }, (_, n) => ({ n, m: n })));
    await collection.findOne({ m: -1 });
    await collection.createIndex({ n: 1 });
    await collection.insertOne({ n: 10_000 });
    await collection.find({ n: { $gte: 0 } }).toArray();
    expect(scans).toEqual([]);
    await collection.findOne({ m: -1 });
    expect(scans).toHaveLength(1);
  });
});

/** One OP_MSG with a command. */
function message(command: Document): Buffer {
  const body = BSON.serialize(command);
  const head = Buffer.alloc(21);
  head.writeInt32LE(21 + body.length, 0);
  head.writeInt32LE(2013, 12);
  return Buffer.concat([head, body]);
}

describe.runIf(process.platform === 'linux')('a client that never reads its replies', () => {
  const REPLIES = 60;
  let directory: string;
  let child: Child;
  let client: MongoClient;
  let deaf: Socket;
  beforeEach(async () => {
    directory = temporaryDirectory();
    const location = { kind: 'socket', path: path.join(directory, 's.sock') } as const;
    const file = path.join(directory, 'a.sqlite');
    child = await spawnServer({ file, location, isPrivate: false });
    client = await new MongoClient(`mongodb://${encodeURIComponent(location.path)}/`).connect();
    deaf = connect(location.path);
    deaf.on('error', () => undefined).pause();
  });
  afterEach(async () => {
    deaf.destroy();
    await client.close();
    await child.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  const peakMb = (): number =>
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;

  it('costs bounded memory, harms no other, and gets them all when it reads', async () => {
    const collection = client.db('a').collection<Document>('big');
    const body = 'x'.repeat(1_000_000);
    await collection.insertMany(Array.from({ length: 12 }, (_, n) => ({ n, body })));
    const before = peakMb();
    const find = message({ find: 'big', limit: -12, $db: 'a' });
    await new Promise<void>((sent) =>
      deaf.write(Buffer.concat(Array<Buffer>(REPLIES).fill(find)), () => sent()),
    );
    for (let n = 0; n < 50; n++) await collection.updateOne({ n: 0 }, { $inc: { reads: 1 } });
    expect(await collection.findOne({ n: 0 }, { projection: { reads: 1 } })).toMatchObject({
      reads: 50,
    });
    expect(peakMb() - before).toBeLessThan(150);

    let bytes = 0;
    deaf.on('data', (chunk) => (bytes += chunk.length)).resume();
    await vi.waitFor(() => expect(bytes).toBeGreaterThan(REPLIES * 12_000_000), {
      timeout: 60_000,
      interval: 50,
    });
  });
});
