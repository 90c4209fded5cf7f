/** By when what people do beside the consultation is to be done, and who reads the case when nobody does it, over the HTTP app. */
import { beforeEach, expect, test, vi } from 'vitest';
import { caseContextOf } from '../../machines/case-program.ts';
import { ROOT } from '../../machines/system.ts';
import type { Answer } from '../../schemas/answers.ts';
import type { Lateness } from '../../schemas/words.ts';
import { createMemoryStack, ROW_1, type MemoryStack } from './memory-stack.ts';

let stack: MemoryStack;
beforeEach(() => {
  stack = createMemoryStack();
});

const read = async <Shown>(path: string, as: string): Promise<Shown> =>
  (await (await stack.send('GET', path, as)).json()) as Shown;
const statusFor = async (path: string, as: string): Promise<number> => (await stack.send('GET', path, as)).status;

/** One that no status is known of, and whose partners have answered; local law enforcement as given. */
async function answered(local: 'noConflict' | 'conflict'): Promise<string> {
  const opened = await stack.send('POST', '/cases', 'supervisor-a', ROW_1);
  const { case: id } = (await opened.json()) as { case: string };
  const { requests } = await read<Answer<'Case'>>(`/cases/${id}`, 'supervisor-a');
  for (const { request, partnerClass } of requests) {
    const body = { type: 'request.answered', answer: partnerClass === 'local' ? local : 'noConflict' };
    expect((await stack.send('POST', `/requests/${request}/events`, `partner-${partnerClass}`, body)).status).toBe(200);
  }
  return id;
}

async function late(caseId: string, step: string, level: Lateness): Promise<void> {
  const { since } = (await read<Answer<'Case'>>(`/cases/${caseId}`, 'supervisor-a')).steps[0]!;
  const by = { id: 'urn:casegate:service#reminders', staffId: 'SERVICE', roles: ['service'], office: 'SERVICE' };
  const event = { type: 'step.late', step, since: Date.parse(since), level, note: '', by };
  const submitted = await stack.ports.cases.submit({ caseId, updateId: `u_${level}`, to: ROOT, event });
  expect(submitted).toMatchObject({ is: 'accepted' });
}

test('the board says by when a review is made, as long from its beginning as a consultation has', async () => {
  const id = await answered('noConflict');
  const shown = await read<Answer<'Case'>>(`/cases/${id}`, 'supervisor-a');
  const since = stack.ports.clock();
  const { terms } = caseContextOf((await stack.ports.ledger.caseOf(id))!.system);
  const { dueAt } = stack.ports.policy.scheduleOf(terms, since, shown.office).consultation;
  const iso = (at: number): string => new Date(at).toISOString();
  expect(shown.gates.find(({ gate }) => gate === 'review')).toMatchObject({ dueAt: iso(dueAt), overdue: false });
  expect(shown.gates.filter(({ met }) => met).map((gate) => gate.dueAt)).toEqual([null, null, null, null]);
  expect(shown.steps).toEqual([
    {
      step: 'review',
      words: "the supervisor's review",
      who: 'supervisor',
      since: iso(since),
      dueAt: iso(dueAt),
      overdue: false,
      reminded: false,
      escalated: false,
    },
  ]);
  const { gates } = await read<Answer<'Why'>>(`/cases/${id}/why`, 'supervisor-a');
  expect(gates.find(({ gate }) => gate === 'review')).toMatchObject({ dueAt: iso(dueAt) });
});

test('a conflict that nobody resolves becomes leadership’s to see with its escalation, and not before', async () => {
  const id = await answered('conflict');
  const page = `/cases/${id}`;
  expect(await statusFor(page, 'leadership-a')).toBe(404);
  await late(id, 'conflict/local', 'reminder');
  expect(await statusFor(page, 'leadership-a')).toBe(404);
  expect((await read<Answer<'Case'>>(page, 'supervisor-a')).steps).toMatchObject([
    { reminded: true, escalated: false },
  ]);
  expect(await read('/cases', 'leadership-a')).toMatchObject({ cases: [] });
  await late(id, 'conflict/local', 'escalation');
  expect(await statusFor(page, 'leadership-a')).toBe(200);
  expect(await read('/cases', 'leadership-a')).toMatchObject({ cases: [{ case: id }] });
  for (const other of ['policy-a', 'privacy-a', 'supervisor-d']) expect(await statusFor(page, other)).toBe(404);
  const { entries } = await read<Answer<'Timeline'>>(`${page}/timeline`, 'leadership-a');
  expect(entries.at(-1)).toMatchObject({
    type: 'step.late',
    by: 'SERVICE',
    details: { step: 'the resolution of what a partner reports (local law enforcement)', level: 'escalation' },
  });
});

