import { defineConfig } from 'vitest/config';

/** Runs that take minutes: `npm run test:full` has them, `npm test` their shorter selves. */
export default defineConfig({
  test: {
    include: ['test/**/*.long.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
