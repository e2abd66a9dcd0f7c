import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { watchQueries } from './test/support/queries/watch-queries.js';

/** GALLERY=write keeps what pages are drawn from, for the gallery. */
const record = process.env['GALLERY'] === 'write' ? ['test/gallery/record.setup.ts'] : [];

/** A temporary folder for each run, and a look at what is left in it. */
const TIDY = ['test/support/tidy.setup.ts'];

/**
 * Where files need the application, those of a worker share its modules, so that it is read once a worker: no module of it
 * keeps anything that one file could leave to the next. What watches or replaces modules needs them anew for each file.
 */
const isolate = record.length > 0;

/**
 * A test file fails in which a room asks the store what the catalogue of queries does not hold; CATALOGUE=write adds it, and
 * CATALOGUE=off does not look.
 */
const CATALOGUE = process.env['CATALOGUE'] ?? 'check';
const order = CATALOGUE === 'write' ? ['test/support/queries/order.setup.ts'] : [];
const watched = { plugins: CATALOGUE === 'off' ? [] : [watchQueries()] };

const shared = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: 'forks' as const,
  // Tests make much that is soon thrown away: with more room for what is young, less of it is copied about.
  execArgv: ['--max-semi-space-size=64'],
  setupFiles: ['test/support/seed.setup.ts', 'test/support/queries/catalogue.setup.ts', ...record],
  globalSetup: [...TIDY, ...order],
};

/** On a real MongoDB only what a store is asked for is looked at: not the embedded one's process and disk, nor what needs none. */
const isOnMongo = process.env['TEST_MONGODB_URL'] !== undefined;
const storeTests = isOnMongo
  ? ['src/embedded/{behaviour,behaviour-*,properties}.test.ts']
  : ['src/embedded/**/*.test.ts'];
const startsStore = (file: string): boolean =>
  /\bstartTest(?:Store|Laurel)\b/.test(readFileSync(file, 'utf8'));
const unitTests = isOnMongo
  ? readdirSync('src', { recursive: true, encoding: 'utf8' })
      .map((name) => path.posix.join('src', name.replaceAll('\\', '/')))
      .filter((file) => file.endsWith('.test.ts') && startsStore(file))
  : ['src/**/*.test.ts'];
const storeless = [
  ...['test/interop/**', 'test/support/**', 'test/gallery/**', 'test/security/regexes.test.ts'],
  // These open the embedded store's own file.
  'test/features/app/earlier-stores.test.ts',
];

export default defineConfig({
  test: {
    // One worker more than cores: each waits for its stores, servers and clocks a third of its time.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        ...watched,
        test: {
          ...shared,
          isolate,
          name: 'unit',
          include: unitTests,
          exclude: ['src/embedded/**'],
        },
      },
      // Many of these start a server in a process of its own, which takes long where other work has the cores.
      { test: { ...shared, name: 'store', include: storeTests, testTimeout: 120_000 } },
      // The embedded store and a real MongoDB side by side.
      {
        test: {
          ...shared,
          name: 'differential',
          include: ['test/differential/**/*.test.ts'],
          testTimeout: 600_000,
        },
      },
      {
        ...watched,
        test: {
          ...shared,
          isolate,
          name: 'routes',
          include: ['test/**/*.test.ts'],
          globalSetup: [...shared.globalSetup, 'test/support/build-verify.setup.ts'],
          exclude: [
            ...['test/journeys/**', 'test/processes/**', 'test/differential/**'],
            ...(isOnMongo ? storeless : []),
          ],
        },
      },
      {
        test: {
          ...shared,
          isolate,
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          globalSetup: [
            ...TIDY,
            'test/support/build-verify.setup.ts',
            'test/journeys/chromium.setup.ts',
          ],
          testTimeout: 120_000,
        },
      },
      // Tool processes of their own, one of them killed.
      {
        test: {
          ...shared,
          name: 'processes',
          include: ['test/processes/**/*.test.ts'],
          globalSetup: [...TIDY, 'test/support/build-verify.setup.ts'],
          // Each test has three processes of its own beside it.
          fileParallelism: false,
          testTimeout: 900_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
