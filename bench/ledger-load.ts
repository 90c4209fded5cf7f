import type { AppendRequest } from '../activities/contract.ts';
import { CONSULTATION, caseContextOf, caseProgram } from '../machines/case-program.ts';
import { ROOT, start, step, type Input, type System } from '../machines/system.ts';
import { digestOf } from '../schemas/digest.ts';
import { newCaseId, newUpdateId } from '../schemas/ids.ts';
import { PARTNER_CLASSES, type Json } from '../schemas/words.ts';
import { consultedCase, personOf } from './synthetic-case.ts';

/** One case of row 2, from its opening to its clearance, as its workflow has it appended: nine entries. */
export function requestsOfCase(at: number): AppendRequest[] {
  const caseId = newCaseId();
  const requests: AppendRequest[] = [];
  const opening = consultedCase(at, caseId);
  let system = start(caseProgram, opening as unknown as Json, at)[0];
  keep({ kind: 'start', at, input: opening as unknown as Json }, null);

  function keep(input: Json, updateId: string | null): void {
    const stateDigest = digestOf(system as unknown as Json);
    requests.push({ caseId, entry: requests.length + 1, updateId, input, stateDigest });
  }
  function take(to: string, as: string, event: { readonly type: string; readonly [field: string]: Json }): void {
    const by = personOf(as) as unknown as Json;
    const input: Input = { kind: 'event', at: at + requests.length * 60_000, to, event: { ...event, by } };
    system = step(caseProgram, system, input)[0];
    keep(input as unknown as Json, newUpdateId());
  }

  for (const partnerClass of PARTNER_CLASSES)
    take(`${ROOT}/${partnerClass}`, `partner-${partnerClass}`, { type: 'request.answered', answer: 'noConflict' });
  const { factsDigest } = contextOf(system);
  take(CONSULTATION, 'legal-a', { type: 'task.claimed' });
  take(CONSULTATION, 'legal-a', { type: 'task.started' });
  const advice = { advice: 'consistent', factsDigest, conditions: [], text: 'Synthetic advice.' };
  take(CONSULTATION, 'legal-a', { type: 'task.completed', ...advice });
  const schedule = opening.schedule as unknown as Json;
  take(ROOT, 'supervisor-b', { type: 'decision.cleared', factsDigest, schedule, note: 'A synthetic decision.' });
  return requests;
}

const contextOf = (system: System) => caseContextOf(system);
