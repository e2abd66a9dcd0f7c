import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MongoClient, type Document } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  checkStore,
  exportStore,
  openEmbeddedMongo,
  startEmbeddedMongo,
  storeCommand,
} from './index.js';
import type { Location } from './location.js';
import { spawnServer } from './spawn.js';

const ROUNDS = 10;
const WRITERS = 6;
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'laurel-durable-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Writes until the server is gone; `acknowledged` grows, `ended` settles then. */
function startWriter(url: string, name: string): { acknowledged: string[]; ended: Promise<void> } {
  const acknowledged: string[] = [];
  const write = async (): Promise<void> => {
    const client = new MongoClient(url, { serverSelectionTimeoutMS: 10_000 });
    const collection = client.db('crash').collection<Document>('writes');
    try {
      for (let n = 0; ; n++) {
        const id = `${name}-${n}`;
        if (n % 3 === 2)
          await collection.findOneAndUpdate(
            { id },
            { $set: { email: `${id}@x` } },
            { upsert: true },
          );
        else await collection.insertOne({ id, email: `${id}@x` });
        acknowledged.push(id);
      }
    } catch {
      await client.close();
    }
  };
  return { acknowledged, ended: write() };
}

describe('an acknowledged write', () => {
  it(
    `survives a SIGKILL of the server: ${ROUNDS} rounds under ${WRITERS} writers`,
    { timeout: 300_000 },
    async () => {
      const file = path.join(directory, 'laurel.sqlite');
      const socket = path.join(directory, 's.sock');
      const location: Location = { kind: 'socket', path: socket };
      const url = `mongodb://${encodeURIComponent(socket)}/`;
      const all: string[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const server = await spawnServer({ file, location, isPrivate: false });
        if (round === 0) {
          const client = await new MongoClient(url).connect();
          await client
            .db('crash')
            .collection('writes')
            .createIndexes([
              { key: { id: 1 }, unique: true },
              { key: { email: 1 }, unique: true },
            ]);
          await client.close();
        }
        const writers = Array.from({ length: WRITERS }, (_, i) =>
          startWriter(url, `${round}-${i}`),
        );
        await vi.waitFor(
          () => expect(writers.every(({ acknowledged }) => acknowledged.length > 20)).toBe(true),
          { timeout: 60_000, interval: 10 },
        );
        process.kill(server.pid, 'SIGKILL');
        await Promise.all(writers.map(({ ended }) => ended));
        all.push(...writers.flatMap(({ acknowledged }) => acknowledged));
      }
      expect(await checkStore({ dataDir: directory })).toEqual([]);
      const store = await openEmbeddedMongo({ dataDir: directory });
      const client = await new MongoClient(store.url).connect();
      const there = new Set(await client.db('crash').collection('writes').distinct('id'));
      expect(all.length).toBeGreaterThan(ROUNDS * WRITERS * 20);
      expect(all.filter((id) => !there.has(id))).toEqual([]);
      await client.close();
      await store.stop();
    },
  );
});

describe('the commands of an operator', () => {
  const lines: string[] = [];
  const run = (...argv: string[]): Promise<number> => {
    lines.length = 0;
    return storeCommand(argv, { dataDir: directory }, (line) => void lines.push(line));
  };

  it('check, back up and export a store while it is in use', async () => {
    const store = await openEmbeddedMongo({ dataDir: directory });
    const client = await new MongoClient(store.url).connect();
    const badges = client.db('laurel').collection<Document>('badges');
    await badges.createIndex({ email: 1 }, { unique: true });
    await badges.insertMany([{ email: 'a@b.c', n: 5, at: new Date(0) }, { email: 'd@e.f' }]);

    expect(await run('check')).toBe(0);
    expect(lines).toEqual(['The store is sound.']);

    const copy = path.join(directory, 'copy.sqlite');
    expect(await run('copy', copy)).toBe(0);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect(await run('copy', copy)).toBe(1);
    const restored = await startEmbeddedMongo({ file: copy, inProcess: true });
    const other = await new MongoClient(restored.url).connect();
    expect(await other.db('laurel').collection('badges').countDocuments()).toBe(2);
    await other.close();
    await restored.stop();

    const target = path.join(directory, 'out');
    expect(await exportStore({ dataDir: directory, directory: target })).toEqual([
      'laurel.badges.json',
      'indexes.js',
    ]);
    const [first = ''] = readFileSync(path.join(target, 'laurel.badges.json'), 'utf8').split('\n');
    expect(JSON.parse(first)).toMatchObject({
      email: 'a@b.c',
      n: { $numberInt: '5' },
      at: { $date: { $numberLong: '0' } },
    });
    expect(readFileSync(path.join(target, 'indexes.js'), 'utf8')).toContain('createIndex');
    await client.close();
    await store.stop();
  });

  it('leave the whole store in its one file once they have ended, so that whoever copies that has all', async () => {
    const file = path.join(directory, 'store.sqlite');
    const server = await startEmbeddedMongo({ file, inProcess: true });
    const client = await new MongoClient(server.url).connect();
    await client.db('laurel').collection('badges').insertOne({ email: 'a@b.c' });
    await client.close();
    await server.stop();

    const copy = path.join(directory, 'copied.sqlite');
    writeFileSync(copy, readFileSync(file));
    const again = await startEmbeddedMongo({ file: copy, inProcess: true });
    const other = await new MongoClient(again.url).connect();
    expect(await other.db('laurel').collection('badges').countDocuments()).toBe(1);
    await other.close();
    await again.stop();
  });

  it('tell of a foreign file and leave it as it was, exit code 1', async () => {
    const file = path.join(directory, 'laurel.sqlite');
    writeFileSync(file, 'no store at all '.repeat(300));
    expect(await run('check')).toBe(1);
    expect(lines.join()).toContain('is not a store of this program');
    expect(readFileSync(file, 'utf8')).toBe('no store at all '.repeat(300));
  });

  it('tell how they are used when they are not, exit code 2', async () => {
    expect(await run('frobnicate')).toBe(2);
    expect(lines.join()).toContain('Usage');
    expect(existsSync(path.join(directory, 'laurel.sqlite'))).toBe(false);
  });
});

