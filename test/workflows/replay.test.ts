import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import proto from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { createDataConverter } from '../../codec/data-converter.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { ringOf } from '../codec/rings.ts';

const HISTORIES = fileURLToPath(new URL('../histories', import.meta.url));
const files = readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.binpb'));

const History = proto.temporal.api.history.v1.History;
type History = ReturnType<typeof History.decode>;

const historyOf = (file: string): History => History.decode(readFileSync(join(HISTORIES, file)));

const replay = async (file: string, history: History): Promise<void> => {
  const options = {
    workflowBundle: await workflowBundle(join(tmpdir(), 'casegate-test-bundles')),
    dataConverter: createDataConverter(ringOf('k-1', { 'k-1': 1 })),
  };
  const [, caseId] = basename(file).split('.');
  await Worker.runReplayHistory(options, history, caseId!);
};

describe('histories of releases, encrypted as they were', () => {
  it('are there', () => {
    expect(files.length).toBeGreaterThan(1);
  });

  it.each(files)('%s replays with this code', async (file) => {
    await expect(replay(file, historyOf(file))).resolves.toBeUndefined();
  });

  it('one that this code would not have made is noticed', async () => {
    const history = historyOf(files[0]!);
    const scheduled = history.events.find(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name === 'deliver',
    );
    scheduled!.activityTaskScheduledEventAttributes!.activityType!.name = 'somethingElse';
    await expect(replay(files[0]!, history)).rejects.toThrow(/determinism/i);
  });
});
