import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ChildOrder } from './child.js';
import type { OnScan, Scan } from './scan-log.js';
import { StoreError, type StoreErrorCode } from './store-error.js';

/** A server in a process of its own. */
export interface Child {
  pid: number;
  /** Settles when the process has ended, also when nobody asked it to. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * A command's documents and keys live until it is answered, which is longer than V8's 16 MB last for young objects: copied
 * on and collected as old ones they took a tenth of the processor time.
 */
const YOUNG = '--max-semi-space-size=32';

type Message =
  | { ready: true; error?: undefined; scan?: undefined }
  | { error: { code: string; message: string }; ready?: undefined; scan?: undefined }
  | { scan: Scan; ready?: undefined; error?: undefined };

/** The child's entry and what Node needs to run it: TypeScript's sources go through tsx. */
function entry(): string[] {
  const here = fileURLToPath(import.meta.url);
  const child = path.join(path.dirname(here), `child${path.extname(here)}`);
  const program = here.endsWith('.ts') ? ['--import', import.meta.resolve('tsx'), child] : [child];
  return [YOUNG, ...program];
}

/**
 * Starts a server in a child process and answers when it is ready. The child ends with this process.
 * @throws StoreError when the file cannot be served
 */
export async function spawnServer(order: ChildOrder, onScan?: OnScan): Promise<Child> {
  const child = spawn(process.execPath, entry(), {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: withoutOptions(process.env),
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(order)}\n`);
  await ready(child, onScan);
  release(child);
  return {
    pid: child.pid ?? 0,
    ended,
    stop: async () => {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}

/** What is meant for this process (a debugger, a coverage) is not meant for the child. */
function withoutOptions({ NODE_OPTIONS: _options, ...rest }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return rest;
}

/** Settles when the child serves, or has ended with nothing of it left. */
function ready(child: ChildProcess, onScan?: OnScan): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure = new Error('The embedded store ended before it was ready.');
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const message = JSON.parse(line) as Message;
      if (message.ready) resolve();
      else if (message.scan) onScan?.(message.scan);
      else if (message.error)
        failure = new StoreError(message.error.code as StoreErrorCode, message.error.message);
    });
    child.once('error', reject);
    child.once('close', () => reject(failure));
  });
}

/** Lets this process end without waiting for the child, which ends when it does. */
function release(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout])
    (stream as { unref?: () => void } | null)?.unref?.();
}
