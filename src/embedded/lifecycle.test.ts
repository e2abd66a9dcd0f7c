import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEmbeddedMongo, startEmbeddedMongo, StoreError, type SharedStore } from './index.js';
import { temporaryDirectory } from './testing/server-under-test.js';

const isLinux = process.platform === 'linux';
const HOLDER = path.join(import.meta.dirname, 'testing', 'holder.ts');
let directory: string;

beforeEach(() => {
  directory = temporaryDirectory();
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

/** A process starts in less than a second, and in a quarter of a minute where ten others want the machine's cores. */
const START_MS = 120_000;
vi.setConfig({ testTimeout: 2 * START_MS, hookTimeout: 2 * START_MS });

const until = (what: () => unknown): Promise<unknown> =>
  vi.waitFor(async () => expect(await what()).toBeTruthy(), { timeout: START_MS, interval: 20 });

interface Holder {
  process: ChildProcess;
  /** The process that has the store open, and the server's. */
  pids: number[];
  url: string;
}

/** Starts a program that opens the store and holds it, in a process group of its own. */
async function hold(
  command: string[] = [process.execPath, '--import', 'tsx', HOLDER, directory],
): Promise<Holder> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: process.cwd(),
  });
  const said = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const line = text.split('\n').find((each) => each.startsWith('{') && each.endsWith('}'));
      if (line) resolve(line);
    });
  });
  const { pid, url } = JSON.parse(said) as { pid: number; url: string };
  return { process: child, url, pids: [pid, ...childrenOf(pid)] };
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

