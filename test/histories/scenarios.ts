/** One case of every kind, as people play it on a real server: what the replay gate holds later code to. */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { factsDigestOf, leftBehindOf } from '../../machines/case-context.ts';
import type { CaseInput } from '../../machines/case-events.ts';
import { caseContextOf, consultationOf } from '../../machines/case-program.ts';
import type { System } from '../../machines/system.ts';
import { TASK_QUEUE } from '../../schemas/task-queue.ts';
import type { Deadlines, PartnerAnswer, PartnerClass, Person, StatusFact } from '../../schemas/words.ts';
import type { MemoryLedger } from '../workflows/stack.ts';
import { caseInput, personOf, PROTECTED, submitTo } from '../workflows/synthetic-case.ts';

export interface Stage {
  readonly client: Client;
  /** Somebody who reaches the server and has no key. */
  readonly keyless: Client;
  readonly ledger: MemoryLedger;
}

/** @returns the id of the case, which has ended */
export type Scenario = (stage: Stage) => Promise<string>;

const PARTNERS = ['internal', 'local', 'state', 'federal'] as const;
/** Long enough for a busy machine to show each step on its own, short enough to wait for. */
const STEP_MS = 400;

class CaseOnStage {
  readonly caseId = `c_${randomUUID().replaceAll('-', '').slice(0, 26)}`;
  readonly input: CaseInput;
  readonly #client: Client;

  constructor({ client }: Stage, statuses: readonly StatusFact[], more: Partial<CaseInput> = {}) {
    this.#client = client;
    this.input = { ...caseInput(statuses), ...more };
  }

