/**
 * The server as a process of its own. Its standard input is a pipe that the parent holds: the first
 * line is what to serve, and its end is the end of the server, however the parent ended. It says that
 * it is ready, or why not, in a line of JSON, and then tells of scans in further lines.
 */
import { rmdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import type { Location } from './location.js';
import { serveFile, type Served } from './serve.js';
import { StoreError } from './store-error.js';

export interface ChildOrder {
  file: string;
  location: Location;
  /** Whether the socket's directory goes with the server. */
  isPrivate: boolean;
}

// As the program itself does: garbage is collected when it is as much as what is in use.
setFlagsFromString('--heap-growing-percent=100');

process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);
const say = (message: object): boolean => process.stdout.write(`${JSON.stringify(message)}\n`);

/** Serves what the first line of the input says, until the input ends. */
function serve(input: NodeJS.ReadStream): void {
  let isEnding = false;
  let order: ChildOrder | undefined;
  let server: Promise<Served> | undefined;

  async function begin(line: string): Promise<void> {
    order = JSON.parse(line) as ChildOrder;
    server = serveFile({ ...order, onScan: (scan) => void say({ scan }) });
    try {
      await server;
      say({ ready: true });
    } catch (error) {
      const code = error instanceof StoreError ? error.code : 'failed';
      say({ error: { code, message: error instanceof Error ? error.message : String(error) } });
      process.exit(1);
    }
  }

  async function end(): Promise<void> {
    if (isEnding) return;
    isEnding = true;
    await (await server?.catch(() => undefined))?.stop();
    if (order?.isPrivate && order.location.kind === 'socket')
      rmdirSync(path.dirname(order.location.path));
    process.exit(0);
  }

  const lines = createInterface({ input });
  lines.once('line', (line) => void begin(line));
  lines.once('close', () => void end());
  input.on('error', () => void end());
}

serve(process.stdin);
