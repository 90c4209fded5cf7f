/** My work over HTTP: all that waits for a person, what is due first, first; what is cut off says so. */
import type { ProposalPage } from '../../ledger/custody-reads.ts';
import { beforeEach, expect, test } from 'vitest';
import { createApp } from '../../api/app.ts';
import type { AppPorts, ListedPerson } from '../../api/ports.ts';
import { SYNTHETIC_PEOPLE } from '../../dev/people.ts';
import type { Answer } from '../../schemas/answers.ts';
import { hold } from './contract.ts';
import { createMemoryStack, NOW_MS, ROW_1, ROW_2, type MemoryStack } from './memory-stack.ts';

type Work = Answer<'Work'>;

const HOUR_MS = 3_600_000;

let stack: MemoryStack;
beforeEach(() => {
  stack = createMemoryStack();
});

const idOf = (handle: string): string => SYNTHETIC_PEOPLE.find((one) => one.handle === handle)!.person.id;

async function workIn(ports: AppPorts, as: string): Promise<Work> {
  const response = await createApp(ports).request('/work', { headers: { 'casegate-as': as } });
  expect(response.status).toBe(200);
  await hold('GET', '/work', response);
  return (await response.json()) as Work;
}
const work = (as: string): Promise<Work> => workIn(stack.ports, as);

async function answerOf<Found>(method: string, path: string, as: string, body?: object): Promise<Found> {
  const response = await stack.send(method, path, as, body);
  expect(response.ok, `${path}: ${response.status}`).toBe(true);
  return (await response.json()) as Found;
}

let persons = 0;
async function startCase(
  facts: typeof ROW_2 | typeof ROW_1 = ROW_2,
  as = 'supervisor-a',
): Promise<{ id: string; task: string }> {
  persons += 1;
  const personKey = `SYN-PERSON-${String(persons).padStart(4, '0')}`;
  const opened = await answerOf<{ case: string }>('POST', '/cases', as, {
    ...facts,
    facts: { ...facts.facts, personKey },
  });
  const shown = await answerOf<Answer<'Case'>>('GET', `/cases/${opened.case}`, as);
  return { id: opened.case, task: shown.tasks[0]?.task ?? '' };
}

const claim = (task: string, as: string): Promise<object> =>
  answerOf('POST', `/tasks/${task}/events`, as, { type: 'task.claimed' });

const NOTHING = { rows: [], more: false };

test('who is asked for nothing is told so, and not of what others do', async () => {
  await startCase();
  expect(await work('auditor-a')).toEqual({
    at: new Date(NOW_MS).toISOString(),
    tasks: NOTHING,
    cases: NOTHING,
    requests: NOTHING,
    measures: NOTHING,
    incidents: NOTHING,
    version: null,
    held: null,
  });
  expect((await work('legal-c')).cases).toEqual(NOTHING);
});

test('a consultation waits for its office’s legal staff; claimed, it is a task of one and still a case for the others', async () => {
  const { id, task } = await startCase();
  expect((await work('legal-a')).cases.rows).toEqual([
    expect.objectContaining({ case: id, task, claimedBy: null, dueAt: '2026-11-05T12:00:00.000Z', overdue: false }),
  ]);
  await claim(task, 'legal-a');
  const mine = await work('legal-a');
  expect([mine.tasks.rows.map((row) => row.task), mine.cases.rows]).toEqual([[task], []]);
  const colleague = await work('legal-b');
  expect([colleague.tasks.rows, colleague.cases.rows.map((row) => row.claimedBy)]).toEqual([
    [],
    ['Legal staff A (synthetic)'],
  ]);
});

/** Legal staff B, while staff A is out of office. */
const substituting = (): AppPorts => {
  const list = (): readonly ListedPerson[] =>
    SYNTHETIC_PEOPLE.map((one) =>
      one.handle === 'legal-b' ? { ...one, person: { ...one.person, substitutesFor: [idOf('legal-a')] } } : one,
    );
  return { ...stack.ports, people: { ...stack.ports.people, list } };
};

test('a substitute sees the absent person’s tasks among their own by what is due first, and none of them twice', async () => {
  const of = new Map<string, string>();
  for (const as of ['legal-b', 'legal-a', 'legal-b']) {
    const { task } = await startCase();
    await claim(task, as);
    of.set(task, as);
  }
  const { ledger } = stack.ports;
  // Due in the order in which they were opened, and the substitute's own are many.
  const due = [...of.keys()];
  const listTasks: typeof ledger.listTasks = async (page) =>
    (await ledger.listTasks(page))
      .map((row) => ({ ...row, dueAt: NOW_MS + due.indexOf(row.taskId) * HOUR_MS }))
      .toSorted((one, other) => one.dueAt - other.dueAt);
  const ports = { ...substituting(), ledger: { ...ledger, listTasks } };
  const shown = await workIn(ports, 'legal-b');
  expect(shown.tasks.rows.map((row) => row.task)).toEqual(due);
  expect(shown.cases.rows).toEqual([]);
  const own = (await workIn({ ...ports, people: stack.ports.people }, 'legal-b')).tasks.rows;
  expect(own.map((row) => row.task)).toEqual([due[0], due[2]]);
});

