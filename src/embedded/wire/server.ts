import net from 'node:net';
import type { Engine, Session } from '../commands/engine.js';
import { runCommand } from '../commands/run.js';
import { answerLater, helloWait } from './await-hello.js';
import type { Credentials } from './scram.js';
import { Framer, parseMessage } from './message.js';
import { Replies } from './replies.js';

/** With more than this unread, a client gets no further reply; one reply is 16 MB at the most, and some. */
const HIGH_WATER_BYTES = 1024 * 1024;

/** A listening server over an engine. */
export interface WireServer {
  close(): Promise<void>;
}

/** Where to listen: a unix socket's path, or a port on loopback (0 takes a free one). */
export type Address = { path: string } | { port: number };

/**
 * Listens and serves. A message that breaks the protocol closes its connection alone; a connection
 * that does not read its replies is not read from.
 * @param credentials what clients have to prove, or null
 */
export async function listen(
  engine: Engine,
  address: Address,
  credentials: Credentials | null,
): Promise<WireServer & { port: number }> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(engine, socket, {
      connectionId: ++connections,
      isAuthenticated: !credentials,
      credentials,
      scram: null,
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen('path' in address ? address : { ...address, host: '127.0.0.1' }, resolve);
  });
  const bound = server.address();
  return {
    port: bound && typeof bound === 'object' ? bound.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Answers a client's messages one after another, no faster than it reads the replies. */
function serve(engine: Engine, socket: net.Socket, session: Session): void {
  const framer = new Framer();
  const replies = new Replies();
  const waiting: Buffer[] = [];
  const answer = (): void => {
    for (;;) {
      if (socket.writableLength > HIGH_WATER_BYTES) {
        socket.pause();
        return;
      }
      const bytes = waiting.shift();
      if (!bytes) break;
      const request = parseMessage(bytes);
      const waitMs = helloWait(engine, request);
      if (waitMs !== null) {
        answerLater(socket, replies, request, waitMs, () => runCommand(engine, session, request));
        continue;
      }
      const reply = runCommand(engine, session, request);
      if (!request.isUnanswered && socket.writable) socket.write(replies.frame(request, reply));
    }
    socket.resume();
  };
  const orClose = (work: () => void): void => {
    try {
      work();
    } catch {
      socket.destroy();
    }
  };
  socket.on('error', () => socket.destroy());
  socket.on('drain', () => orClose(answer));
  socket.on('data', (chunk) =>
    orClose(() => {
      waiting.push(...framer.push(chunk));
      answer();
    }),
  );
}
