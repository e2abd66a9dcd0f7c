import { Binary } from 'bson';
import { doc, int, type Doc } from '../bson/values.js';
import { CommandError, notImplemented } from '../errors.js';
import { ScramConversation } from '../wire/scram.js';
import type { Command, Invocation, Session } from './engine.js';

const CONVERSATION = 1;

function reply(payload: string, isDone: boolean): Doc {
  return doc({
    conversationId: int(CONVERSATION),
    done: isDone,
    payload: new Binary(Buffer.from(payload)),
  });
}

function payloadOf(args: Doc): string {
  const payload = args.get('payload');
  if (!(payload instanceof Binary))
    throw new CommandError('TypeMismatch', "'payload' must be binary");
  return Buffer.from(payload.buffer.subarray(0, payload.length())).toString('utf8');
}

/** Begins a conversation; the mechanism is SCRAM-SHA-256 and the user is the one there is. */
export function saslStart(session: Session, args: Doc): Doc {
  if (args.get('mechanism') !== 'SCRAM-SHA-256')
    throw notImplemented('That authentication mechanism');
  if (!session.credentials)
    throw new CommandError('AuthenticationFailed', 'Authentication failed.');
  session.scram = new ScramConversation(session.credentials, payloadOf(args));
  return reply(session.scram.challenge, false);
}

function saslContinue({ session, args }: Invocation): Doc {
  if (session.isAuthenticated) return reply('', true);
  const { scram } = session;
  session.scram = null;
  if (!scram) throw new CommandError('ProtocolError', 'No SASL session state found');
  const final = scram.finish(payloadOf(args));
  session.isAuthenticated = true;
  return reply(final, true);
}

/** Proving who one is; needed over TCP alone. */
export const AUTHENTICATION_COMMANDS: Record<string, Command> = {
  saslStart: {
    fields: ['mechanism', 'payload', 'options', 'autoAuthorize', 'db'],
    handle: ({ session, args }) => saslStart(session, args),
  },
  saslContinue: { fields: ['conversationId', 'payload'], handle: saslContinue },
};
