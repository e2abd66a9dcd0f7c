import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { removeStaleStores } from '../../scripts/demo/temporary-store.js';
import { startDemoWorld } from '../../scripts/demo/world.js';
import { createBrowser, launch } from '../support/lms/index.js';
import { PATIENCE_MS } from './processes.js';

const closing: (() => unknown)[] = [];
let folder = '';
beforeEach(() => {
  // Short: the store's socket lies below it.
  folder = mkdtempSync(path.join(tmpdir(), 'ld-'));
});
afterEach(async () => {
  for (const end of closing.splice(0).reverse()) await end();
  rmSync(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
});

/** `npm run demo` with a temporary folder of its own; gives where its three parties are. */
async function runDemo(): Promise<{ child: ChildProcess; addresses: string[] }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/demo.ts'], {
    env: { ...process.env, NODE_ENV: '', TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise((done) => child.once('exit', done));
  closing.push(() => {
    child.kill('SIGKILL');
    return ended;
  });
  const ready = () => {
    if (child.exitCode !== null) return;
    expect(output).toContain('Ctrl-C ends it.');
  };
  await vi.waitFor(ready, { timeout: PATIENCE_MS, interval: 100 });
  expect(child.exitCode, output).toBeNull();
  return { child, addresses: [...output.matchAll(/http:\/\/\S+/g)].map(([url]) => url) };
}

const stores = () => readdirSync(folder).filter((name) => name.startsWith('laurel-demo-'));
const answers = (socket: string) =>
  new Promise<boolean>((done) => {
    const connection = connect(socket, () => done(true)).once('error', () => done(false));
    connection.once('connect', () => connection.destroy());
  });
const end = async (child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM') => {
  const ended = new Promise((done) => child.once('exit', done));
  child.kill(signal);
  await ended;
};

describe('npm run demo', () => {
  it('runs beside another demo, and takes its store along when it ends', async () => {
    const [first, second] = [await runDemo(), await runDemo()];
    const all = [...first.addresses, ...second.addresses].map((url) => new URL(url).host);
    expect(all).toHaveLength(6);
    expect(new Set(all).size).toBe(6);
    for (const url of [...first.addresses, ...second.addresses])
      expect((await fetch(url)).status, url).toBe(200);
    expect(stores()).toHaveLength(2);
    await end(first.child, 'SIGTERM');
    await end(second.child, 'SIGTERM');
    expect(stores()).toEqual([]);
  });

  it('that was killed leaves its store to the next one, which removes it', async () => {
    const killed = await runDemo();
    const [left] = stores();
    await end(killed.child, 'SIGKILL');
    // The store's own process ends with the one that started it, soon.
    const socket = path.join(folder, left ?? '', 'run', 'mongodb.sock');
    await vi.waitFor(async () => expect(await answers(socket)).toBe(false), PATIENCE_MS);
    expect(stores()).toEqual([left]);
    const next = await runDemo();
    expect(stores()).toHaveLength(1);
    expect(stores()).not.toEqual([left]);
    await end(next.child, 'SIGTERM');
    expect(stores()).toEqual([]);
  });
});

describe('where a machine has 127.0.0.1 and ::1 alone', () => {
  it('each party of the demo has a site of its own, and people can launch', async () => {
    const canBind = (host: string) => Promise.resolve(host === '127.0.0.1' || host === '::1');
    const world = await startDemoWorld('silent', [0, 0, 0], { canBind });
    closing.push(() => world.close());
    const [moodle, canvas] = world.platforms.map(({ lms }) => lms);
    const hostsOf = (urls: readonly string[]) => new Set(urls.map((url) => new URL(url).hostname));
    expect(hostsOf([world.laurel.settings.publicUrl])).toEqual(new Set(['localhost']));
    expect(hostsOf([moodle!.baseUrl, ...Object.values(moodle!.endpoints)])).toEqual(
      new Set(['127.0.0.1']),
    );
    expect(hostsOf([canvas!.baseUrl, ...Object.values(canvas!.endpoints)])).toEqual(
      new Set(['[::1]']),
    );
    for (const lms of [moodle!, canvas!]) {
      const browser = createBrowser();
      const { response } = await launch(lms, { as: 'teacher', browser });
      expect(response.status, response.text).toBe(200);
      expect(response.url).toBe(`${world.laurel.settings.publicUrl}/course`);
    }
  });

  it('says so where there is no third site: a port alone is none', async () => {
    const canBind = (host: string) => Promise.resolve(host === '127.0.0.1');
    await expect(startDemoWorld('silent', [0, 0, 0], { canBind })).rejects.toThrow(
      'neither 127.0.0.2 and 127.0.0.3 nor ::1',
    );
  });
});

describe('removeStaleStores', () => {
  const make = (name: string, hasBegun = true) => {
    mkdirSync(path.join(folder, name, 'run'), { recursive: true });
    if (hasBegun) writeFileSync(path.join(folder, name, 'store.json'), '{}');
    return name;
  };
  /** No process has it: numbers of processes end well below. */
  const NOBODY = 2 ** 31 - 1;

  it('removes what a process that is gone has left, and nothing else', async () => {
    const gone = make(`laurel-demo-${NOBODY}-aaaaaa`);
    const kept = [
      make(`laurel-demo-${process.pid}-bbbbbb`),
      make(`laurel-demo-${NOBODY}-cccccc`, false),
      make('laurel-test-dddddd'),
      make(`laurel-demo-${NOBODY}-eeeeee`),
    ];
    const served = createServer();
    const socket = path.join(folder, kept[3] ?? '', 'run', 'mongodb.sock');
    await new Promise<void>((done) => served.listen(socket, done));
    closing.push(() => new Promise((done) => served.close(done)));
    expect(await removeStaleStores(folder)).toEqual([path.join(folder, gone)]);
    expect(readdirSync(folder).sort()).toEqual([...kept].sort());
  });
});