describe.runIf(isLinux)('the server in a child process', () => {
  it.each([
    [
      'a SIGINT to the group (Ctrl-C)',
      (holder: Holder) => process.kill(-(holder.process.pid ?? 0), 'SIGINT'),
    ],
    ['a SIGTERM to the parent', (holder: Holder) => process.kill(holder.pids[0] ?? 0, 'SIGTERM')],
    ['a SIGKILL to the parent', (holder: Holder) => process.kill(holder.pids[0] ?? 0, 'SIGKILL')],
  ])('leaves no process after %s', async (_how, end) => {
    const holder = await hold();
    expect(holder.pids).toHaveLength(2);
    end(holder);
    await until(() => !holder.pids.some(isAlive));
  });

  it('leaves no process after a SIGTERM to npm', async () => {
    writeFileSync(
      path.join(directory, 'package.json'),
      JSON.stringify({
        scripts: {
          hold: `exec ${process.execPath} --import ${import.meta.resolve('tsx')} ${HOLDER} ${directory}`,
        },
      }),
    );
    const holder = await hold(['npm', '--prefix', directory, 'run', '--silent', 'hold']);
    process.kill(holder.process.pid ?? 0, 'SIGTERM');
    await until(() => ![...holder.pids, holder.process.pid ?? 0].some(isAlive));
  });

  it('ignores SIGINT and SIGTERM itself, and ends when its parent lets go', async () => {
    const store = await openEmbeddedMongo({ dataDir: directory });
    const [server = 0] = childrenOf(process.pid).filter((pid) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('embedded/child'),
    );
    process.kill(server, 'SIGINT');
    process.kill(server, 'SIGTERM');
    const client = await new MongoClient(store.url).connect();
    expect(await client.db('a').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
    await store.stop();
    expect(isAlive(server)).toBe(false);
  });

  it('is reached through a socket in a directory that nobody else may enter', async () => {
    const store = await startEmbeddedMongo({ file: path.join(directory, 'a.sqlite') });
    const socket = decodeURIComponent(store.url.slice('mongodb://'.length, -1));
    expect(statSync(path.dirname(socket)).mode & 0o777).toBe(0o700);
    await store.stop();
    expect(existsSync(path.dirname(socket))).toBe(false);
  });
});

describe.each([{ tcp: false }, { tcp: true }])(
  'a store that several processes open (tcp: $tcp)',
  ({ tcp }) => {
    it('has one server, whose URL stands in store.json for its owner alone', async () => {
      const [a, b] = await Promise.all(
        [1, 2].map(() => openEmbeddedMongo({ dataDir: directory, tcp })),
      );
      if (!a || !b) throw new Error('two stores were opened');
      const note = path.join(directory, 'store.json');
      expect([a.role, b.role].sort()).toEqual(['guest', 'owner']);
      expect(b.url).toBe(a.url);
      expect(JSON.parse(readFileSync(note, 'utf8'))).toMatchObject({ url: a.url });
      expect(statSync(note).mode & 0o777).toBe(0o600);
      await Promise.all([a.stop(), b.stop()]);
    });

    it('is served on by a survivor when its owner goes; clients reconnect by themselves', async () => {
      const owner = await openEmbeddedMongo({ dataDir: directory, tcp });
      const survivor = await openEmbeddedMongo({ dataDir: directory, tcp });
      const client = await new MongoClient(survivor.url).connect();
      const collection = client.db('a').collection('b');
      await collection.insertOne({ n: 1 });
      await owner.stop();
      await until(() => collection.countDocuments().catch(() => 0));
      await until(() => survivor.role === 'owner');
      await client.close();
      await survivor.stop();
    });

    it.runIf(isLinux)('leaves no server when it ends while it takes one over', async () => {
      const before = childrenOf(process.pid);
      const owner = await openEmbeddedMongo({ dataDir: directory, tcp });
      const survivor = await openEmbeddedMongo({ dataDir: directory, tcp });
      const servers = () => childrenOf(process.pid).filter((pid) => !before.includes(pid));
      const [first] = servers();
      await owner.stop();
      await until(() => servers().some((pid) => pid !== first));
      await survivor.stop();
      expect(servers()).toEqual([]);
    });

    it('is taken over as soon as what stood in the way is gone, which is told of once', async () => {
      const told: string[] = [];
      const onLost = (error: Error): unknown => told.push(error.message);
      const owner = await openEmbeddedMongo({ dataDir: directory, tcp });
      const survivor = await openEmbeddedMongo({ dataDir: directory, tcp, onLost });
      const file = path.join(directory, 'laurel.sqlite');
      const client = await new MongoClient(survivor.url).connect();
      const collection = client.db('a').collection('b');
      await collection.insertOne({ n: 1 });
      const aside = `${file}.aside`;
      renameSync(file, aside);
      mkdirSync(file);
      await owner.stop();
      await until(() => told.length);
      rmdirSync(file);
      renameSync(aside, file);
      await until(() => collection.countDocuments().catch(() => 0));
      expect(told).toEqual([expect.stringContaining('cannot be written')]);
      await client.close();
      await survivor.stop();
    });
  },
);

describe('a store over TCP', () => {
  let store: SharedStore;
  beforeEach(async () => {
    store = await openEmbeddedMongo({ dataDir: directory, tcp: true });
  });
  afterEach(() => store.stop());

  const ask = async (url: string): Promise<unknown> => {
    const client = new MongoClient(url, { serverSelectionTimeoutMS: 60_000 });
    try {
      return await client.db('a').collection('b').findOne();
    } finally {
      await client.close();
    }
  };

  it('answers who has the password (SCRAM-SHA-256, RFC 7677)', async () => {
    await expect(ask(store.url)).resolves.toBeNull();
  });

  it('refuses a wrong password, and none', async () => {
    const { hostname, port } = new URL(store.url.replace('mongodb:', 'http:'));
    await expect(ask(store.url.replace(/:[0-9a-f]{64}@/, ':wrong@'))).rejects.toMatchObject({
      code: 18,
    });
    await expect(ask(`mongodb://${hostname}:${port}/`)).rejects.toMatchObject({ code: 13 });
  });
});

describe('a file that cannot be served', () => {
  it('is served once: a second server is refused', async () => {
    const file = path.join(directory, 'a.sqlite');
    const first = await startEmbeddedMongo({ file });
    await expect(startEmbeddedMongo({ file })).rejects.toMatchObject({ code: 'in_use' });
    await first.stop();
  });

  it.each([
    [
      'a text file',
      (file: string) => writeFileSync(file, 'this is no database, but long enough '.repeat(100)),
    ],
  ])('is told of when it is %s, and is left as it was', async (_what, make) => {
    const file = path.join(directory, 'foreign.sqlite');
    make(file);
    const before = readFileSync(file);
    const error: unknown = await startEmbeddedMongo({ file }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ code: 'foreign_file' });
    expect(readFileSync(file)).toEqual(before);
  });

  it('is told of when another program made it, and is left as it was', async () => {
    const file = path.join(directory, 'other.sqlite');
    const { default: Database } = await import('libsql');
    const other = new Database(file);
    other.exec('CREATE TABLE theirs(a)');
    other.close();
    const before = readFileSync(file);
    await expect(startEmbeddedMongo({ file })).rejects.toMatchObject({ code: 'foreign_file' });
    expect(readFileSync(file)).toEqual(before);
  });

  it('is told of when its directory is not there', async () => {
    const file = path.join(directory, 'nowhere', 'a.sqlite');
    await expect(startEmbeddedMongo({ file })).rejects.toMatchObject({ code: 'not_writable' });
  });
});
