import { createServer } from 'node:http';
import {
  createLogger,
  omitUndefined,
  parseSettings,
  type Clock,
  type Logger,
} from '../../src/base/index.js';
import { createLaurel, type Laurel, type TestOverrides } from '../../src/app.js';
import { startBuiltStore, type TestStore } from '../../src/store/index.js';
import { createWorkers, type Workers } from '../../src/workers/index.js';

export interface TestLaurel extends Laurel {
  /** Where it listens: `http://localhost:<port>`, which is its PUBLIC_URL too, unless the settings say another. */
  readonly url: string;
}

/** One pool for all applications of a test process: each process of a pool takes a second of processor time to start. */
let shared: Workers | undefined;
export const sharedWorkers = (): Workers =>
  (shared ??= createWorkers({
    log: createLogger('silent'),
    // A file may start its applications one after the other, with others' work between them.
    lanes: { strangers: { idleMs: 120_000 }, tenants: { idleMs: 120_000 } },
  }));

/**
 * The real application on a real, empty store, listening on a free port of localhost. Recurring work does not run by
 * itself: tests call it.
 * @param env settings beside the defaults of tests
 */
export async function startTestLaurel(
  options: {
    readonly clock?: Clock;
    /** Default: an empty one. It is closed with the application. */
    readonly store?: TestStore;
    readonly log?: Logger;
    readonly env?: NodeJS.ProcessEnv;
    readonly pause?: (ms: number) => Promise<unknown>;
    readonly patienceMs?: () => number;
    readonly resolveTxt?: NonNullable<TestOverrides['resolveTxt']>;
    readonly hostOutbound?: NonNullable<TestOverrides['hostOutbound']>;
  } = {},
): Promise<TestLaurel> {
  const store = options.store ?? (await startBuiltStore('application'));
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
  const laurel = await createLaurel(settings, options.log ?? createLogger(settings.logLevel), {
    ...options,
    // What the processes of a pool do is told to the log of whoever made them.
    ...omitUndefined({ workers: options.log === undefined ? sharedWorkers() : undefined }),
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
