import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLaurel, type Laurel } from '../../src/app.js';
import { createLogger, parseSettings } from '../../src/base/index.js';

export interface Seen {
  /** The longest that the loop was held up, in milliseconds. */
  readonly blockMs: number;
  readonly heapMB: number;
}

/** A process of the tool as an operator runs it: `dist/`, or the sources where nothing was built. */
export interface Production {
  readonly url: string;
  readonly isBuilt: boolean;
  readonly dataDir: string;
  /** What the log said of work in other processes since the last time: its processor time in milliseconds. */
  takeWork(): { readonly task: string; readonly cpuMs: number }[];
  forget(): void;
  read(): Promise<Seen>;
  isAlive(): boolean;
  close(): Promise<void>;
}

/** What a task may take at most, where it was ended: the log says that, not how much it had used. */
const ENDED_CPU_MS = 1_900;

/**
 * @param prepare puts into the store what the bench needs, before the process starts
 * @param over settings of its own
 */
export async function startProduction(
  prepare: (laurel: Laurel) => Promise<void>,
  over: NodeJS.ProcessEnv = {},
): Promise<Production> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'laurel-bench-'));
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    LOG_LEVEL: 'debug',
    PORT: '0',
    // The bench stands where a proxy would: each request may come from another address.
    TRUST_PROXY: '1',
    PUBLIC_URL: 'https://badges.example.edu',
    MASTER_KEY: randomBytes(32).toString('base64'),
    DATA_DIR: dataDir,
    ISSUER_NAME: 'Example University',
    ISSUER_URL: 'https://example.edu',
    ...over,
  };
  const laurel = await createLaurel(parseSettings(env), createLogger('silent'));
  await prepare(laurel);
  await laurel.close();

  const isBuilt = existsSync('dist/main.js');
  const watch = path.resolve('test/bench/watch-process.mjs');
  const program = isBuilt
    ? ['--max-semi-space-size=32', 'dist/main.js']
    : ['--import', 'tsx', 'src/main.ts'];
  const child: ChildProcess = spawn(process.execPath, ['--import', watch, ...program], {
    env,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let url: string | undefined;
  for (const end = Date.now() + 120_000; url === undefined && Date.now() < end;) {
    await new Promise((done) => setTimeout(done, 100));
    url = /"url":"(http:\/\/localhost:\d+)"[^\n]*Laurel is ready/.exec(output)?.[1];
  }
  if (url === undefined) throw new Error(`the tool is not ready: ${output}`);
  return {
    url,
    isBuilt,
    dataDir,
    takeWork() {
      const lines = output.split('\n');
      output = lines.pop() ?? '';
      return lines.flatMap((line) => {
        if (!/"msg":"work (done|went beyond its budget)"/.test(line)) return [];
        const { task, cpuMs = ENDED_CPU_MS } = JSON.parse(line) as { task: string; cpuMs?: number };
        return [{ task, cpuMs }];
      });
    },
    forget: () => void child.send('forget'),
    async read() {
      child.send('read');
      const [seen] = (await once(child, 'message')) as [Seen];
      return seen;
    },
    isAlive: () => child.exitCode === null && child.signalCode === null,
    async close() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
