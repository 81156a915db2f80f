import { defineConfig } from 'vitest/config';

// As Node itself resolves it: bundlers would take graphql's other build, and two builds refuse each other's schemas.
const resolve = { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] };

// SERVICES=redis,cassandra: those files alone that are named by these services.
const named = (process.env.SERVICES ?? '').split(',').filter((name) => name !== '');
const ofServices =
  named.length === 0 ? ['test/services/**/*.test.ts'] : named.map((name) => `test/services/${name}-*.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'main',
          include: ['test/{unit,contract,embedded,api,e2e}/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'services',
          include: ofServices,
          globalSetup: ['test/support/services-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'chaos',
          include: ['test/chaos/**/*.test.ts'],
          testTimeout: 400_000,
          hookTimeout: 400_000,
        },
      },
      {
        resolve,
        test: { name: 'web', include: ['test/web/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
});
