import type { Socket } from 'node:net';
import { ObjectId } from 'bson';
import type { Engine } from '../commands/engine.js';
import { isDoc, type Doc } from '../bson/values.js';
import type { Request } from './message.js';
import type { Replies } from './replies.js';

/** The longest wait, in milliseconds, whatever a client asks for; drivers ask for ten seconds. */
const LONGEST_WAIT_MS = 60_000;
/** The shortest wait, in milliseconds: a client that asked for none must not be answered without end. */
const SHORTEST_PAUSE_MS = 100;

/**
 * How long a monitor's `hello` waits for something new, in milliseconds; null for every other message. A driver that
 * knows our topology's version asks to be told of the next one (Server Discovery And Monitoring, "Streaming
 * Protocol"). Without it drivers poll, and the Node.js driver's monitor can write to a socket that is already
 * destroyed and then waits for it for ever: it would never find a server that was started anew.
 */
export function helloWait(engine: Engine, { command }: Request): number | null {
  const known = command.get('topologyVersion');
  const wait = Number(command.get('maxAwaitTimeMS') ?? Number.NaN);
  if (!isHello(command) || !isDoc(known) || !(wait >= 0)) return null;
  const processId = known.get('processId');
  const isOurs = processId instanceof ObjectId && processId.equals(engine.processId);
  return isOurs ? Math.min(wait, LONGEST_WAIT_MS) : 0;
}

const isHello = (command: Doc): boolean => {
  const [name = ''] = command.keys();
  return ['hello', 'isMaster', 'ismaster'].includes(name);
};

/** Answers a waiting `hello` when its time is over, and again each time where the client takes several replies. */
export function answerLater(
  socket: Socket,
  replies: Replies,
  request: Request,
  waitMs: number,
  reply: () => Doc | Buffer,
): void {
  const asked = Number(request.command.get('maxAwaitTimeMS'));
  const pauseMs = Math.max(Math.min(asked, LONGEST_WAIT_MS), SHORTEST_PAUSE_MS);
  let timer: NodeJS.Timeout;
  let previous = request.requestId;
  const answer = (): void => {
    if (!socket.writable) return;
    if (!request.isExhaustAllowed) {
      socket.write(replies.frame(request, reply()));
      return;
    }
    // A client that does not read its replies gets the next one once it has.
    if (socket.writableLength === 0) {
      const { bytes, id } = replies.frameStreamed(request, previous, reply());
      previous = id;
      socket.write(bytes);
    }
    wait(pauseMs);
  };
  const wait = (ms: number): void => {
    timer = setTimeout(answer, ms).unref();
  };
  socket.once('close', () => clearTimeout(timer));
  wait(waitMs);
}
