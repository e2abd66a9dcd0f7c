import { Router } from 'express';
import type { Store } from './store/index.js';

/**
 * For whoever watches the process: `/healthz` says that it runs, `/readyz` that the store answers too, and that the process is not ending. Neither
 * needs a session, a locale or the store's leave, so they stand before everything else.
 */
export function createHealthRoutes(store: Pick<Store, 'ping'>, isEnding: () => boolean): Router {
  const routes = Router();
  routes.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  routes.get('/readyz', async (_req, res) => {
    // Whoever shares requests out looks here, over a connection that is still open.
    if (isEnding()) return void res.status(503).json({ status: 'ending' });
    const isReady = await store.ping().then(
      () => true,
      () => false,
    );
    res.status(isReady ? 200 : 503).json({ status: isReady ? 'ok' : 'store unreachable' });
  });
  return routes;
}
