import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Taken {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a receiver answers a message with: a status, a status with headers, or nothing at all for a while (a promise). */
type Answer = number | { readonly status: number; readonly headers: Record<string, string> };

/** Somebody who is told of events: notes what comes, byte for byte, and answers as a test wants it. */
export async function startReceiver() {
  const taken: Taken[] = [];
  const how: { answer: (one: Taken) => Answer | Promise<Answer> } = { answer: () => 204 };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const one = { path: req.url ?? '', headers: req.headers, body };
      taken.push(one);
      void Promise.resolve(how.answer(one)).then((answer) => {
        const { status, headers } =
          typeof answer === 'number' ? { status: answer, headers: {} } : answer;
        res.writeHead(status, headers).end();
      });
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    taken,
    how,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;
