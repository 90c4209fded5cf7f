import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Test files and the processes that they start load the same modules again and again: compiled once for all.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('.casegate/cache/compiled', import.meta.url));

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Limits are for what hangs, not for what is slow: servers are provisioned and started inside hooks, on two shared cores.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // Of every three files one waits for servers, timers or a browser: with two at a time a third of two cores lies idle.
    maxWorkers: 3,
  },
});
