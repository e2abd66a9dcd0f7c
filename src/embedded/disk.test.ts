/** A file that cannot be written (any more): what a client is told, that nothing is harmed, and that it goes on. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MongoClient, type Collection, type Document } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbeddedMongo, startEmbeddedMongo, storeCommand } from './index.js';
import { sweep } from './sweep.js';
import { startEngine, type EngineUnderTest } from './testing/engine-under-test.js';
import { temporaryDirectory } from './testing/server-under-test.js';

const BODY = 'x'.repeat(50_000);
const full = expect.objectContaining({
  code: 14031,
  codeName: 'OutOfDiskSpace',
  message: 'The disk is full: nothing was written',
}) as unknown;

/** Inserts until one is refused; gives how many were acknowledged, and the refusal. */
async function fillUp(collection: Collection<Document>): Promise<{ n: number; error: unknown }> {
  for (let n = 0; n < 10_000; n++)
    try {
      await collection.insertOne({ _id: n, key: n, body: BODY } as Document);
    } catch (error) {
      return { n, error };
    }
  throw new Error('the disk has no end');
}

describe('a store that may not grow any more', () => {
  let server: EngineUnderTest;
  let collection: Collection<Document>;
  const limit = (pages: number): unknown =>
    server.engine.catalog.store.all(`PRAGMA max_page_count = ${pages}`);
  beforeEach(async () => {
    server = await startEngine();
    collection = server.client.db('a').collection('full');
    await collection.createIndex({ key: 1 }, { unique: true });
    limit(200);
  });
  afterEach(() => server.stop());
  const problems = async (): Promise<unknown> =>
    (await server.client.db('admin').command({ embeddedCheck: 1 }))['problems'];

  it('refuses a write (14031 OutOfDiskSpace), has every acknowledged one, and still reads', async () => {
    const { n, error } = await fillUp(collection);
    expect(error).toEqual(full);
    expect(n).toBeGreaterThan(5);
    expect(await collection.countDocuments()).toBe(n);
    expect(await collection.findOne({ key: n - 1 }, { projection: { key: 1 } })).toMatchObject({
      key: n - 1,
    });
    expect(await problems()).toEqual([]);
  });

  it('takes no part of a batch, of an update of many, or of a new index or collection', async () => {
    const { n } = await fillUp(collection);
    const more = Array.from({ length: 20 }, (_, i) => ({ key: 1000 + i, body: BODY }));
    await expect(collection.insertMany(more, { ordered: false })).rejects.toEqual(full);
    await expect(collection.updateMany({}, { $set: { more: BODY } })).rejects.toEqual(full);
    await expect(collection.createIndex({ body: 1 })).rejects.toEqual(full);
    await expect(
      collection.findOneAndUpdate({ key: 5000 }, { $set: { body: BODY } }, { upsert: true }),
    ).rejects.toEqual(full);
    expect(await collection.countDocuments()).toBe(n);
    expect(await collection.countDocuments({ more: { $exists: true } })).toBe(0);
    expect((await collection.indexes()).map(({ name }) => name)).toEqual(['_id_', 'key_1']);
    expect(await problems()).toEqual([]);
  });

  it('goes on when there is room: after a deletion, and after the limit is raised', async () => {
    const { n } = await fillUp(collection);
    await collection.deleteMany({ key: { $lt: 4 } });
    await collection.insertOne({ key: -1, body: BODY });
    limit(10_000);
    await collection.insertMany(
      Array.from({ length: 20 }, (_, i) => ({ key: 1000 + i, body: BODY })),
    );
    expect(await collection.countDocuments()).toBe(n - 4 + 1 + 20);
    await expect(collection.insertOne({ key: 1000 })).rejects.toMatchObject({ code: 11000 });
    expect(await problems()).toEqual([]);
  });

  it('is swept on: what expires goes, and makes room', async () => {
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 0 });
    await collection.insertMany(
      Array.from({ length: 5 }, (_, i) => ({ key: -i - 1, at: new Date(0), body: BODY })),
    );
    await fillUp(collection);
    await sweep(server.engine);
    await collection.insertOne({ key: 9999, body: BODY });
    expect(await collection.countDocuments({ at: { $exists: true } })).toBe(0);
  });
});

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

