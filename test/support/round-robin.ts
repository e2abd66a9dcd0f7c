import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy that gives each request to the next process, and passes over one that cannot be reached. */
export async function startProxy() {
  const targets: number[] = [];
  const answered = new Map<number, number>();
  let turn = 0;

  const forward = (req: IncomingMessage, body: Buffer, res: ServerResponse, tries: number) => {
    turn += 1;
    const port = targets[turn % targets.length] ?? 0;
    const { method, url, headers } = req;
    const onward = request(
      { host: 'localhost', port, method, path: url, headers, agent: false },
      (answer) => {
        answered.set(port, (answered.get(port) ?? 0) + 1);
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
        // One that was killed in the middle of its answer: whoever asked learns of it.
        answer.once('close', () => !answer.complete && res.destroy());
      },
    );
    onward.once('error', (error: NodeJS.ErrnoException) => {
      // Nobody took the connection, so nothing was done: the next process may have it.
      const isUntouched = error.code === 'ECONNREFUSED' || 'errors' in error;
      if (isUntouched && tries > 1) return forward(req, body, res, tries - 1);
      if (!res.headersSent) res.writeHead(502);
      res.end();
    });
    onward.end(body);
  };

  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => forward(req, Buffer.concat(chunks), res, targets.length));
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    targets,
    /** How many requests each process has answered, by its port. */
    answered,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
