import { mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { hasUnixSockets, sharedSocket, tcpLocation, urlOf, type Location } from './location.js';
import type { OnScan } from './scan-log.js';
import { spawnServer, type Child } from './spawn.js';
import { StoreError, toStoreError } from './store-error.js';

export interface OpenOptions {
  /** The directory of the installation's data; made when it is not there. */
  dataDir: string;
  /** Listens on loopback with a password, as where a system has no unix sockets. */
  tcp?: boolean;
  /** Told of scans of more than 10,000 documents, where this process owns the server. */
  onScan?: OnScan;
  /** Told when the server could not be started anew after its owner had gone. */
  onLost?: (error: Error) => void;
}

/** A data directory's store, shared by every process that opens it. */
export interface SharedStore {
  /** The same as long as the directory is used, whichever process owns the server. */
  readonly url: string;
  /** `owner` when the server is a child of this process. */
  readonly role: 'owner' | 'guest';
  /** Lets the store go; another process that has it open takes the server over. */
  stop(): Promise<void>;
}

const STORE_FILE = 'laurel.sqlite';
const JOIN_WITHIN_MS = 15_000;
const RETRY_MS = 50;

/**
 * Opens the store of a data directory: joins the server that is there, or starts one.
 * @throws StoreError when the file is not a store or cannot be written, or the directory is not private
 */
export async function openEmbeddedMongo(options: OpenOptions): Promise<SharedStore> {
  try {
    mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
    const dataDir = realpathSync(options.dataDir);
    const keeper = new Keeper(dataDir, await sharedLocation(dataDir, options.tcp), options);
    await keeper.joinOrStart();
    return keeper;
  } catch (error) {
    throw toStoreError(error, storeFile(options.dataDir));
  }
}

/** The file of an installation's store. */
export const storeFile = (dataDir: string): string => path.join(dataDir, STORE_FILE);

const noteFile = (dataDir: string): string => path.join(dataDir, 'store.json');

/** Where the directory's server listens; over TCP the port and the password are kept. */
async function sharedLocation(dataDir: string, tcp = !hasUnixSockets): Promise<Location> {
  if (!tcp) return sharedSocket(dataDir);
  return readNote(dataDir) ?? (await tcpLocation());
}

function readNote(dataDir: string): Location | null {
  try {
    const { location } = JSON.parse(readFileSync(noteFile(dataDir), 'utf8')) as {
      location?: Location;
    };
    return location?.kind === 'tcp' ? location : null;
  } catch {
    return null;
  }
}

function writeNote(dataDir: string, location: Location): void {
  const file = noteFile(dataDir);
  const text = JSON.stringify({ url: urlOf(location), location }, null, 2);
  writeFileSync(`${file}.${process.pid}`, `${text}\n`, { mode: 0o600 });
  renameSync(`${file}.${process.pid}`, file);
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms).unref());

/** Keeps a server running for as long as this process has the store open. */
class Keeper implements SharedStore {
  private child: Child | null = null;
  private watch: Socket | null = null;
  private isStopped = false;

  constructor(
    private readonly dataDir: string,
    private location: Location,
    private readonly options: OpenOptions,
  ) {}

  get url(): string {
    return urlOf(this.location);
  }

  get role(): 'owner' | 'guest' {
    return this.child ? 'owner' : 'guest';
  }

  /** Joins the server that answers, or becomes the owner of one; the file's lock decides between two. */
  async joinOrStart(): Promise<void> {
    const deadline = Date.now() + JOIN_WITHIN_MS;
    while (!this.isStopped) {
      if (this.location.kind === 'tcp') this.location = readNote(this.dataDir) ?? this.location;
      if (await this.join()) return;
      try {
        return await this.start();
      } catch (error) {
        const isTaken = error instanceof StoreError && error.code === 'in_use';
        if (!isTaken || Date.now() > deadline) throw error;
        await pause(RETRY_MS + Math.random() * RETRY_MS);
      }
    }
  }

  /** Holds a connection to the server: when it closes, the owner has gone. */
  private join(): Promise<boolean> {
    return new Promise((resolve) => {
      const { location } = this;
      const socket = connect(
        location.kind === 'socket'
          ? { path: location.path }
          : { port: location.port, host: '127.0.0.1' },
      );
      socket.once('connect', () => {
        this.watch = socket.unref();
        resolve(true);
      });
      socket.on('error', () => undefined);
      socket.once('close', () => {
        resolve(false);
        if (this.watch === socket) this.onGone();
      });
      socket.resume();
    });
  }

  private async start(): Promise<void> {
    const { dataDir, location } = this;
    const child = await spawnServer(
      { file: storeFile(dataDir), location, isPrivate: false },
      this.options.onScan,
    );
    try {
      writeNote(dataDir, location);
    } catch (error) {
      await child.stop();
      throw error;
    }
    this.child = child;
    void child.ended.then(() => {
      if (this.child === child) this.onGone();
    });
  }

  private onGone(): void {
    this.child = null;
    this.watch = null;
    if (this.isStopped) return;
    this.joinOrStart().catch((error: unknown) => this.options.onLost?.(error as Error));
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    const { child, watch } = this;
    this.child = null;
    this.watch = null;
    watch?.destroy();
    await child?.stop();
  }
}
