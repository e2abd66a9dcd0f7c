import { UUID } from 'bson';
import { doc, isDoc, type Doc, type Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { MAX_MESSAGE_BYTES } from '../wire/message.js';
import { saslStart } from './authenticate.js';
import type { Command, Handler, Session } from './engine.js';

/** The MongoDB release whose behaviour is followed. */
const VERSION = '7.0.14';
const VERSION_ARRAY = [7, 0, 14, 0];
/** Wire version 21 is MongoDB 7.0. */
const MAX_WIRE_VERSION = 21;

const hello: Handler = ({ engine, session, args }) =>
  doc({
    helloOk: true,
    ismaster: true,
    isWritablePrimary: true,
    maxBsonObjectSize: 16777216,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: 100000,
    localTime: engine.now(),
    logicalSessionTimeoutMinutes: 30,
    connectionId: session.connectionId,
    minWireVersion: 0,
    maxWireVersion: MAX_WIRE_VERSION,
    readOnly: false,
    topologyVersion: doc({ processId: engine.processId, counter: 0n }),
    saslSupportedMechs: args.has('saslSupportedMechs') ? ['SCRAM-SHA-256'] : undefined,
    speculativeAuthenticate: speculate(session, args.get('speculativeAuthenticate')),
  });

/** The first step of authentication, made together with the handshake; one that fails is left out. */
function speculate(session: Session, start: Value | undefined): Doc | undefined {
  if (!isDoc(start) || !session.credentials) return undefined;
  try {
    return saslStart(session, start);
  } catch {
    return undefined;
  }
}

const HELLO_FIELDS = [
  'helloOk',
  'client',
  'compression',
  'loadBalanced',
  'topologyVersion',
  'maxAwaitTimeMS',
  'saslSupportedMechs',
  'speculativeAuthenticate',
  'hostInfo',
  'backpressure',
];

const fixed = (fields: () => { [key: string]: unknown }, known: string[] = []): Command => ({
  fields: known,
  handle: () => doc(fields()),
});

const buildInfo = fixed(() => ({
  version: VERSION,
  versionArray: VERSION_ARRAY,
  gitVersion: 'embedded',
  modules: [],
  bits: 64,
  storageEngines: ['sqlite'],
  maxBsonObjectSize: 16777216,
}));

const noTransaction: Command = {
  fields: ['txnNumber', 'autocommit', 'recoveryToken'],
  handle: () => {
    throw new CommandError(
      'NoSuchTransaction',
      'Transactions need a replica set; the embedded store has none',
    );
  },
};

const serverStatus: Handler = ({ engine }): Doc =>
  doc({
    host: 'embedded',
    version: VERSION,
    process: 'mongod',
    pid: BigInt(process.pid),
    uptime: (Date.now() - engine.startedAt) / 1000,
    localTime: engine.now(),
    storageEngine: doc({ name: 'sqlite' }),
    mem: doc({ resident: Math.round(process.memoryUsage().rss / 2 ** 20) }),
  });

/** What drivers ask of a server before and beside their work. */
export const HANDSHAKE_COMMANDS: Record<string, Command> = {
  hello: { fields: HELLO_FIELDS, handle: hello },
  isMaster: { fields: HELLO_FIELDS, handle: hello },
  ismaster: { fields: HELLO_FIELDS, handle: hello },
  ping: fixed(() => ({})),
  buildInfo,
  buildinfo: buildInfo,
  endSessions: fixed(() => ({})),
  killSessions: fixed(() => ({})),
  refreshSessions: fixed(() => ({})),
  startSession: fixed(() => ({ id: doc({ id: new UUID() }), timeoutMinutes: 30 })),
  connectionStatus: fixed(
    () => ({ authInfo: doc({ authenticatedUsers: [], authenticatedUserRoles: [] }) }),
    ['showPrivileges'],
  ),
  getParameter: fixed(
    () => ({ featureCompatibilityVersion: doc({ version: '7.0' }) }),
    ['featureCompatibilityVersion'],
  ),
  serverStatus: { fields: ['repl', 'metrics', 'locks'], handle: serverStatus },
  replSetGetStatus: {
    fields: [],
    handle: () => {
      throw new CommandError('NoReplicationEnabled', 'not running with --replSet');
    },
  },
  commitTransaction: noTransaction,
  abortTransaction: noTransaction,
};
