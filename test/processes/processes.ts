import { spawn, type ChildProcess } from 'node:child_process';
import { vi } from 'vitest';

/**
 * The longest that anything is waited for. What a killed worker held is free again after a quarter of a minute; the rest is
 * for a machine that does much else meanwhile.
 */
export const PATIENCE_MS = 180_000;

/** A tool process of its own, as an operator starts it. */
export interface ToolProcess {
  readonly child: ChildProcess;
  readonly port: number;
  /** SIGKILL: the process gets no chance to put anything in order. */
  kill(): Promise<void>;
}

/** What is run: the sources, or a program that was built. */
export interface Program {
  readonly args: readonly string[];
  /** Where it stands; absent: here. */
  readonly cwd?: string;
}

const SOURCES: Program = { args: ['--import', 'tsx', 'src/main.ts'] };

/** Starts the tool and waits until it says that it is ready. */
export async function startProcess(
  env: NodeJS.ProcessEnv,
  { args, cwd }: Program = SOURCES,
): Promise<ToolProcess> {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...process.env, NODE_ENV: 'test', LOG_LEVEL: 'info', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const ready = () => {
    // A process that has ended will not be ready, however long it is waited for.
    if (child.exitCode !== null) return null;
    const url = /"url":"http:\/\/localhost:(\d+)"[^\n]*Laurel is ready/.exec(output)?.[1];
    if (url === undefined) throw new Error(`the tool is not ready: ${output}`);
    return Number(url);
  };
  const port = await vi.waitFor(ready, { timeout: PATIENCE_MS, interval: 100 });
  if (port === null) throw new Error(`the tool ended with ${child.exitCode}: ${output}`);
  return {
    child,
    port,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