describe('a client that breaks the protocol', () => {
  const message = (bytes: number[], length = bytes.length + 16): Buffer => {
    const out = Buffer.alloc(16 + bytes.length);
    out.writeInt32LE(length, 0);
    out.writeInt32LE(2013, 12);
    Buffer.from(bytes).copy(out, 16);
    return out;
  };
  /** A document whose length says more than there is. */
  const lying = [0, 0, 0, 0, 0, 99, 0, 0, 0, 3, 0];

  it.each<[string, Buffer]>([
    ['a length of less than a header', message([], 3)],
    ['a length of more than 48 MB', message([], 48_000_001)],
    ['an unknown operation', Buffer.concat([message([]).fill(9, 12, 16), Buffer.alloc(4)])],
    ['an unknown section', message([0, 0, 0, 0, 7, 5, 0, 0, 0, 0])],
    ['a document that lies about its length', message(lying)],
    ['no body', message([0, 0, 0, 0])],
    ['random bytes', Buffer.from(Array.from({ length: 64 }, (_, i) => (i * 37) % 251))],
  ])('loses its connection, and it alone, for %s', async (_what, bytes) => {
    const server = await startEmbeddedMongo({
      file: path.join(directory, 'a.sqlite'),
      inProcess: true,
    });
    const client = await new MongoClient(server.url).connect();
    await new Promise<void>((resolve, reject) => {
      const socket = connect(decodeURIComponent(server.url.slice('mongodb://'.length, -1)));
      socket.once('error', reject).once('close', () => resolve());
      socket.resume().write(bytes);
    });
    await client.db('a').collection('b').insertOne({ n: 1 });
    expect(await client.db('a').collection('b').countDocuments()).toBe(1);
    await client.close();
    await server.stop();
  });

  it('or that vanishes in the middle of a command harms nobody', async () => {
    const server = await startEmbeddedMongo({
      file: path.join(directory, 'a.sqlite'),
      inProcess: true,
    });
    const client = await new MongoClient(server.url).connect();
    await new Promise<void>((resolve) => {
      const socket = connect(decodeURIComponent(server.url.slice('mongodb://'.length, -1)), () => {
        socket.write(message(Array<number>(40).fill(0), 4000), () => socket.destroy());
      });
      socket.once('close', () => resolve());
    });
    expect(await client.db('a').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
    await server.stop();
  });
});

describe.runIf(process.platform === 'linux')('a cursor over 120 MB of documents', () => {
  it('is read with the server below 400 MB', { timeout: 120_000 }, async () => {
    const location: Location = { kind: 'socket', path: path.join(directory, 's.sock') };
    const server = await spawnServer({
      file: path.join(directory, 'a.sqlite'),
      location,
      isPrivate: false,
    });
    const client = await new MongoClient(
      `mongodb://${encodeURIComponent(location.path)}/`,
    ).connect();
    const collection = client.db('a').collection<Document>('big');
    const body = 'x'.repeat(100_000);
    for (let from = 0; from < 1200; from += 100)
      await collection.insertMany(Array.from({ length: 100 }, (_, i) => ({ n: -from - i, body })));
    let read = 0;
    for await (const found of collection.find({}).sort({ n: 1 }))
      read += (found['body'] as string).length;
    expect(read).toBe(120_000_000);
    const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
    const peakMb = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
    expect(peakMb).toBeLessThan(400);
    await client.close();
    await server.stop();
  });
});
