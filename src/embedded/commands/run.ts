import { doc, type Doc } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { Request } from '../wire/message.js';
import { checkFields, isJournaled, numberArg } from './args.js';
import { AUTHENTICATION_COMMANDS } from './authenticate.js';
import { COLLECTION_COMMANDS } from './collections.js';
import type { Command, Engine, Session } from './engine.js';
import { explainCommand } from './explain.js';
import { HANDSHAKE_COMMANDS } from './handshake.js';
import { INDEX_COMMANDS } from './indexes.js';
import { READ_COMMANDS } from './read.js';
import { UPKEEP_COMMANDS } from './upkeep.js';
import { WRITE_COMMANDS } from './write.js';

const RUN: Readonly<Record<string, Command>> = {
  ...AUTHENTICATION_COMMANDS,
  ...HANDSHAKE_COMMANDS,
  ...READ_COMMANDS,
  ...WRITE_COMMANDS,
  ...COLLECTION_COMMANDS,
  ...INDEX_COMMANDS,
  ...UPKEEP_COMMANDS,
};
const COMMANDS: Readonly<Record<string, Command>> = { ...RUN, explain: explainCommand(RUN) };

/** Commands that need no authentication. */
const OPEN = new Set([
  'saslStart',
  'saslContinue',
  'hello',
  'isMaster',
  'ismaster',
  'ping',
  'buildInfo',
  'buildinfo',
]);

/** Runs one command and gives its reply; an error becomes the reply that tells of it. */
export function runCommand(engine: Engine, session: Session, request: Request): Doc | Buffer {
  try {
    return answer(engine, session, request);
  } catch (error) {
    return errorReply(error);
  }
}

function answer(engine: Engine, session: Session, { command, documents }: Request): Doc | Buffer {
  const [name = ''] = command.keys();
  const known = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!session.isAuthenticated && !OPEN.has(name))
    throw new CommandError('Unauthorized', `Command ${name} requires authentication`);
  if (!known) throw new CommandError('CommandNotFound', `no such command: '${name}'`);
  const database = command.get('$db');
  if (typeof database !== 'string')
    throw new CommandError(40571, 'OP_MSG requests require a $db argument');
  checkFields(name, command, known.fields);
  const maxTimeMs = numberArg(command, 'maxTimeMS');
  const deadline = maxTimeMs ? performance.now() + maxTimeMs : undefined;
  const reply = known.handle({ engine, session, database, args: command, documents, deadline });
  if (isJournaled(command)) engine.catalog.store.flush();
  if (!Buffer.isBuffer(reply)) reply.set('ok', 1);
  return reply;
}

function errorReply(error: unknown): Doc {
  const known = error instanceof CommandError ? error : storageError(error);
  return doc({
    ok: 0,
    errmsg: known.message,
    code: known.code,
    codeName: known.codeName,
    ...known.detail,
  });
}

/** Converts a failure of SQLite, or a programming error, to an error for the client. */
function storageError(error: unknown): CommandError {
  const message = error instanceof Error ? error.message : String(error);
  if (/database or disk is full|SQLITE_FULL/i.test(message))
    return new CommandError('OutOfDiskSpace', 'The disk is full: nothing was written');
  return new CommandError('InternalError', `The embedded store failed: ${message}`);
}
