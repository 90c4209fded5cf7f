/**
 * A replay compares commands alone. A machine that does the same and notes something else passes it, and every running case would then be
 * held: its next state is not the one that the record comes to from what it has stored. So each recorded entry is stepped once more here.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Payload } from '@temporalio/common';
import proto from '@temporalio/proto';
import { describe, expect, it } from 'vitest';
import type { AppendRequest } from '../../activities/contract.ts';
import { createPayloadCodec } from '../../codec/payload-codec.ts';
import { execute, recordedInputFrom } from '../../ledger/execution.ts';
import { caseMachine } from '../../machines/case.machine.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { migrated } from '../../machines/snapshot-versions.ts';
import { start, type Program, type System } from '../../machines/system.ts';
import { digestOf } from '../../schemas/digest.ts';
import type { Json } from '../../schemas/words.ts';
import type { CaseStart } from '../../workflows/case.workflow.ts';
import type { Carried } from '../../workflows/carried.ts';
import { ringOf } from '../codec/rings.ts';

const HISTORIES = fileURLToPath(new URL('../histories', import.meta.url));
/** A record of version 0.1 is refused by later ones, so that none of its cases goes on. */
const files = readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.binpb') && !name.startsWith('0.1.0'),
);
const History = proto.temporal.api.history.v1.History;
const codec = createPayloadCodec(ringOf('k-1', { 'k-1': 1 }), { withoutContext: 'trustPayload' });

async function valuesIn(payloads: Payload[] | null | undefined): Promise<Json[]> {
  const decoded = await codec.decode(payloads ?? []);
  return decoded.map(({ data }) => JSON.parse(Buffer.from(data ?? []).toString('utf8')) as Json);
}

interface Run {
  /** What the run began with. */
  readonly system: System;
  readonly entry: number;
  readonly appended: readonly AppendRequest[];
}

async function runIn(file: string): Promise<Run> {
  const { events } = History.decode(readFileSync(join(HISTORIES, file)));
  const [first] = events;
  const values = await valuesIn(first!.workflowExecutionStartedEventAttributes!.input!.payloads as Payload[]);
  const [{ input, entriesBefore }, carried] = values as unknown as [CaseStart, Carried?];
  const { seconds, nanos } = first!.eventTime!;
  const startedAt = Number(seconds) * 1_000 + Math.floor(nanos! / 1e6);
  const scheduled = events.flatMap(({ activityTaskScheduledEventAttributes: one }) =>
    one?.activityType?.name === 'appendEntry' ? [one.input!.payloads as Payload[]] : [],
  );
  const appended = await Promise.all(scheduled.map(valuesIn));
  return {
    system: carried?.system ?? start(caseProgram, input as unknown as Json, startedAt)[0],
    entry: carried?.entry ?? entriesBefore + 1,
    appended: appended.map(([request]) => request as unknown as AppendRequest),
  };
}

/** The entries that lead to another state with this program. */
async function changedIn(file: string, program: Program): Promise<number[]> {
  const { system: began, entry: before, appended } = await runIn(file);
  let system = migrated(program, began);
  const changed: number[] = [];
  for (const { entry, input, stateDigest } of appended) {
    if (entry <= before) continue;
    [system] = execute(program, system, recordedInputFrom(input));
    if (digestOf(system as unknown as Json) !== stateDigest) changed.push(entry);
  }
  return changed;
}

describe('each entry of a recorded case leads to the recorded state', () => {
  it.each(files)('%s', async (file) => {
    expect(await changedIn(file, caseProgram)).toEqual([]);
  });

  it('a machine that notes less is seen, though its commands are the same', async () => {
    const root = caseMachine.provide({ actions: { noteDuty: () => undefined } });
    const changed = await Promise.all(files.map((file) => changedIn(file, { ...caseProgram, root })));
    expect(changed.flat()).not.toEqual([]);
  });

  it('and what is compared are entries: most histories have some', async () => {
    const runs = await Promise.all(files.map(runIn));
    expect(runs.filter(({ appended }) => appended.length > 0).length).toBeGreaterThan(files.length / 2);
  });
});
