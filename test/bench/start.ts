import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROUNDS = 5;

/** Resident memory of a process, in megabytes; what Linux tells. */
function rssOf(pid: number): number {
  const kB = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kB ?? NaN) / 1_024;
}

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

const treeOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(treeOf)];

/** Processor time that a process and its children have used, in milliseconds. */
const cpuOf = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return sum + 10 * (Number(fields[11]) + Number(fields[12]));
  }, 0);

interface Start {
  readonly ms: number;
  readonly cpuMs: number;
  readonly rssMB: number;
  readonly treeMB: number;
}

async function startOnce(): Promise<Start> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'laurel-bench-'));
  const begun = performance.now();
  const child = spawn(process.execPath, ['--max-semi-space-size=32', 'dist/main.js'], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      PORT: '0',
      PUBLIC_URL: 'https://badges.example.edu',
      MASTER_KEY: randomBytes(32).toString('base64'),
      DATA_DIR: dataDir,
      ISSUER_NAME: 'Example University',
      ISSUER_URL: 'https://example.edu',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let output = '';
  for await (const chunk of child.stdout) {
    output += String(chunk);
    if (output.includes('Laurel is ready')) break;
  }
  const ms = performance.now() - begun;
  const tree = treeOf(child.pid ?? 0);
  const seen = {
    ms,
    cpuMs: cpuOf(tree),
    rssMB: rssOf(child.pid ?? 0),
    treeMB: tree.reduce((sum, pid) => sum + rssOf(pid), 0),
  };
  child.kill('SIGTERM');
  await ended;
  await rm(dataDir, { recursive: true, force: true });
  return seen;
}

/** From the command to the line that says it listens, on an empty store, as an operator runs it: `npm run build` first. */
export default async function bench(): Promise<object> {
  if (!existsSync('dist/main.js')) throw new Error('npm run build first');
  const starts: Start[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = await startOnce();
    starts.push(start);
    const { ms, cpuMs, rssMB, treeMB } = start;
    console.log(
      `${ms.toFixed(0)} ms · ${cpuMs} ms of processor time · ${rssMB.toFixed(0)} MB, with the store ${treeMB.toFixed(0)} MB`,
    );
  }
  const of = (key: keyof Start): number =>
    Math.round(starts.map((start) => start[key]).sort((a, b) => a - b)[ROUNDS >> 1]!);
  return { ms: of('ms'), rssMB: of('rssMB') };
}