test('more than is shown is cut off, and said', async () => {
  for (let opened = 0; opened < 27; opened += 1) await startCase();
  const { cases } = await work('legal-a');
  expect([cases.rows.length, cases.more]).toEqual([25, true]);
});

test('cases that a person is kept from are passed over, and those after them found', async () => {
  // Who has submitted a case does not advise in it (row 20).
  const both = (handle: string): AppPorts => {
    const list = (): readonly ListedPerson[] =>
      SYNTHETIC_PEOPLE.map((one) =>
        one.handle === handle ? { ...one, person: { ...one.person, roles: ['supervisor', 'legal'] } } : one,
      );
    return { ...stack.ports, people: { ...stack.ports.people, list } };
  };
  for (let opened = 0; opened < 26; opened += 1) await startCase();
  expect((await workIn(both('supervisor-a'), 'supervisor-a')).cases).toEqual(NOTHING);
  const { id } = await startCase(ROW_2, 'supervisor-b');
  expect((await workIn(both('supervisor-a'), 'supervisor-a')).cases.rows.map((row) => row.case)).toEqual([id]);
});

test('a conflict waits for supervisors, a question for whoever was asked, a silence for leadership', async () => {
  const { id } = await startCase(ROW_1);
  expect((await work('supervisor-b')).cases.rows).toEqual([]);
  const { requests } = await answerOf<Answer<'Case'>>('GET', `/cases/${id}`, 'supervisor-a');
  const local = requests.find(({ partnerClass }) => partnerClass === 'local')!.request;
  expect((await work('partner-local')).requests.rows.map(({ request }) => request)).toEqual([local]);
  await answerOf('POST', `/requests/${local}/events`, 'partner-local', {
    type: 'request.answered',
    answer: 'conflict',
  });
  expect((await work('partner-local')).requests).toEqual(NOTHING);
  expect((await work('supervisor-b')).cases.rows.map((row) => [row.case, row.missing])).toEqual([
    [id, [expect.stringContaining('a conflict is reported')]],
  ]);
  const question = { type: 'question.asked', of: 'orap', note: 'synthetic' };
  await answerOf('POST', `/cases/${id}/events`, 'supervisor-a', question);
  expect((await work('policy-a')).cases.rows).toMatchObject([{ case: id, asks: 'answer a question' }]);
});

test('an unread report waits for privacy staff until it is acknowledged', async () => {
  const report = { category: 'improperAccess', case: null, occurredAt: '2026-11-01T12:00:00Z', note: 'synthetic' };
  const { incident } = await answerOf<{ incident: string }>('POST', '/incidents', 'supervisor-a', report);
  const { incidents } = await work('privacy-a');
  expect(incidents.rows).toMatchObject([{ incident, acknowledgeBy: '2026-11-03T12:00:00.000Z' }]);
  expect((await work('supervisor-a')).incidents).toEqual(NOTHING);
  const read = { type: 'incident.acknowledged', reference: 'SYN-1' };
  await answerOf('POST', `/incidents/${incident}/events`, 'privacy-a', read);
  expect((await work('privacy-a')).incidents).toEqual(NOTHING);
});

test('a measure and a version wait for whoever has not proposed them', async () => {
  const proposals = [
    { caseId: `c_${'0'.repeat(26)}`, measure: 'hold', reference: 'SYN-1', proposedBy: idOf('privacy-a') },
    { caseId: `c_${'1'.repeat(26)}`, measure: 'shred', reference: 'SYN-2', proposedBy: idOf('leadership-a') },
  ].map((row) => ({ ...row, proposedAt: NOW_MS, lapsesAt: NOW_MS + HOUR_MS }));
  const proposal = { version: 'synthetic-2027', person: idOf('policy-a'), at: NOW_MS };
  const ports = {
    ...stack.ports,
    audit: {
      // As the record has it: those of somebody else alone.
      openProposals: async (_at: number, { notBy }: ProposalPage) =>
        proposals.filter(({ proposedBy }) => proposedBy !== notBy),
    },
    register: { register: { standing: async () => ({ activation: null, suspension: null, proposal }) } },
  } as unknown as AppPorts;
  const measures = async (as: string) => (await workIn(ports, as)).measures.rows.map(({ reference }) => reference);
  expect([await measures('privacy-a'), await measures('leadership-a')]).toEqual([['SYN-2'], ['SYN-1']]);
  expect(await measures('auditor-a')).toEqual([]);
  const versions = await Promise.all(['policy-a', 'policy-b', 'supervisor-a'].map((as) => workIn(ports, as)));
  expect(versions.map(({ version }) => version?.version ?? null)).toEqual([null, 'synthetic-2027', null]);
});

test('operators are told how many cases are held, or that nobody can say now; nobody else is', async () => {
  stack.held.count = 2;
  expect([(await work('operator-a')).held, (await work('leadership-a')).held]).toEqual([{ count: 2 }, null]);
  stack.held.count = null;
  expect((await work('operator-a')).held).toEqual({ count: null });
});

test('who has a queue is told who is on call, leadership too', async () => {
  for (const as of ['legal-a', 'supervisor-a', 'leadership-a'])
    expect((await stack.send('GET', '/tasks/on-call', as)).status, as).toBe(200);
  expect((await stack.send('GET', '/tasks/on-call', 'partner-local')).status).toBe(403);
});
