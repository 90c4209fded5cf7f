import { workflowInfo } from '@temporalio/workflow';
import type { Delivery } from '../activities/contract.ts';
import { migrated } from '../machines/snapshot-versions.ts';
import { start, type Effect, type Program, type System } from '../machines/system.ts';
import { isRecordable } from '../schemas/recordable.ts';
import type { InstantMs, Json } from '../schemas/words.ts';
import type { Answered } from './answer-book.ts';
import type { Hold } from './hold.ts';

/** What a new run of the same execution takes over (continue-as-new). Plain JSON. */
export interface Carried {
  readonly system: System;
  readonly entry: number;
  readonly answered: readonly Answered[];
  readonly undelivered: readonly Delivery[];
  readonly hold: Hold | null;
}

/** The first entry of an execution: how its program began. */
export interface Opening {
  readonly input: Json;
  readonly at: InstantMs;
  readonly system: System;
  readonly effects: readonly Effect[];
}

/** @throws what the machine throws on its input, or where the record could not keep it */
export function openingOf(program: Program, input: Json): Opening {
  // Of the start event, not of this task: a task that is tried again has another time, and the entry must be the same.
  const at = workflowInfo().startTime.getTime();
  if (!isRecordable({ kind: 'start', at, input })) throw new Error('an input that the record cannot keep');
  const [system, effects] = start(program, input, at);
  return { input, at, system, effects };
}

/**
 * What a run takes over, in this release's form. One that this release cannot read (a newer one made it) is kept as it is, and held.
 * It stays held in every run until a person resumes it, whatever the release: a run must replay with later code as it went.
 */
export function takenOver(program: Program, carried: Carried): Carried {
  if (carried.hold?.code === 'unreadable') return carried;
  try {
    return { ...carried, system: migrated(program, carried.system) };
  } catch {
    return { ...carried, hold: { code: 'unreadable' } };
  }
}

/** What an execution has that takes over nothing. */
export const beginningWith = (system: System, entriesBefore: number): Carried => ({
  system,
  entry: entriesBefore,
  answered: [],
  undelivered: [],
  hold: null,
});