  async begin(stepsPerRun = 100, entriesBefore = 0, input = this.input): Promise<void> {
    await this.#client.workflow.start('gate', {
      workflowId: this.caseId,
      taskQueue: TASK_QUEUE,
      args: [{ input, entriesBefore, stepsPerRun, deliversOpeningLocally: true }],
    });
  }

  submit(to: string, by: string, event: Record<string, unknown>): Promise<void> {
    return submitTo(this.#client, this.caseId, to, by, event);
  }

  act(by: string, event: Record<string, unknown>): Promise<void> {
    return this.submit('root', by, { note: '', ...event });
  }

  /** What follows from time alone: sent by whoever looks at the record. */
  service(event: Record<string, unknown>): Promise<void> {
    const by: Person = { id: 'urn:casegate:service#reminders', staffId: 'SERVICE', roles: ['service'], office: 'SERVICE' };
    return submitTo(this.#client, this.caseId, 'root', by, { note: '', ...event });
  }

  answer(partnerClass: PartnerClass, answer: PartnerAnswer = 'noConflict'): Promise<void> {
    return this.submit(`root/${partnerClass}`, `partner-${partnerClass}`, { type: 'request.answered', answer });
  }

  async answerAll(): Promise<void> {
    for (const partnerClass of PARTNERS) await this.answer(partnerClass);
  }

  async advise(advice: string, factsDigest = factsDigestOf(this.input.facts)): Promise<void> {
    const submit = (event: Record<string, unknown>) => this.submit('root/consultation', 'legal-a', event);
    await submit({ type: 'task.claimed' });
    await submit({ type: 'task.started' });
    await submit({ type: 'task.completed', advice, factsDigest, conditions: [], text: '' });
  }

  clear(factsDigest = factsDigestOf(this.input.facts)): Promise<void> {
    return this.act('supervisor-a', { type: 'decision.cleared', factsDigest, schedule: this.input.schedule });
  }

  async close(): Promise<void> {
    await this.act('supervisor-a', { type: 'action.recorded', outcome: 'actionNotTaken' });
    await this.ended();
  }

  async withdraw(): Promise<void> {
    await this.act('supervisor-a', { type: 'case.withdrawn' });
    await this.ended();
  }

  async ended(): Promise<void> {
    await this.#client.workflow.getHandle(this.caseId).result();
  }

  async until(holds: (status: { system: System; hold: unknown }) => boolean): Promise<System> {
    const handle = this.#client.workflow.getHandle(this.caseId);
    for (;;) {
      const status = await handle.query<{ system: System; hold: unknown }>('status');
      if (holds(status)) return status.system;
    }
  }
}

/** Time limits of fractions of a second, since nobody can hurry a real server. */
function hurried(): Pick<CaseInput, 'at' | 'schedule'> {
  const at = Date.now();
  const limits: Deadlines = { remindAt: at + STEP_MS, dueAt: at + 2 * STEP_MS, escalateAt: at + 3 * STEP_MS };
  const clearanceExpiresAt = at + 5 * STEP_MS;
  return {
    at,
    schedule: {
      consultation: limits,
      deconfliction: limits,
      clearanceExpiresAt,
      lapseEndsAt: clearanceExpiresAt + STEP_MS,
    },
  };
}

const isEscalated = ({ system }: { system: System }): boolean =>
  PARTNERS.every((partnerClass) => {
    const value = system.actors[`root/${partnerClass}`]?.value;
    return JSON.stringify(value) === JSON.stringify({ asked: 'escalated' });
  });

/** The timer has fired that tells leadership. */
const isInformationEscalated = ({ system }: { system: System }): boolean =>
  !Object.keys(system.timers).some((key) => key.includes('untilInformationEscalation'));

const isGivenBack = ({ system }: { system: System }): boolean => consultationOf(system)?.context.owner === null;

async function toClosed(stage: Stage, statuses: readonly StatusFact[], stepsPerRun?: number): Promise<string> {
  const one = new CaseOnStage(stage, statuses);
  await one.begin(stepsPerRun);
  await one.answerAll();
  if (statuses.length > 0) await one.advise('consistent');
  await one.clear();
  await one.close();
  return one.caseId;
}

export const SCENARIOS: { readonly [name: string]: Scenario } = {
  'row-1-closed': (stage) => toClosed(stage, []),

  'row-2-closed': (stage) => toClosed(stage, [PROTECTED]),

  'long-in-many-runs': (stage) => toClosed(stage, [PROTECTED], 2),

  'not-consistent-declined': async (stage) => {
    const one = new CaseOnStage(stage, [PROTECTED]);
    await one.begin();
    await one.answerAll();
    await one.advise('notConsistent');
    await one.act('supervisor-a', { type: 'case.escalated' });
    await one.act('leadership-a', { type: 'leadership.declined' });
    await one.ended();
    return one.caseId;
  },

  'silent-escalated': async (stage) => {
    const one = new CaseOnStage(stage, [PROTECTED], hurried());
    await one.begin();
    await one.until(isEscalated);
    await one.answerAll();
    await one.withdraw();
    return one.caseId;
  },

  'claimed-not-begun-in-time': async (stage) => {
    const one = new CaseOnStage(stage, [PROTECTED]);
    const legal = (event: Record<string, unknown>) => one.submit('root/consultation', 'legal-a', event);
    await one.begin();
    await legal({ type: 'task.ranked', priority: 0, note: '' });
    await legal({ type: 'task.claimed', schedule: hurried().schedule });
    await one.until(isGivenBack);
    await one.act('supervisor-a', { type: 'work.claimed', role: 'supervisor' });
    await one.act('supervisor-a', { type: 'work.released', role: 'supervisor' });
    await one.advise('consistent');
    await one.answerAll();
    await one.clear();
    await one.close();
    return one.caseId;
  },

  // Row 11: who is asked stays silent, leadership gives the task to a colleague, and advice of who had it is recorded by them.
  'handed-on-while-awaiting': async (stage) => {
    const one = new CaseOnStage(stage, [PROTECTED]);
    const { schedule } = one.input;
    const legal = (by: string, event: Record<string, unknown>) => one.submit('root/consultation', by, event);
    await one.begin();
    await legal('legal-a', { type: 'task.claimed', schedule });
    await legal('legal-a', { type: 'task.started' });
    await legal('legal-a', { type: 'information.requested', text: '', schedule: hurried().schedule });
    await one.until(isInformationEscalated);
    await legal('leadership-a', { type: 'task.assigned', to: personOf('legal-b'), note: '', schedule });
    await legal('legal-b', { type: 'task.released' });
    await legal('legal-b', { type: 'task.claimed', schedule });
    await legal('supervisor-a', { type: 'information.provided', text: '', schedule });
    await legal('legal-b', { type: 'task.started' });
    await legal('legal-b', {
      type: 'task.completed',
      advice: 'consistent',
      factsDigest: factsDigestOf(one.input.facts),
      conditions: [],
      text: '',
      telephone: { givenAt: one.input.at, givenTo: 'STAFF-SUPERVISOR-A', givenBy: personOf('legal-a') },
    });
    await one.answerAll();
    await one.clear();
    await one.close();
    return one.caseId;
  },

  // What the case asks of supervisors, as a task: lapsed, set aside, handed on, and one of them recused for good.
  'work-handed-on': async (stage) => {
    const one = new CaseOnStage(stage, []);
    const { schedule } = one.input;
    const role = 'supervisor' as const;
    const workIn = ({ system }: { system: System }) => caseContextOf(system).work?.[role];
    await one.begin();
    await one.answer('local', 'conflict');
    for (const partnerClass of ['internal', 'state', 'federal'] as const) await one.answer(partnerClass);
    await one.act('supervisor-b', { type: 'work.claimed', role, schedule });
    const { startBy } = workIn({ system: await one.until((status) => workIn(status) !== undefined) })!;
    await one.service({ type: 'work.due', role, what: 'start', date: startBy });
    await one.act('supervisor-b', { type: 'work.claimed', role, schedule });
    await one.act('supervisor-b', { type: 'work.started', role });
    const until = schedule.consultation.remindAt;
    await one.act('supervisor-b', { type: 'work.suspended', role, until, schedule });
    await one.service({ type: 'work.due', role, what: 'resumption', date: until });
    await one.act('supervisor-b', { type: 'work.suspended', role, until, schedule });
    await one.act('supervisor-b', { type: 'work.resumed', role });
    await one.act('supervisor-b', { type: 'work.delegated', role, to: personOf('supervisor-a'), schedule });
    await one.act('supervisor-a', { type: 'work.failed', role, cause: 'unable' });
    await one.act('leadership-a', { type: 'work.assigned', role, to: personOf('supervisor-b'), schedule });
    await one.act('supervisor-b', { type: 'conflict.resolved', partnerClass: 'local' });
    const factsDigest = factsDigestOf(one.input.facts);
    await one.act('supervisor-d', { type: 'decision.cleared', factsDigest, schedule });
    await one.act('supervisor-d', { type: 'action.recorded', outcome: 'actionNotTaken' });
    await one.ended();
    return one.caseId;
  },

  // Two at once, each right after the same entry: both come in, and the case takes one.
  'acted-as-seen': async (stage) => {
    const one = new CaseOnStage(stage, [PROTECTED]);
    await one.begin();
    await one.submit('root/consultation', 'legal-a', { type: 'task.prioritised', note: '' });
    const asSeen = (by: string) =>
      submitTo(stage.client, one.caseId, 'root', by, { type: 'comment.added', note: '' }, { after: 2 });
    const outcomes = await Promise.allSettled([asSeen('supervisor-a'), asSeen('supervisor-b')]);
    if (outcomes.filter(({ status }) => status === 'rejected').length !== 1) throw new Error('both were taken, or none');
    await one.answerAll();
    await one.advise('consistent');
    await one.clear();
    await one.close();
    return one.caseId;
  },

  'withdrawn-at-once': async (stage) => {
    const one = new CaseOnStage(stage, []);
    await one.begin();
    await one.withdraw();
    return one.caseId;
  },

  'cleared-expired': async (stage) => {
    const one = new CaseOnStage(stage, []);
    await one.begin();
    await one.answerAll();
    const { schedule } = hurried();
    const factsDigest = factsDigestOf(one.input.facts);
    await one.act('supervisor-a', { type: 'decision.cleared', factsDigest, schedule });
    await one.until(({ system }) => system.actors['root']?.value === 'lapsed');
    await one.act('supervisor-a', { type: 'clearance.renewed', schedule: hurried().schedule });
    await one.answerAll();
    await one.act('supervisor-a', { type: 'decision.cleared', factsDigest, schedule: hurried().schedule });
    await one.ended();
    return one.caseId;
  },

  'amended-cleared-again': async (stage) => {
    const one = new CaseOnStage(stage, []);
    await one.begin();
    await one.answerAll();
    await one.clear();
    const facts = { ...one.input.facts, statuses: [PROTECTED] };
    const factsDigest = factsDigestOf(facts);
    await one.act('supervisor-a', { type: 'facts.amended', facts, schedule: one.input.schedule });
    await one.answerAll();
    await one.advise('consistent', factsDigest);
    await one.clear(factsDigest);
    await one.close();
    return one.caseId;
  },

  'conflict-resolved-late-conflict': async (stage) => {
    const one = new CaseOnStage(stage, []);
    await one.begin();
    for (const partnerClass of ['internal', 'state', 'federal'] as const) await one.answer(partnerClass);
    await one.answer('local', 'conflict');
    await one.act('supervisor-b', { type: 'conflict.resolved', partnerClass: 'local' });
    await one.clear();
    await one.answer('state', 'cannotTell');
    await one.act('supervisor-b', { type: 'conflict.resolved', partnerClass: 'state' });
    await one.clear();
    await one.close();
    return one.caseId;
  },

  'held-resumed': async (stage) => {
    const one = new CaseOnStage(stage, []);
    await one.begin();
    await one.answer('internal');
    stage.ledger.forkNext(one.caseId);
    await one.answer('local').then(
      () => Promise.reject(new Error('the fork was not noticed')),
      () => undefined,
    );
    await stage.client.workflow.getHandle(one.caseId).executeUpdate('resume', { args: [] });
    await one.answer('local');
    await one.withdraw();
    return one.caseId;
  },

  'closed-reopened': async (stage) => {
    const one = new CaseOnStage(stage, []);
    await one.begin();
    await one.answerAll();
    await one.clear();
    await one.close();
    const closed = await one.until(() => true);
    const input = { ...one.input, reopens: leftBehindOf(caseContextOf(closed)) };
    await one.begin(100, stage.ledger.of(one.caseId).length, input);
    await one.answer('internal');
    await one.withdraw();
    return one.caseId;
  },

  'retried-outside-away': async (stage) => {
    const one = new CaseOnStage(stage, []);
    // One at once, three quickly, and then for as long as it takes.
    stage.ledger.failDeliveries(one.caseId, 6);
    await one.begin();
    await one.answerAll();
    await one.withdraw();
    return one.caseId;
  },

  'pestered-without-a-key': async (stage) => {
    const one = new CaseOnStage(stage, []);
    await one.begin();
    await one.answer('internal');
    const handle = stage.keyless.workflow.getHandle(one.caseId);
    await handle.signal('submit', { forged: true });
    await handle.cancel();
    await handle.executeUpdate('submit', { args: [{ forged: true }] }).catch(() => undefined);
    await one.answer('local');
    await one.withdraw();
    return one.caseId;
  },
};