test('a renewal is due when the case expires, and people are told before that', async () => {
  const id = await answered('noConflict');
  const { factsDigest } = await read<Answer<'Case'>>(`/cases/${id}`, 'supervisor-a');
  const cleared = { type: 'decision.cleared', factsDigest, note: 'synthetic' };
  expect((await stack.send('POST', `/cases/${id}/events`, 'supervisor-b', cleared)).status).toBe(200);
  stack.passes(id, 'untilExpiry');
  const { schedule } = caseContextOf((await stack.ports.ledger.caseOf(id))!.system);
  const dueAt = new Date(schedule.lapseEndsAt).toISOString();
  await late(id, 'renewal', 'reminder');
  const shown = await read<Answer<'Case'>>(`/cases/${id}`, 'supervisor-a');
  expect(shown.steps).toMatchObject([
    { step: 'renewal', words: 'the renewal after the time limit', who: 'supervisor', dueAt, reminded: true },
  ]);
  expect(shown.gates.find(({ gate }) => gate === 'review')).toMatchObject({ dueAt });
});

test('My work says to leadership which step is late, and since when: not that an answer did not come', async () => {
  const id = await answered('conflict');
  const since = stack.ports.clock();
  const workOf = async (as: string) => (await read<Answer<'Work'>>('/work', as)).cases.rows;
  await late(id, 'conflict/local', 'reminder');
  expect(await workOf('leadership-a')).toEqual([]);
  await late(id, 'conflict/local', 'escalation');
  vi.spyOn(stack.ports, 'clock').mockReturnValue(since + 30 * 86_400_000);
  const words = 'the resolution of what a partner reports (local law enforcement)';
  const { terms } = caseContextOf((await stack.ports.ledger.caseOf(id))!.system);
  const { dueAt } = stack.ports.policy.scheduleOf(terms, since, 'OFFICE-EAST').consultation;
  expect(await workOf('leadership-a')).toMatchObject([
    {
      case: id,
      asks: words,
      missing: [],
      steps: [{ step: 'conflict/local', words, since: new Date(since).toISOString() }],
      dueAt: new Date(dueAt).toISOString(),
      overdue: true,
    },
  ]);
  expect(await workOf('supervisor-b')).toMatchObject([{ asks: 'deconfliction: local law enforcement', steps: [] }]);
  const resolved = { type: 'conflict.resolved', partnerClass: 'local', note: 'synthetic' };
  expect((await stack.send('POST', `/cases/${id}/events`, 'supervisor-b', resolved)).status).toBe(200);
  expect(await workOf('leadership-a')).toEqual([]);
});

test('a case looked back at has the dates that it had then', async () => {
  const id = await answered('conflict');
  const { entry, steps } = await read<Answer<'Case'>>(`/cases/${id}`, 'supervisor-a');
  await late(id, 'conflict/local', 'reminder');
  const resolved = { type: 'conflict.resolved', partnerClass: 'local', note: 'synthetic' };
  expect((await stack.send('POST', `/cases/${id}/events`, 'supervisor-b', resolved)).status).toBe(200);
  expect((await read<Answer<'Case'>>(`/cases/${id}`, 'supervisor-a')).steps).toMatchObject([{ step: 'review' }]);
  const now = stack.ports.clock();
  vi.spyOn(stack.ports, 'clock').mockReturnValue(now + 30 * 86_400_000);
  expect((await read<Answer<'Case'>>(`/cases/${id}`, 'supervisor-a')).steps).toMatchObject([{ overdue: true }]);
  const then = await read<Answer<'CaseAfterEntry'>>(`/cases/${id}/history/${entry}`, 'supervisor-a');
  expect(then.steps).toEqual(steps);
});
