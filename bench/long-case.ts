import type { createTemporalCases } from '../api/adapters/temporal-cases.ts';
import { ROOT, type SystemEvent } from '../machines/system.ts';
import { CONSULTATION, requestKeyOf } from '../machines/case-program.ts';
import { newUpdateId } from '../schemas/ids.ts';
import { PARTNER_CLASSES } from '../schemas/words.ts';
import { consultedCase, personOf } from './synthetic-case.ts';

type Cases = ReturnType<typeof createTemporalCases>;

interface Step {
  readonly to: string;
  readonly by: string;
  readonly event: { readonly type: string; readonly [field: string]: unknown };
}

export interface LongCase {
  /** Sends the next event of the cycle. @returns milliseconds until it was answered */
  actOnce(): Promise<number>;
  act(times: number): Promise<void>;
}

/** A window that each amendment moves by a minute, which makes it material. */
const MINUTE_MS = 60_000;
const TEXT = 'A synthetic question or answer.';

/**
 * What a case takes again and again: its task is claimed, worked on, asked about and given back, its partners answer, and its facts
 * change, which asks them anew. (Questions to the chain, corrections and referrals end at limits of 20, 100 and 8 a case.)
 */
function cycleOf(at: number, caseId: string, turn: number): readonly Step[] {
  const { facts, schedule } = consultedCase(at, caseId);
  const amended = { ...facts, windowUntil: facts.windowUntil + (turn % 1000) * MINUTE_MS + MINUTE_MS };
  return [
    { to: CONSULTATION, by: 'legal-a', event: { type: 'task.claimed' } },
    { to: CONSULTATION, by: 'legal-a', event: { type: 'task.started' } },
    { to: CONSULTATION, by: 'legal-a', event: { type: 'information.requested', text: TEXT } },
    { to: CONSULTATION, by: 'supervisor-a', event: { type: 'information.provided', text: TEXT } },
    ...PARTNER_CLASSES.map((partnerClass) => ({
      to: requestKeyOf(partnerClass),
      by: `partner-${partnerClass}`,
      event: { type: 'request.answered', answer: 'noConflict' },
    })),
    { to: ROOT, by: 'supervisor-a', event: { type: 'facts.amended', facts: amended, schedule, note: TEXT } },
    { to: CONSULTATION, by: 'legal-a', event: { type: 'task.released' } },
  ];
}

export const CYCLE_EVENTS = cycleOf(0, '', 0).length;

/** A case with a consultation and all partners, started and recorded. */
export async function longCase(cases: Cases, caseId: string): Promise<LongCase> {
  const at = Date.now();
  const started = await cases.start(caseId, consultedCase(at, caseId));
  if (started.is !== 'started') throw new Error(`a case was not started: ${started.is}`);
  let sent = 0;
  const actOnce = async (): Promise<number> => {
    const { to, by, event } = cycleOf(at, caseId, Math.floor(sent / CYCLE_EVENTS))[sent % CYCLE_EVENTS]!;
    const full = { ...event, by: personOf(by) } as unknown as SystemEvent;
    const askedAt = performance.now();
    const answer = await cases.submit({ caseId, updateId: newUpdateId(), to, event: full });
    const tookMs = performance.now() - askedAt;
    sent += 1;
    // The start is entry 1: no event was lost and none came twice.
    if (answer.is !== 'accepted' || answer.entry !== sent + 1)
      throw new Error(`event ${sent} (${event.type}) was answered ${JSON.stringify(answer)}`);
    return tookMs;
  };
  return {
    actOnce,
    async act(times) {
      for (let turn = 0; turn < times; turn += 1) await actOnce();
    },
  };
}
