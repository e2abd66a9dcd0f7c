import { defineConfig } from 'vitest/config';

const shared = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: 'forks' as const,
  setupFiles: ['test/seed.setup.ts'],
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['src/**/*.test.ts'],
          exclude: ['src/embedded/**'],
        },
      },
      { test: { ...shared, name: 'store', include: ['src/embedded/**/*.test.ts'] } },
      {
        test: {
          ...shared,
          name: 'routes',
          include: ['test/**/*.test.ts'],
          globalSetup: ['test/build-verify.setup.ts'],
          exclude: ['test/journeys/**', 'test/processes/**'],
        },
      },
      {
        test: {
          ...shared,
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          globalSetup: ['test/build-verify.setup.ts', 'test/journeys/chromium.setup.ts'],
          testTimeout: 120_000,
          fileParallelism: false,
        },
      },
      // Tool processes of their own, one of them killed.
      {
        test: {
          ...shared,
          name: 'processes',
          include: ['test/processes/**/*.test.ts'],
          globalSetup: ['test/build-verify.setup.ts'],
          testTimeout: 300_000,
        },
      },
    ],
  },
});
