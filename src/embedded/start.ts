import { rmSync } from 'node:fs';
import { privateLocation, tcpLocation, urlOf } from './location.js';
import type { OnScan } from './scan-log.js';
import { spawnServer } from './spawn.js';

export interface EmbeddedMongoOptions {
  /** The SQLite file; made when it is not there. */
  file: string;
  /** Serves from this process instead of a child (tests). */
  inProcess?: boolean;
  /** Beside inProcess: what TTL indexes run out by, and the hour that `$currentDate` notes. Default: the machine's clock. */
  now?: () => Date;
  /** Listens on loopback with a password, as where a system has no unix sockets. */
  tcp?: boolean;
  /** Told of scans of more than 10,000 documents. */
  onScan?: OnScan;
}

export interface EmbeddedMongo {
  /** A `mongodb://` URL without a database's name. */
  url: string;
  /** Ends the server; what was acknowledged is in the file. */
  stop(): Promise<void>;
}

/**
 * Starts a server over a file and answers when it can be connected to.
 * @throws StoreError when the file is served already, is not a store, or cannot be written
 */
export async function startEmbeddedMongo(options: EmbeddedMongoOptions): Promise<EmbeddedMongo> {
  const { file, inProcess = false, tcp = false, onScan, now } = options;
  const { location, directory } = tcp
    ? { location: await tcpLocation(), directory: null }
    : await privateLocation();
  const clean = (): void => {
    if (directory) rmSync(directory, { recursive: true, force: true });
  };
  try {
    // The engine is loaded where it is served from: in most processes that is another one.
    const server = inProcess
      ? await (await import('./serve.js')).serveFile({ file, location, onScan, now })
      : await spawnServer({ file, location, isPrivate: true }, onScan);
    return {
      url: urlOf(location),
      stop: async () => {
        await server.stop();
        clean();
      },
    };
  } catch (error) {
    clean();
    throw error;
  }
}
