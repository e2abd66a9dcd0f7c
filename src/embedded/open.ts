import { mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { Keeper } from './keeper.js';
import {
  hasUnixSockets,
  keepPrivate,
  sharedSocket,
  tcpLocation,
  type Location,
} from './location.js';
import { readNote } from './note.js';
import type { OnScan } from './scan-log.js';
import { toStoreError } from './store-error.js';

export interface OpenOptions {
  /** The directory of the installation's data; made when it is not there. */
  dataDir: string;
  /** Listens on loopback with a password, as where a system has no unix sockets. */
  tcp?: boolean;
  /** Called with scans of more than 10,000 documents, where this process owns the server. */
  onScan?: OnScan;
  /** Called once when the server could not be restarted after its owner had gone; the attempts go on. */
  onLost?: (error: Error) => void;
  /** Called when a process is started to serve the store; not where one serves it already. */
  onStarting?: (() => void) | undefined;
}

/** A data directory's store, shared by every process that opens it. */
export interface SharedStore {
  /** The store's address, the same for every owner of the server. */
  readonly url: string;
  /** `owner` when the server is a child of this process. */
  readonly role: 'owner' | 'guest';
  /** Lets the store go; another process that has it open takes the server over. */
  stop(): Promise<void>;
}

const STORE_FILE = 'laurel.sqlite';

/**
 * Opens the store of a data directory: joins the server that is there, or starts one.
 * @throws StoreError when the file is not a store or cannot be written, or the directory is not private
 */
export async function openEmbeddedMongo(options: OpenOptions): Promise<SharedStore> {
  const file = storeFile(options.dataDir);
  try {
    mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
    const dataDir = realpathSync(options.dataDir);
    keepPrivate(dataDir);
    const keeper = new Keeper({
      dataDir,
      file: storeFile(dataDir),
      location: await sharedLocation(dataDir, options.tcp),
      onScan: options.onScan,
      onLost: options.onLost,
      onStarting: options.onStarting,
    });
    await keeper.open();
    return keeper;
  } catch (error) {
    throw toStoreError(error, file);
  }
}

/** The file of an installation's store. */
export const storeFile = (dataDir: string): string => path.join(dataDir, STORE_FILE);

/** Where the directory's server listens; over TCP the port and the password are kept. */
async function sharedLocation(dataDir: string, tcp = !hasUnixSockets): Promise<Location> {
  if (!tcp) return sharedSocket(dataDir);
  return readNote(dataDir) ?? (await tcpLocation());
}
