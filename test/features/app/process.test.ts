import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'laurel-process-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The parent of a process, or null when it has ended. */
function parentOf(pid: number): number | null {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop() ?? '';
    const [state, parent] = afterName.split(' ');
    return state === 'Z' ? null : Number(parent);
  } catch {
    return null;
  }
}

/** A process and everything it started. */
function familyOf(pid: number): number[] {
  const all = readdirSync('/proc').map(Number).filter(Boolean);
  return [pid, ...all.filter((one) => parentOf(one) === pid).flatMap(familyOf)];
}

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

async function start(
  env: NodeJS.ProcessEnv = {},
): Promise<{ child: ChildProcess; output: () => string }> {
  let text = '';
  const child = spawn('sh', ['-c', `exec node --import tsx src/main.ts --data=${folder}`], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      LOG_LEVEL: 'info',
      PORT: '0',
      DATA_DIR: folder,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  started.push(child);
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text };
}

describe.skipIf(process.platform !== 'linux')('the process', () => {
  it.each([
    ['SIGINT to its group, as Ctrl-C sends it', (pid: number) => process.kill(-pid, 'SIGINT'), 0],
    ['SIGTERM to it alone', (pid: number) => process.kill(pid, 'SIGTERM'), 0],
    ['SIGKILL to it alone', (pid: number) => process.kill(pid, 'SIGKILL'), null],
  ])('ends after %s and leaves none behind', async (_name, send, code) => {
    const { child, output } = await start();
    const ended = new Promise((done) => child.once('exit', (exit) => done(exit)));
    await vi.waitFor(() => expect(output()).toContain('Laurel is ready'), 25_000);
    const family = familyOf(child.pid ?? 0);
    expect(family.length).toBeGreaterThan(1);
    send(child.pid ?? 0);
    expect(await ended).toBe(code);
    const isAlive = (pid: number) => parentOf(pid) !== null;
    await vi.waitFor(() => expect(family.filter(isAlive)).toEqual([]), 10_000);
  });

  it.each([
    ['PORT', { PORT: 'http' }],
    ['PUBLIC_URL', { NODE_ENV: 'production' }],
    ['MONGODB_URL', { MONGODB_URL: 'mysql://x' }],
    ['MONGODB_URL', { MONGODB_URL: 'mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=200' }],
  ])('stops with one line that names %s when it is wrong', async (name, env) => {
    const { child, output } = await start(env);
    expect(await new Promise((done) => child.once('exit', done))).toBe(1);
    const lines = output().trim().split('\n');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(name);
  });

  it('stops with one line, exit code 1, when the store is a file of another program, and leaves it', async () => {
    const file = path.join(folder, 'laurel.sqlite');
    const text = 'Dear diary, '.repeat(500);
    writeFileSync(file, text);
    const { child, output } = await start();
    expect(await new Promise((done) => child.once('exit', done))).toBe(1);
    expect(output().trim()).toBe(`${file} is not a store of this program; it was left as it is.`);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});
