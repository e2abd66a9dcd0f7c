import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { urlOf, type Location } from './location.js';
import { readNote, writeNote } from './note.js';
import type { OnScan } from './scan-log.js';
import { spawnServer, type Child } from './spawn.js';
import { StoreError } from './store-error.js';

/**
 * How long joining may take, in milliseconds: a server starts in less than a second, and in much longer on a loaded
 * machine.
 */
const JOIN_WITHIN_MS = 60_000;
const RETRY_MS = 50;
const LONGEST_RETRY_MS = 10_000;

export interface KeeperOptions {
  /** The directory, by its real path. */
  dataDir: string;
  /** The store's file in it. */
  file: string;
  /** Where the server listens, whoever owns it. */
  location: Location;
  /** Called with scans of many documents, where this process owns the server. */
  onScan?: OnScan | undefined;
  /** Called once when the server could not be restarted after its owner had gone; the attempts go on. */
  onLost?: ((error: Error) => void) | undefined;
  /** Called when a server's process is started. */
  onStarting?: (() => void) | undefined;
}

/** Keeps a server running for as long as this process has the store open. */
export class Keeper {
  private child: Child | null = null;
  private watch: Socket | null = null;
  private readonly stopping = new AbortController();
  private location: Location;
  /** The attempt that is under way, for which `stop` waits. */
  private attempt: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: KeeperOptions) {
    this.location = options.location;
  }

  get url(): string {
    return urlOf(this.location);
  }

  get role(): 'owner' | 'guest' {
    return this.child ? 'owner' : 'guest';
  }

  /**
   * Joins the server that answers, or becomes the owner of one; the file's lock decides between two.
   * @throws StoreError when the file cannot be served; `in_use` when its server did not answer in a minute
   */
  async open(): Promise<void> {
    await (this.attempt = this.joinOrStart());
  }

  private async joinOrStart(): Promise<void> {
    const deadline = Date.now() + JOIN_WITHIN_MS;
    let isTaken: StoreError | null = null;
    while (!this.isStopped) {
      if (this.location.kind === 'tcp')
        this.location = readNote(this.options.dataDir) ?? this.location;
      // Joining comes first: while this process tried to start a server, another may have succeeded.
      if (await this.join()) return;
      if (isTaken && Date.now() > deadline) throw isTaken;
      try {
        return await this.start();
      } catch (error) {
        if (!(error instanceof StoreError) || error.code !== 'in_use') throw error;
        isTaken = error;
        await this.pause(RETRY_MS + Math.random() * RETRY_MS);
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
        // A port without a listener may become this socket's own, which is then connected to itself.
        if (location.kind === 'tcp' && socket.localPort === location.port) socket.destroy();
        else {
          this.watch = socket.unref();
          resolve(true);
        }
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
    const { location } = this;
    const { dataDir, file, onScan, onStarting } = this.options;
    const starting = spawnServer({ file, location, isPrivate: false }, onScan);
    onStarting?.();
    const child = await starting;
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
    if (!this.isStopped) this.attempt = this.recover();
  }

  /** Tries until there is a server again: the obstacle (a full disk, a port in use) may be temporary. */
  private async recover(): Promise<void> {
    for (let waitMs = RETRY_MS; !this.isStopped; waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS)) {
      try {
        return await this.joinOrStart();
      } catch (error) {
        if (waitMs === RETRY_MS) this.options.onLost?.(error as Error);
      }
      await this.pause(waitMs);
    }
  }

  private get isStopped(): boolean {
    return this.stopping.signal.aborted;
  }

  /** Waits, at most until the store is let go, without keeping the process alive. */
  private async pause(ms: number): Promise<void> {
    const { signal } = this.stopping;
    await setTimeout(ms, undefined, { ref: false, signal }).catch(() => undefined);
  }

  /** Lets the store go, also while a server is being started. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.attempt.catch(() => undefined);
    const { child, watch } = this;
    this.child = null;
    this.watch = null;
    watch?.destroy();
    await child?.stop();
  }
}
