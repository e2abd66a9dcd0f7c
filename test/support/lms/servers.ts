import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';
import { inUrl } from './addresses.js';

/** An application that reads forms and JSON as both platforms do. */
export function makeApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  app.use(express.urlencoded({ extended: false, limit: '1mb' }));
  const isJson = (req: { headers: { 'content-type'?: string | undefined } }) =>
    /json/.test(req.headers['content-type'] ?? '');
  app.use(express.json({ type: isJson, limit: '1mb', strict: false }));
  return app;
}

/** The servers of one platform, which are closed together. */
export class Servers {
  private servers: Server[] = [];

  /** Serves on a host, at a port that is free where 0 is asked for; gives the origin. */
  async listen(app: Express, host: string, port: number): Promise<string> {
    const server = createServer(app);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
    this.servers.push(server);
    return `http://${inUrl(host)}:${(server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    const closing = this.servers.map((server) => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      return closed;
    });
    await Promise.all(closing);
    this.servers = [];
  }
}