/** Whether this process may mount a file system (root, and not in every container). */
function canMount(): boolean {
  if (!isRoot) return false;
  const directory = temporaryDirectory();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', directory], { stdio: 'ignore' });
    execFileSync('umount', [directory]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const mayMount = canMount();

describe.runIf(mayMount)('a store on a disk of 8 MB', () => {
  let directory: string;
  let dataDir: string;
  const ballast = (): string => path.join(directory, 'ballast');
  beforeEach(() => {
    directory = temporaryDirectory();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=0700', 'none', directory]);
    dataDir = path.join(directory, 'data');
  });
  afterEach(() => {
    execFileSync('umount', [directory]);
    rmSync(directory, { recursive: true });
  });
  /** Leaves so much room and no more. */
  function leave(bytes: number): void {
    writeFileSync(ballast(), Buffer.alloc(8_000_000 - bytes));
  }

  it('tells its clients when that is full, loses nothing, and goes on when there is room', async () => {
    leave(3_000_000);
    const store = await openEmbeddedMongo({ dataDir });
    const client = await new MongoClient(store.url).connect();
    const collection = client.db('a').collection<Document>('full');
    await collection.createIndex({ key: 1 }, { unique: true });
    const { n, error } = await fillUp(collection);
    expect(error).toEqual(full);
    expect(await collection.countDocuments()).toBe(n);
    unlinkSync(ballast());
    await collection.insertOne({ key: -1, body: BODY }, { writeConcern: { j: true } });
    await client.close();
    await store.stop();

    const again = await openEmbeddedMongo({ dataDir });
    const other = await new MongoClient(again.url).connect();
    expect(await other.db('a').collection('full').countDocuments()).toBe(n + 1);
    expect(await other.db('admin').command({ embeddedCheck: 1 })).toMatchObject({ problems: [] });
    await other.close();
    await again.stop();
  });

  it('is told of when it cannot be made for want of room', async () => {
    mkdirSync(dataDir, { mode: 0o700 });
    leave(0);
    try {
      writeFileSync(path.join(directory, 'rest'), Buffer.alloc(1_000_000));
    } catch {
      // Now there is no room at all.
    }
    await expect(openEmbeddedMongo({ dataDir })).rejects.toMatchObject({ code: 'disk_full' });
  });
});

describe.runIf(mayMount || !isRoot)('a file that may not be written', () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = temporaryDirectory();
    file = path.join(directory, 'laurel.sqlite');
    // No mode keeps root from writing; a file system that is read-only does.
    if (mayMount)
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m,mode=0700', 'none', directory]);
    const server = await startEmbeddedMongo({ file });
    await server.stop();
    if (mayMount) execFileSync('mount', ['-o', 'remount,ro', directory]);
    else chmodSync(file, 0o444);
  });
  afterEach(() => {
    if (mayMount) execFileSync('umount', [directory]);
    rmSync(directory, { recursive: true });
  });
  const words = (): string =>
    `${file} cannot be written: check the directory, its owner and its mode.`;

  it('is told of, and is left as it was', async () => {
    const before = readFileSync(file);
    await expect(startEmbeddedMongo({ file })).rejects.toMatchObject({
      code: 'not_writable',
      message: words(),
    });
    expect(readFileSync(file)).toEqual(before);
  });

  it('makes an operator’s command end with that line, exit code 1', async () => {
    const lines: string[] = [];
    expect(
      await storeCommand(['check'], { dataDir: directory }, (line) => void lines.push(line)),
    ).toBe(1);
    expect(lines).toEqual([words()]);
  });
});
