import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
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

/** A reverse proxy that gives each request to the next process, and passes over one that cannot be reached. */
export async function startProxy() {
  const targets: number[] = [];
  const answered = new Map<number, number>();
  let turn = 0;

  const forward = (req: IncomingMessage, body: Buffer, res: ServerResponse, tries: number) => {
    turn += 1;
    const port = targets[turn % targets.length] ?? 0;
    const { method, url, headers } = req;
    const onward = request(
      { host: 'localhost', port, method, path: url, headers, agent: false },
      (answer) => {
        answered.set(port, (answered.get(port) ?? 0) + 1);
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
        // One that was killed in the middle of its answer: whoever asked learns of it.
        answer.once('close', () => !answer.complete && res.destroy());
      },
    );
    onward.once('error', (error: NodeJS.ErrnoException) => {
      // Nobody took the connection, so nothing was done: the next process may have it.
      const isUntouched = error.code === 'ECONNREFUSED' || 'errors' in error;
      if (isUntouched && tries > 1) return forward(req, body, res, tries - 1);
      if (!res.headersSent) res.writeHead(502);
      res.end();
    });
    onward.end(body);
  };

  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => forward(req, Buffer.concat(chunks), res, targets.length));
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    targets,
    /** How many requests each process has answered, by its port. */
    answered,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
