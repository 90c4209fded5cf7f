import { accessSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Test files and the processes that they start load the same modules again and again: compiled once for all.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('.casegate/cache/compiled', import.meta.url));

/** Begun first, so that none of them runs on by itself at the end; a fresh clone knows no times of its own. */
const LONGEST = [
  'browser/pages',
  'browser/web-days',
  'workflows/kill',
  'cli/process',
  'security/canary',
  'ledger/outage',
  'browser/temporal-ui',
  'ledger/checkpoints',
  'dev/servers',
  'dev/demo',
  'prove/prove',
  'workflows/flood',
  'prove/paths',
  'workflows/interpreter',
  'policy/activation',
  'security/attack',
  'audit/tampering',
  'workflows/held',
].map((name) => fileURLToPath(new URL(`test/${name}.test.ts`, import.meta.url)));
for (const file of LONGEST) accessSync(file);

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number =>
      LONGEST.includes(moduleId) ? LONGEST.indexOf(moduleId) : LONGEST.length;
    return (await super.sort(files)).sort((one, other) => placeOf(one) - placeOf(other));
  }
}

/** Files of these set nothing that outlives them, so that one process runs many of them, and loads what they share once. */
const SHARING = [
  'activities',
  'api',
  'audit',
  'bench',
  'cli',
  'codec',
  'ledger',
  'machines',
  'ops',
  'policy',
  'prove',
  'web',
].map((room) => `test/${room}/**/*.test.ts`);
/** Of these, what takes long: one shared process would have them all at the end, while the other core has nothing to do. */
const ALONE = [
  'audit/tampering',
  'cli/process',
  'codec/missing-key',
  'ledger/checkpoints',
  'ledger/outage',
  'policy/activation',
  'prove/abstraction',
  'prove/paths',
  'prove/prove',
].map((name) => `test/${name}.test.ts`);

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    globalSetup: 'test/postgres-of-tests.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'own process',
          include: ['test/**/*.test.ts'],
          exclude: SHARING,
        },
      },
      { extends: true, test: { name: 'process alone', include: ALONE } },
      { extends: true, test: { name: 'shared process', include: SHARING, exclude: ALONE, isolate: false } },
    ],
    // Limits are for what hangs, not for what is slow: servers are provisioned and started inside hooks, on two shared cores.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // Of every three files one waits for servers, timers or a browser: with two at a time a third of two cores lies idle. Four get in each other's way.
    maxWorkers: 3,
  },
});
