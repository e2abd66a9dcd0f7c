import { chmodSync } from 'node:fs';
import { Engine } from './commands/engine.js';
import { removeExpired } from './storage/expiry.js';
import { listen } from './wire/server.js';

export interface ServeOptions {
  file: string;
  /** The unix socket's path. */
  socket: string;
}

export interface Served {
  stop(): Promise<void>;
}

const SWEEP_MS = 60_000;

/** Opens a file and serves it in this process. */
export async function serveFile({ file, socket }: ServeOptions): Promise<Served> {
  const engine = new Engine(file, () => new Date());
  const server = await listen(engine, { path: socket }, true);
  chmodSync(socket, 0o600);
  const timer = setInterval(() => {
    removeExpired(engine.catalog, engine.writer, engine.now());
    engine.cursors.expire();
  }, SWEEP_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await server.close();
      engine.close();
    },
  };
}
