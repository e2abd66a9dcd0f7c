import { chmodSync, rmSync } from 'node:fs';
import { Engine } from './commands/engine.js';
import type { Location } from './location.js';
import { scanLogger, type OnScan } from './scan-log.js';
import { sweepRegularly } from './sweep.js';
import { makeCredentials } from './wire/scram.js';
import { listen } from './wire/server.js';

export interface ServeOptions {
  file: string;
  location: Location;
  /** Told of scans of many documents. */
  onScan?: OnScan | undefined;
  /** What TTL indexes run out by, and the hour that `$currentDate` notes. Default: the machine's clock. */
  now?: (() => Date) | undefined;
}

export interface Served {
  stop(): Promise<void>;
}

/**
 * Opens a file and serves it in this process.
 * @throws StoreError when the file is another program's, is served already, or cannot be written
 */
export async function serveFile({ file, location, onScan, now }: ServeOptions): Promise<Served> {
  const engine = new Engine(file, now ?? (() => new Date()), onScan && scanLogger(onScan));
  try {
    const server = await open(engine, location);
    const endSweeps = sweepRegularly(engine);
    return {
      async stop() {
        await server.close();
        await endSweeps();
        engine.close();
      },
    };
  } catch (error) {
    engine.close();
    throw error;
  }
}

async function open(engine: Engine, location: Location): Promise<{ close(): Promise<void> }> {
  if (location.kind === 'tcp')
    return listen(
      engine,
      { port: location.port },
      makeCredentials(location.user, location.password),
    );
  // The file's lock is held: a socket that is there was left by a server that is gone.
  rmSync(location.path, { force: true });
  const server = await listen(engine, { path: location.path }, null);
  chmodSync(location.path, 0o600);
  return server;
}
