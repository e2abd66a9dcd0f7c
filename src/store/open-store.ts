import mongoose, { type Connection } from 'mongoose';
import { Unavailable, type Logger, type Settings, omitUndefined } from '../base/index.js';
import { buildIndexes } from './build-indexes.js';
import { endLostWrites } from './end-lost-writes.js';
import { openLogged, type SharedStore } from '../embedded/index.js';

/** The one connection to MongoDB, or to the embedded server that speaks its protocol: nobody else knows which. */
export interface Store {
  readonly connection: Connection;
  /** Whether the store answered last time anybody asked. */
  isUp(): boolean;
  /** Asks the store now. Throws {@link Unavailable} when it does not answer. */
  ping(): Promise<void>;
  /** Brings the indexes of every model made on the connection so far to what its schema names. */
  buildIndexes(): Promise<void>;
  close(): Promise<void>;
}

/** A command that the store was sent, and how it ended. */
export interface CommandDone {
  readonly command: string;
  readonly ms: number;
  readonly isFailed: boolean;
}

/** The settings a store is opened with. */
export type StoreSettings = Pick<Settings, 'mongodbUrl' | 'dataDir'>;

/**
 * Opens the store at MONGODB_URL or, without one, the embedded store in DATA_DIR.
 * @param onCommand told of every command; absent, nobody watches and it costs nothing
 * @param begun the embedded store, where it is being opened already
 * @throws Unavailable `store_unreachable` when nothing answers within five seconds
 */
export async function openStore(
  settings: StoreSettings,
  log: Logger,
  onCommand?: (done: CommandDone) => void,
  begun?: Promise<SharedStore>,
): Promise<Store> {
  const embedded =
    settings.mongodbUrl === undefined
      ? await (begun ?? openLogged(settings.dataDir, log))
      : undefined;
  const url = settings.mongodbUrl ?? embedded?.url ?? '';
  try {
    const connection = await connect(url, undefined, { monitorCommands: onCommand !== undefined });
    if (onCommand) watchCommands(connection, onCommand);
    logComingAndGoing(connection, log);
    return toStore(
      connection,
      async () => embedded?.stop(),
      (collection, index) =>
        log.info({ collection, index }, 'dropped an index of an earlier version'),
    );
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** Connects to a MongoDB by URL. Commands fail at once while it is away; the driver reconnects by itself. */
export async function connect(
  url: string,
  dbName?: string,
  options: Pick<mongoose.ConnectOptions, 'monitorCommands'> = {},
): Promise<Connection> {
  endLostWrites();
  const connection = mongoose.createConnection(
    url,
    omitUndefined({
      autoIndex: false,
      autoCreate: false,
      bufferCommands: false,
      serverSelectionTimeoutMS: 5_000,
      ...options,
      dbName,
    }),
  );
  try {
    return await connection.asPromise();
  } catch (cause) {
    await connection.destroy(true).catch(() => undefined);
    throw new Unavailable(
      'store_unreachable',
      `The store at ${withoutPassword(url)} cannot be reached.`,
      {
        action: 'Check MONGODB_URL and that the database is running.',
        cause,
      },
    );
  }
}

/**
 * @param release what to end after the connection, such as an embedded server
 * @param onDrop told of each index of an earlier version that was dropped
 */
export function toStore(
  connection: Connection,
  release: () => Promise<void>,
  onDrop?: (collection: string, index: string) => void,
): Store {
  return {
    connection,
    isUp: () => connection.readyState === mongoose.ConnectionStates.connected,
    async ping() {
      try {
        await connection.db?.admin().ping();
      } catch (cause) {
        throw new Unavailable('store_unreachable', 'The store cannot be reached.', { cause });
      }
    },
    buildIndexes: () => buildIndexes(connection, onDrop),
    async close() {
      connection.removeAllListeners('disconnected');
      await connection.close();
      await release();
    },
  };
}

/** Tells of each command of a connection that was opened to be watched. */
function watchCommands(connection: Connection, onCommand: (done: CommandDone) => void): void {
  const tell =
    (isFailed: boolean) =>
    ({ commandName, duration }: { commandName: string; duration: number }) =>
      onCommand({ command: commandName, ms: duration, isFailed });
  connection.getClient().on('commandSucceeded', tell(false));
  connection.getClient().on('commandFailed', tell(true));
}

function logComingAndGoing(connection: Connection, log: Logger): void {
  connection.on('disconnected', () =>
    log.warn('the store went away; requests answer 503 until it is back'),
  );
  connection.on('reconnected', () => log.info('the store is back'));
  connection.on('error', (err: unknown) => log.error({ err }, 'the store reports an error'));
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//…@').replace(/\?.*/, '');
}
