import { createServer } from 'node:http';
import { createLogger, parseSettings, type Clock } from '../src/base/index.js';
import { createLaurel, type Laurel } from '../src/app.js';
import { startTestStore } from '../src/store/index.js';

export interface TestLaurel extends Laurel {
  /** Where it listens: `http://localhost:<port>`, which is its PUBLIC_URL too. */
  readonly url: string;
}

/**
 * The real application on a real, empty store, listening on a free port of localhost. Recurring work does not run by
 * itself: tests call it.
 * @param env settings beside the defaults of tests
 */
export async function startTestLaurel(
  options: {
    readonly clock?: Clock;
    readonly env?: NodeJS.ProcessEnv;
    readonly pause?: (ms: number) => Promise<unknown>;
    readonly patienceMs?: () => number;
  } = {},
): Promise<TestLaurel> {
  const store = await startTestStore();
  const listening: { app?: Laurel['app'] } = {};
  const server = createServer((req, res) => listening.app?.(req, res));
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const settings = parseSettings(
    {
      PORT: String(port),
      PUBLIC_URL: `http://localhost:${port}`,
      MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      ISSUER_NAME: 'Example University',
      ISSUER_URL: 'https://www.example.edu/',
      ISSUER_LOGO_URL: 'https://www.example.edu/logo.png',
      ...options.env,
    },
    'test',
  );
  const laurel = await createLaurel(settings, createLogger(settings.logLevel), {
    ...options,
    store,
  });
  listening.app = laurel.app;
  return {
    ...laurel,
    url: `http://localhost:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await laurel.close();
      await store.close();
    },
  };
}
