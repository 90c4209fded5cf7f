import * as wf from '@temporalio/workflow';
import { caseBoardOf } from '../machines/case-board.ts';
import type { CaseInput } from '../machines/case-events.ts';
import { caseProgram } from '../machines/case-program.ts';
import { isUnauthentic } from '../schemas/unauthentic.ts';
import type { Json } from '../schemas/words.ts';
import { ports } from './activity-ports.ts';
import type { Carried } from './carried.ts';
import { Interpreter } from './interpreter.ts';
import { continueWithCurrentRelease } from './next-run.ts';

// The bundle's other workflows: a worker runs one bundle.
export { checkpoint } from './checkpoint.workflow.ts';
export { notices } from './notices.workflow.ts';
export { reminders } from './reminders.workflow.ts';
export { retention } from './retention.workflow.ts';
export { training } from './training.workflow.ts';
export { register } from './policy-register.workflow.ts';

/** What starts the execution of one case. */
export interface CaseStart {
  readonly input: CaseInput;
  /** Entries of earlier epochs: a reopened case goes on counting (row 22). */
  readonly entriesBefore: number;
  /** Inputs per run before it continues as new. */
  readonly stepsPerRun: number;
  /** Executions that version 0.1.0 started lack it, and go on as their histories say (`patched` would cost each case two events). */
  readonly deliversOpeningLocally?: true;
}

/**
 * One case: one execution, one consistency boundary. The name is neutral on purpose, as operators see it.
 * @throws ApplicationFailure `Malformed`, not retryable, where what it was started with is not a case of ours.
 */
export async function gate(start: CaseStart, carried?: Carried): Promise<null> {
  if (!isCaseStart(start) || isUnauthentic(carried))
    throw wf.ApplicationFailure.nonRetryable('not a case', 'Malformed');
  const next = await interpret(start, carried);
  if (next === null) return null;
  return continueWithCurrentRelease<typeof gate>(start, next);
}

async function interpret(start: CaseStart, carried: Carried | undefined): Promise<Carried | null> {
  const setup = {
    program: caseProgram,
    ports,
    awaiting: caseBoardOf,
    stepsPerRun: start.stepsPerRun,
    entriesBefore: start.entriesBefore,
    ...(start.deliversOpeningLocally ? { deliversOpeningLocally: true as const } : {}),
  };
  return begin(setup, start, carried).run();
}

function begin(
  setup: ConstructorParameters<typeof Interpreter>[0],
  start: CaseStart,
  carried: Carried | undefined,
): Interpreter {
  try {
    return new Interpreter(setup, carried === undefined ? { input: start.input as unknown as Json } : { carried });
  } catch {
    // A machine that cannot take the input: trying the task again would not help, and the message could quote the input.
    throw wf.ApplicationFailure.nonRetryable('not a case', 'Malformed');
  }
}

/** By hand: zod in a workflow costs memory for each cached one and, tightened, breaks replay. The API has parsed it already. */
function isCaseStart(value: unknown): value is CaseStart {
  if (typeof value !== 'object' || value === null || isUnauthentic(value)) return false;
  const { input, entriesBefore, stepsPerRun, deliversOpeningLocally } = value as Partial<
    Record<keyof CaseStart, unknown>
  >;
  return (
    typeof input === 'object' &&
    input !== null &&
    Number.isSafeInteger(entriesBefore) &&
    Number.isSafeInteger(stepsPerRun) &&
    (stepsPerRun as number) > 0 &&
    (deliversOpeningLocally === undefined || deliversOpeningLocally === true)
  );
}
