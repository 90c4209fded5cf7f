/** Two releases of one program, the newer of which calls a state by another name, and executions that outlive the older. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeSkippingServerPath } from '../../dev/temporal-binary.ts';
import { startTestTemporal, type TestTemporal } from '../../dev/test-servers.ts';
import type { System } from '../../machines/system.ts';
import { onceMoreIfCutOff } from '../../schemas/cut-off.ts';
import { ringOf } from '../codec/rings.ts';
import { MemoryLedger, startStack, type Stack } from './stack.ts';
import { registerSearchAttributes } from './time-skipping.ts';

const RELEASES = [1, 2].map((release) => fileURLToPath(new URL(`./kettle-${release}.workflow.ts`, import.meta.url)));
const namespace = 'default';
const taskQueue = 'kettle';
const deploymentName = 'kettle';
const ledger = new MemoryLedger();
const release = (
  address: string,
  number: 1 | 2,
  options: { readonly deploymentName?: string; readonly maxCachedWorkflows?: number },
) =>
  startStack({
    address,
    activities: ledger.activities,
    keyRing: ringOf('k-1', { 'k-1': 1 }),
    taskQueue,
    entry: RELEASES[number - 1]!,
    ...options,
  });

interface Status {
  readonly entry: number;
  readonly hold: { readonly code: string } | null;
  readonly system: System;
}

async function begin({ client }: Stack, stepsPerRun: number): Promise<string> {
  const workflowId = `kettle-${randomUUID()}`;
  await client.workflow.start('kettle', { workflowId, taskQueue, args: [stepsPerRun] });
  return workflowId;
}

const send = ({ client }: Stack, workflowId: string, type: string, updateId: string = randomUUID()) =>
  onceMoreIfCutOff(() =>
    client.workflow.getHandle(workflowId).executeUpdate<{ entry: number }, [unknown]>('submit', {
      updateId,
      args: [{ updateId, to: 'root', event: { type } }],
    }),
  );

const statusOf = ({ client }: Stack, workflowId: string) =>
  client.workflow.getHandle(workflowId).query<Status>('status');

describe('without Worker Versioning, one release after the other', () => {
  let environment: TestWorkflowEnvironment;
  // The time-skipping server would go on asking the stopped worker, which had it in its cache.
  const uncached = { maxCachedWorkflows: 0 };
  beforeAll(async () => {
    const path = await timeSkippingServerPath();
    environment = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path } },
    });
    await registerSearchAttributes(environment);
  });
  afterAll(() => environment?.teardown());

  it('an execution that waits is taken over where it stands, and its timer fires under the state’s new name', async () => {
    const older = await release(environment.address, 1, uncached);
    const workflowId = await begin(older, 2);
    expect(await send(older, workflowId, 'stirred')).toMatchObject({ entry: 2 });
    expect((await statusOf(older, workflowId)).system.actors['root']?.value).toBe('steeping');
    await older.stop();

    const newer = await release(environment.address, 2, uncached);
    const taken = await statusOf(newer, workflowId);
    expect(taken).toMatchObject({ entry: 2, hold: null, system: { version: 2 } });
    expect(taken.system.actors['root']).toMatchObject({ value: 'infusing', context: { stirs: 1 } });
    await environment.sleep('2 hours');
    expect((await statusOf(newer, workflowId)).system.actors['root']).toMatchObject({ value: 'ready' });
    expect(ledger.of(workflowId).map(({ input }) => (input as { kind: string }).kind)).toEqual([
      'start',
      'event',
      'timer',
    ]);
    await newer.stop();
  });
});

describe('with Worker Versioning, side by side', () => {
  let temporal: TestTemporal;
  let older: Stack;
  let newer: Stack;

  beforeAll(async () => {
    temporal = await startTestTemporal();
    older = await release(temporal.address, 1, { deploymentName });
  });
  afterAll(async () => {
    await newer?.stop();
    await older?.stop();
    await temporal?.stop();
  });

  /** As `temporal worker deployment set-current-version` does; a version is known once its worker has asked for work. */
  async function makeCurrent({ client, buildId }: Stack): Promise<void> {
    for (;;) {
      const refused = await client.workflowService
        .setWorkerDeploymentCurrentVersion({ namespace, deploymentName, buildId, identity: 'test' })
        .then(() => null)
        .catch((error: unknown) => error as { code: number });
      if (refused === null) return;
      // Not found, or not ready: https://grpc.github.io/grpc/core/md_doc_statuscodes.html
      expect([5, 9, 14]).toContain(refused.code);
    }
  }

  /** Which releases completed the workflow tasks of a run. */
  async function releasesIn(workflowId: string, runId?: string): Promise<string[]> {
    const { events } = await older.client.workflow.getHandle(workflowId, runId).fetchHistory();
    const builds = events!.flatMap(
      (event) => event.workflowTaskCompletedEventAttributes?.deploymentVersion?.buildId ?? [],
    );
    return [...new Set(builds)].map((buildId) => (buildId === older.buildId ? 'older' : 'newer'));
  }

  const runIdOf = async (workflowId: string): Promise<string> =>
    (await older.client.workflow.getHandle(workflowId).describe()).runId;

  /**
   * Signals, whatever they say, make a workflow task, in which a run moves on. Again until it has: the server learns some time after
   * `makeCurrent` has answered which release is the current one. Done when nothing is under way any more, so that no run ends under what
   * comes next.
   * @returns the run that goes on
   */
  async function moveOnTo(workflowId: string, release: 'older' | 'newer'): Promise<string> {
    const handle = older.client.workflow.getHandle(workflowId);
    const underWay = async () => (await handle.describe()).raw.pendingWorkflowTask ?? null;
    for (;;) {
      await handle.signal('wake');
      await expect.poll(underWay, { timeout: 30_000 }).toBeNull();
      const runId = await runIdOf(workflowId);
      if ((await releasesIn(workflowId, runId)).join() === release) return runId;
    }
  }

  async function boardOf(workflowId: string): Promise<unknown> {
    const { searchAttributes } = await older.client.workflow.getHandle(workflowId).describe();
    return searchAttributes['CasegateState'];
  }

  it('a run stays with its release, new ones begin with the current one, and the next run moves on and is migrated', async () => {
    await makeCurrent(older);
    const workflowId = await begin(older, 100);
    await send(older, workflowId, 'stirred');
    const firstRun = await runIdOf(workflowId);

    newer = await release(temporal.address, 2, { deploymentName });
    await makeCurrent(newer);
    const later = await begin(newer, 100);
    await send(newer, later, 'stirred');
    expect(await releasesIn(later)).toEqual(['newer']);
    expect(await releasesIn(workflowId)).toEqual(['older']);
    // A query, as anything that leaves no history, is answered by the run's own release.
    expect((await statusOf(older, workflowId)).system.actors['root']).toMatchObject({ value: 'steeping' });

    const before = await statusOf(older, workflowId);
    await send(older, workflowId, 'stirred');
    const secondRun = await moveOnTo(workflowId, 'newer');
    expect(await releasesIn(workflowId, firstRun)).toEqual(['older']);
    await send(older, workflowId, 'stirred');
    expect(await releasesIn(workflowId, secondRun)).toEqual(['newer']);
    const { system, entry, hold } = await statusOf(older, workflowId);
    expect({ entry, hold }).toEqual({ entry: 4, hold: null });
    expect(system).toMatchObject({ version: 2, actors: { root: { value: 'infusing', context: { stirs: 3 } } } });
    const [[olderKey, olderTimer]] = Object.entries(before.system.timers) as [[string, object]];
    expect(olderKey).toBe('root#xstate.after.steepFor.kettle.steeping');
    expect(system.timers).toEqual({
      'root#xstate.after.steepFor.kettle.infusing': {
        ...olderTimer,
        event: { type: 'xstate.after.steepFor.kettle.infusing' },
      },
    });
    await send(older, workflowId, 'emptied');
    await older.client.workflow.getHandle(workflowId).result();
  });

  it('an execution in which nothing happens moves on at a signal', async () => {
    await makeCurrent(older);
    const workflowId = await begin(older, 100);
    await send(older, workflowId, 'stirred');
    const firstRun = await runIdOf(workflowId);
    await makeCurrent(newer);
    expect(await moveOnTo(workflowId, 'newer')).not.toBe(firstRun);
    expect((await statusOf(older, workflowId)).system).toMatchObject({ version: 2 });
  });

  it('a release that is too old for a snapshot holds the execution by name, and a newer one can resume it', async () => {
    await makeCurrent(newer);
    const workflowId = await begin(newer, 100);
    await send(newer, workflowId, 'stirred');
    await makeCurrent(older);
    await send(newer, workflowId, 'stirred');
    await moveOnTo(workflowId, 'older');
    expect(await boardOf(workflowId)).toEqual(['held']);
    const resume = () => newer.client.workflow.getHandle(workflowId).executeUpdate('resume', { args: [] });
    await expect(send(newer, workflowId, 'stirred')).rejects.toMatchObject({ cause: { type: 'Held' } });
    await expect(resume()).rejects.toMatchObject({ cause: { type: 'Held' } });
    expect(await statusOf(newer, workflowId)).toMatchObject({ hold: { code: 'unreadable' }, system: { version: 2 } });
    await makeCurrent(newer);
    await moveOnTo(workflowId, 'newer');
    await expect(send(newer, workflowId, 'stirred')).rejects.toMatchObject({ cause: { type: 'Held' } });
    await resume();
    expect(await send(newer, workflowId, 'stirred')).toEqual(expect.objectContaining({ entry: 4 }));
    expect(await boardOf(workflowId)).toEqual(['waiting']);
  });
});
