import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { bundleWorkflowCode, Worker, type ReplayWorkerOptions } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDataConverter } from '../../codec/data-converter.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { ringOf } from '../codec/rings.ts';
import { SCENARIOS } from '../histories/scenarios.ts';
import { TEST_BUNDLES } from './test-bundles.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const HISTORIES = fileURLToPath(new URL('../histories', import.meta.url));
const files = readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.binpb'));

const History = proto.temporal.api.history.v1.History;
type History = ReturnType<typeof History.decode>;

const historyOf = (file: string): History => History.decode(readFileSync(join(HISTORIES, file)));

const optionsFor = (bundle: ReplayWorkerOptions['workflowBundle']) => ({
  workflowBundle: bundle!,
  dataConverter: createDataConverter(ringOf('k-1', { 'k-1': 1 })),
});

const caseIdOf = (file: string): string => basename(file).split('.')[1]!;
const runIdOf = ({ events }: History): string =>
  events![0]!.workflowExecutionStartedEventAttributes!.originalExecutionRunId!;

/** One worker replays all of them, as one worker runs them. @returns by the run, what it failed with */
async function replayAll(): Promise<ReadonlyMap<string, Error | null>> {
  const histories = files.map((file) => ({ workflowId: caseIdOf(file), history: historyOf(file) }));
  const failures = new Map<string, Error | null>();
  const options = optionsFor(await workflowBundle(TEST_BUNDLES));
  for await (const { runId, error } of Worker.runReplayHistories(options, histories))
    failures.set(runId, error ?? null);
  return failures;
}

describe('histories of releases, encrypted as they were', () => {
  let failures: ReadonlyMap<string, Error | null>;
  beforeAll(async () => {
    failures = await replayAll();
  });

  it('are there, of every kind of case', () => {
    expect(files.some((file) => file.startsWith('0.1.0/'))).toBe(true);
    const kinds = files.flatMap((file) => (file.startsWith('0.1.0/') ? [] : (basename(file).split('.')[0] ?? [])));
    expect([...new Set(kinds)].sort()).toEqual(Object.keys(SCENARIOS).sort());
  });

  it.each(files)('%s replays with this code', (file) => {
    expect(failures.get(runIdOf(historyOf(file)))).toBeNull();
  });
});

describe('a change that running cases would not survive fails the gate', () => {
  const [file] = files.filter((name) => basename(name).startsWith('row-2'));
  let copy: string;
  beforeAll(async () => {
    copy = await copyOfSources();
  });
  afterAll(() => rm(copy, { recursive: true, force: true }));

  const replayOfCopy = async (): Promise<void> => {
    const { code } = await bundleWorkflowCode({
      workflowsPath: join(copy, 'workflows/case.workflow.ts'),
      failureConverterPath: join(copy, 'codec/failure-converter.ts'),
    });
    await Worker.runReplayHistory(optionsFor({ code }), historyOf(file!), caseIdOf(file!));
  };

  /** @throws where the text is not there (any more): a change that changes nothing would prove nothing */
  async function replayWith(path: string, text: string, instead: string): Promise<void> {
    const source = await readFile(join(copy, path), 'utf8');
    if (source.split(text).length !== 2) throw new Error(`${path} does not hold once: ${text}`);
    await writeFile(join(copy, path), source.replace(text, instead));
    try {
      await replayOfCopy();
    } finally {
      await writeFile(join(copy, path), source);
    }
  }

  it('none: the copy as it is replays', async () => {
    await expect(replayOfCopy()).resolves.toBeUndefined();
  });

  it('in the workflow: each message in an activity of its own', async () => {
    const changed = replayWith('workflows/deliveries.ts', 'BATCH_LIMIT = 50', 'BATCH_LIMIT = 1');
    await expect(changed).rejects.toThrow(/determinism/i);
  });

  it('in a machine: nobody is told that a case awaits review', async () => {
    const changed = replayWith(
      'machines/case.machine.ts',
      "awaitingReview: {\n      entry: tell('supervisor'),",
      'awaitingReview: {',
    );
    await expect(changed).rejects.toThrow(/determinism/i);
  });
});

/** What goes into the bundle, where it can be changed without changing what others run. */
async function copyOfSources(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'casegate-changed-'));
  for (const place of [
    'workflows',
    'machines',
    'policy',
    'schemas',
    'activities',
    'codec',
    'package.json',
    'tsconfig.json',
  ])
    await cp(join(PROJECT, place), join(folder, place), { recursive: true });
  await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}
