/** Applies a recorded input: the ledger believes no state that it did not compute itself. */
import { leftBehindOf } from '../machines/case-context.ts';
import { caseContextOf } from '../machines/case-program.ts';
import { migrated } from '../machines/snapshot-versions.ts';
import { ROOT, start, step, type Effect, type Input, type Program, type System } from '../machines/system.ts';
import { digestOf } from '../schemas/digest.ts';
import type { InstantMs, Json } from '../schemas/words.ts';
import { LedgerDivergence, LedgerMalformed } from './failures.ts';

/** What opens an epoch. */
export interface StartInput {
  readonly kind: 'start';
  readonly at: InstantMs;
  readonly input: Json;
}

/** What an entry keeps. */
export type RecordedInput = StartInput | Input;

/** The members of each kind beside `kind`, all of them required and no others allowed. */
const MEMBERS: { readonly [kind in RecordedInput['kind']]: readonly string[] } = {
  start: ['at', 'input'],
  event: ['at', 'to', 'event'],
  timer: ['at', 'key', 'generation'],
  result: ['at', 'key', 'generation', 'value'],
  failure: ['at', 'key', 'generation', 'value'],
};

/** @throws LedgerMalformed */
export function recordedInputFrom(json: Json): RecordedInput {
  if (!isRecord(json)) throw new LedgerMalformed('an input is an object');
  const { kind, ...members } = json;
  if (typeof kind !== 'string' || !Object.hasOwn(MEMBERS, kind)) throw new LedgerMalformed('an input of no known kind');
  const expected = MEMBERS[kind as RecordedInput['kind']];
  const isExact =
    Object.keys(members).length === expected.length && expected.every((name) => Object.hasOwn(members, name));
  if (!isExact || !Number.isSafeInteger(members['at']) || !hasTypes(members))
    throw new LedgerMalformed(`not an input of kind ${kind}`);
  return json as unknown as RecordedInput;
}

function hasTypes({ to, event, key, generation }: { readonly [member: string]: Json | undefined }): boolean {
  return (
    (to === undefined || typeof to === 'string') &&
    (event === undefined || (isRecord(event) && typeof event['type'] === 'string')) &&
    (key === undefined || typeof key === 'string') &&
    (generation === undefined || Number.isSafeInteger(generation))
  );
}

const isRecord = (value: Json): value is { [member: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The system after the input, and what it asks of the outside.
 * @param before null where the case has no entry yet
 * @throws LedgerMalformed a start where no epoch may begin, or none where one must
 * @throws LedgerDivergence the machines do not take this input in this state
 */
export function execute(program: Program, before: System | null, input: RecordedInput): [System, Effect[]] {
  if (input.kind === 'start') refuseUnlessBeginning(before, input);
  else if (before === null) throw new LedgerMalformed('the first entry of a case is its start');
  try {
    return input.kind === 'start'
      ? start(program, input.input, input.at)
      : step(program, migrated(program, before!), input);
  } catch (cause) {
    throw new LedgerDivergence('the machines do not take this input in the recorded state', { cause });
  }
}

/** Row 22: an epoch begins when the last has ended, and takes over all its duties and protections: nobody sheds one by reopening. */
function refuseUnlessBeginning(before: System | null, { input }: StartInput): void {
  if (before !== null && before.actors[ROOT]!.status === 'active')
    throw new LedgerMalformed('a case that has not ended cannot be opened again');
  const reopens = isRecord(input) ? (input['reopens'] ?? null) : null;
  if (digestOf(reopens) !== digestOf(leftBehind(before)))
    throw new LedgerMalformed('the opening does not take over what the last epoch left');
}

/** `reopens` of the input that opens the next epoch. */
export function leftBehind(before: System | null): Json {
  if (before === null) return null;
  return leftBehindOf(caseContextOf(before)) as unknown as Json;
}
