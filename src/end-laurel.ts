import type { Server } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Laurel } from './laurel.js';

/** How long requests that are being answered may take, in milliseconds; work has about as long (`src/work/work.ts`). */
const REQUESTS_MS = 2_500;
/** How often connections are closed whose request was answered meanwhile: a browser would keep them open for more. */
const SWEEP_MS = 50;

/**
 * Ends a running Laurel: `/readyz` says so, no connection is taken any more, requests are answered and running work is finished or given back to
 * the other processes; then the rooms, the worker processes and the store. Takes less than five seconds whatever is under way.
 */
export async function endLaurel(
  laurel: Pick<Laurel, 'announceEnd' | 'work' | 'close'>,
  server: Server,
): Promise<void> {
  laurel.announceEnd();
  const closed = new Promise((done) => server.close(done));
  server.closeIdleConnections();
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const answered = Promise.race([closed, wait(REQUESTS_MS, undefined, { ref: false })]);
  // What is answered meanwhile may queue work, which stays in the store for whoever goes on.
  await Promise.all([answered, laurel.work.stop()]);
  clearInterval(sweep);
  server.closeAllConnections();
  await closed;
  await laurel.close();
}
