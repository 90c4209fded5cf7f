import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { createClient } from '../../cli/client.ts';
import { DEMO_CASES, type DemoCase } from '../../dev/demo-cases.ts';
import { playCase } from '../../dev/demo-play.ts';
import { renderTotal, type DemoReport } from '../../dev/demo-report.ts';
import { createStage, type Stage } from '../../dev/demo-stage.ts';
import { temporalCliPath } from '../../dev/temporal-binary.ts';
import { createMemoryStack } from '../api/memory-stack.ts';
import { TEST_BUNDLES } from '../workflows/test-bundles.ts';

/** Servers, a bundle and the time limits of a silent partner, on a busy machine; and perhaps a first download. */
const SLOW_MS = 300_000;
vi.setConfig({ testTimeout: SLOW_MS, hookTimeout: SLOW_MS });

const DEMO = fileURLToPath(new URL('../../dev/demo.ts', import.meta.url));

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).toReversed()) await step();
});

/** The demonstration as a process; its temporary folder is the test's own. */
async function startDemo() {
  const temporary = await mkdtemp(join(tmpdir(), 'casegate-demo-test-'));
  cleanUp.push(() => rm(temporary, { recursive: true, force: true }));
  const env = {
    ...process.env,
    TMPDIR: temporary,
    TEMPORAL_CLI_PATH: await temporalCliPath(),
    CASEGATE_BUNDLE_CACHE_DIR: TEST_BUNDLES,
  };
  const child = spawn(process.execPath, [DEMO, '--json'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  cleanUp.push(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const err = text(child.stderr);
  /** State folders, and the database's folder outside, which root has where the database's user cannot reach the state folder. */
  const leftovers = async () => {
    const inside = (await readdir(temporary)).filter((name) => name.startsWith('casegate-demo-'));
    const outside = [...(await err).matchAll(/its data is kept in (.+)$/gm)].map(([, folder]) => folder!);
    return [...inside, ...outside.filter((folder) => existsSync(folder))];
  };
  return { child, ended, err, leftovers };
}

test('three cases come to the ends that the policy gives them, on real servers, and nothing is left', async () => {
  const { child, ended, err, leftovers } = await startDemo();
  const [out, code] = await Promise.all([text(child.stdout), ended]);
  expect(code, (await err) + out).toBe(0);
  const { cases } = JSON.parse(out) as { cases: readonly DemoReport[] };
  expect(cases.map(({ name, state, unexpected }) => [name, state, unexpected])).toEqual([
    ['cleared', 'cleared', []],
    ['notConsistent', 'declined', []],
    ['silentPartner', 'withdrawn', []],
  ]);
  const words = (index: number) => cases[index]!.timeline.map((entry) => entry.words);
  expect(words(0).at(-1)).toBe('decide that the process requirements are met');
  expect(words(1).at(-1)).toBe('decline for leadership');
  expect(words(2)).toContain('deconfliction: state law enforcement: silence was escalated to senior leadership');
  expect(words(2)).not.toContain("give the partner's answer (state law enforcement)");
  expect(await leftovers()).toEqual([]);
});

test('an interrupt while it starts ends everything, and nothing is left', async () => {
  const { child, ended, err, leftovers } = await startDemo();
  child.stdout.resume();
  // Its first line.
  await new Promise((resolve) => child.stderr.once('data', resolve));
  child.kill('SIGINT');
  expect(await ended, await err).toBe(130);
  expect(await leftovers()).toEqual([]);
});

const [CLEARED] = DEMO_CASES as readonly [DemoCase];

function memoryStage(): Stage {
  const stack = createMemoryStack();
  const send: typeof fetch = async (input, init) => stack.app.request(new Request(input as URL, init));
  const never = createStage({ url: 'http://127.0.0.1:1', outboxFolder: '', signal: new AbortController().signal });
  return {
    ...never,
    as: (handle) =>
      createClient({ url: 'http://127.0.0.1:8080', who: { handle }, idempotencyKey: crypto.randomUUID(), fetch: send }),
  };
}

test('a case that goes as it has to has nothing unexpected', async () => {
  const report = await playCase(CLEARED, memoryStage());
  expect(report.unexpected).toEqual([]);
  expect(renderTotal([report])).toBe('1 cases, 0 unexpected');
});

test.each<[string, Partial<DemoCase>, string]>([
  ['another end', { endsAs: 'declined' }, 'the case is cleared instead of declined'],
  [
    'something that did not happen',
    { happens: ['withdraw the case'] },
    'the timeline lacks, or has too early: withdraw the case',
  ],
  [
    'another order',
    { happens: ['give advice', 'claim the consultation'] },
    'the timeline lacks, or has too early: claim the consultation',
  ],
])('%s is counted as unexpected', async (_, change, unexpected) => {
  const report = await playCase({ ...CLEARED, ...change }, memoryStage());
  expect(report.unexpected).toEqual([unexpected]);
  expect(renderTotal([report])).toBe('1 cases, 1 unexpected');
});

test('what the service takes although it had to refuse it is counted as unexpected', async () => {
  const play: DemoCase['play'] = async (stage, caseId) =>
    stage.refused(
      stage.as('supervisor-a').call('actInCase', { params: { case: caseId }, body: { type: 'case.withdrawn' } }),
      'not-in-this-state',
    );
  const report = await playCase({ ...CLEARED, play, endsAs: 'withdrawn', happens: [] }, memoryStage());
  expect(report.unexpected).toEqual(['Unexpected: accepted instead of a refusal: not-in-this-state']);
});
