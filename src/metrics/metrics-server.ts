import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger, Settings } from '../base/index.js';
import type { Metrics } from './create-metrics.js';

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/metrics` (text exposition format 0.0.4) on a port of its own and nothing else.
 * @throws Error that names METRICS_PORT where the port cannot be had
 */
export async function listenForMetrics(
  { host, port }: NonNullable<Settings['metrics']>,
  metrics: Metrics,
  log: Logger,
): Promise<MetricsServer> {
  const server = createServer((req, res) => {
    const isAsked = req.url?.split('?', 1)[0] === '/metrics';
    if (!isAsked || req.method !== 'GET') {
      res.writeHead(isAsked ? 405 : 404).end();
      return;
    }
    metrics.text().then(
      (text) => res.writeHead(200, { 'content-type': metrics.contentType }).end(text),
      (err: unknown) => {
        log.error({ err }, 'the metrics could not be read');
        res.writeHead(500).end();
      },
    );
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((done, failed) => {
    server.once('error', ({ message }) =>
      failed(new Error(`METRICS_PORT: expected a free port, ${port} cannot be used (${message})`)),
    );
    server.listen({ host, port }, done);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${name}:${address.port}/metrics`,
    async close() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    },
  };
}
