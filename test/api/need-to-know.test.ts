/** R6, need to know per case: who is on it, who answers for somebody who is, who was brought in; for everybody else there is nothing. */
import { beforeEach, describe, expect, test } from 'vitest';
import { OPERATION_LIST } from '../../api/contract/operations.ts';
import type { AppPorts, ListedPerson } from '../../api/ports.ts';
import { createApp } from '../../api/app.ts';
import { ASSIGNED_MAX } from '../../ledger/assignments.ts';
import { SYNTHETIC_PEOPLE } from '../../dev/people.ts';
import type { Role } from '../../schemas/words.ts';
import { createMemoryStack, NOW_MS, ROW_2, type MemoryStack } from './memory-stack.ts';

const UNKNOWN = `c_${'0'.repeat(26)}`;
const D = 'STAFF-SUPERVISOR-D';
const assigned = { type: 'case.assigned', to: D, reason: 'cover' };
const ended = { type: 'assignment.ended', to: D, reason: 'workDone' };

let stack: MemoryStack;
let id: string;
let task: string;
let requests: string[];
beforeEach(async () => {
  stack = createMemoryStack();
  ({ id, task, requests } = await openCase(stack));
});

async function openCase({ send }: Pick<MemoryStack, 'send'>, as = 'supervisor-a') {
  const { case: opened } = (await (await send('POST', '/cases', as, ROW_2)).json()) as { case: string };
  const shown = (await (await send('GET', `/cases/${opened}`, as)).json()) as {
    tasks: { task: string }[];
    requests: { request: string }[];
  };
  return { id: opened, task: shown.tasks[0]!.task, requests: shown.requests.map(({ request }) => request) };
}

const assign = (as: string, body: object, of = id) => stack.send('POST', `/cases/${of}/assignments`, as, body);
const statusOf = async (path: string, as: string) => (await stack.send('GET', path, as)).status;

/** What every operation on a case takes. */
const BODIES: Readonly<Record<string, object>> = {
  '/cases/:case/epochs': {
    facts: Object.fromEntries(Object.entries(ROW_2.facts).filter(([name]) => name !== 'personKey')),
    proposingOfficer: ROW_2.proposingOfficer,
  },
  '/cases/:case/events': { type: 'case.withdrawn', note: 'x' },
  '/cases/:case/assignments': assigned,
  '/cases/:case/disclosures': {
    ground: 'b3',
    recipient: 'COURT-1',
    authorisedBy: 'STAFF-PRIVACY-A',
    reference: 'DOCKET-1',
    digest: 'a'.repeat(64),
  },
  '/cases/:case/redactions': { reference: 'FOIA-1' },
  '/cases/:case/releases': { to: 'auditor', reference: 'MEMO-1' },
};
/** For operators, whose ids these are anyway: refused to everybody else by their role, before any case is looked at. */
const OPERATORS = ['/cases/:case/resumption'];
const ON_A_CASE = OPERATION_LIST.filter(({ path }) => path.startsWith('/cases/:case') && !OPERATORS.includes(path));

describe('a supervisor of the same office who is not on the case', () => {
  test.each(ON_A_CASE.map(({ method, path }) => [method, path] as const))(
    'learns nothing from %s %s',
    async (method, path) => {
      const ask = async (of: string) => {
        const address = path.replace(':case', of).replace(':entry', '1');
        const body = method === 'GET' ? undefined : BODIES[path];
        const response = await stack.send(method, address, 'supervisor-d', body);
        const headers = [...response.headers].filter(([name]) => name !== 'date');
        return { status: response.status, text: await response.text(), headers };
      };
      expect(method === 'GET' || BODIES[path] !== undefined, `no body for ${path}`).toBe(true);
      const [theirs, nothing] = [await ask(id), await ask(UNKNOWN)];
      expect(theirs).toEqual(nothing);
      expect(theirs.status).toBe(404);
      expect(stack.attempts.at(-2)).toMatchObject({ caseId: id, reasons: ['noNeedToKnow'] });
      expect(stack.acts).toEqual([]);
    },
  );

  test('nor from its task and its requests', async () => {
    for (const path of [`/tasks/${task}`, ...requests.map((request) => `/requests/${request}`)])
      expect(await statusOf(path, 'supervisor-d'), path).toBe(404);
    const prioritised = await stack.send('POST', `/tasks/${task}/events`, 'supervisor-d', {
      type: 'task.prioritised',
      note: 'x',
    });
    expect(prioritised.status).toBe(404);
    expect(await statusOf(`/tasks/${task}`, 'supervisor-b')).toBe(200);
  });
});

describe('lists', () => {
  /** Everything that a list tells a person of a case: its id, its task, and how many tasks there are. */
  async function listedFor(as: string) {
    const get = async (path: string) => (await (await stack.send('GET', path, as)).json()) as Record<string, never>;
    const cases = (await get('/cases'))['cases'] as { case: string }[] | undefined;
    const tasks = (await get('/tasks'))['tasks'] as { task: string }[] | undefined;
    const open = (await get('/tasks/figures'))['open'] as number | undefined;
    return { cases: (cases ?? []).map((one) => one.case), tasks: (tasks ?? []).map((one) => one.task), open };
  }

  test.each(
    SYNTHETIC_PEOPLE.filter(({ person }) => person.roles.some((role) => ['supervisor', 'legal'].includes(role))),
  )('have what $handle can read, and nothing else', async ({ handle, person }) => {
    await openCase(stack, 'supervisor-b');
    await openCase(stack, 'supervisor-c');
    const another = await openCase(stack, 'supervisor-d');
    await assign('supervisor-d', { ...assigned, to: 'STAFF-SUPERVISOR-A' }, another.id);
    const rows = await stack.ports.ledger.listCases({ onThem: null, limit: 100 });
    const tasks = await stack.ports.ledger.listTasks({ onThem: null, limit: 100 });
    const readable: string[] = [];
    for (const { caseId } of rows) if ((await statusOf(`/cases/${caseId}`, handle)) === 200) readable.push(caseId);
    const listed = await listedFor(handle);
    expect(listed.cases.toSorted()).toEqual(readable.toSorted());
    const theirs = tasks.filter(({ caseId }) => readable.includes(caseId)).map(({ taskId }) => taskId);
    expect(listed.tasks.toSorted()).toEqual(theirs.toSorted());
    expect(listed.open).toBe(theirs.length);
    expect(readable.length, handle).toBe(
      { 'supervisor-a': 2, 'supervisor-b': 3, 'supervisor-d': 1, 'proposing-officer-a': 3 }[handle] ??
        (person.office === 'OFFICE-EAST' ? 3 : 1),
    );
  });
});

describe('somebody is brought in', () => {
  test('by whoever is on the case, with a reason, and sees it until that ends: both in the record', async () => {
    expect((await assign('supervisor-a', assigned)).status).toBe(200);
    for (const path of [`/cases/${id}`, `/cases/${id}/timeline`, `/cases/${id}/history/1`, `/tasks/${task}`])
      expect(await statusOf(path, 'supervisor-d'), path).toBe(200);
    const comment = { type: 'comment.added', note: 'x' };
    expect((await stack.send('POST', `/cases/${id}/events`, 'supervisor-d', comment)).status).toBe(200);
    const { assigned: shown } = (await (await stack.send('GET', `/cases/${id}/assignments`, 'legal-a')).json()) as {
      assigned: unknown[];
    };
    expect(shown).toEqual([
      {
        name: 'Supervisor D (synthetic)',
        staffId: D,
        reason: 'cover',
        by: 'Supervisor A (synthetic)',
        at: new Date(NOW_MS).toISOString(),
      },
    ]);
    expect((await assign('legal-a', ended)).status).toBe(200);
    expect(await statusOf(`/cases/${id}`, 'supervisor-d')).toBe(404);
    expect(
      stack.acts.map(({ kind, action, person, caseId, details }) => [kind, action, person, caseId, details]),
    ).toEqual(
      [
        ['supervisor-a', 'case.assigned', 'cover'],
        ['legal-a', 'assignment.ended', 'workDone'],
      ].map(([by, action, reason]) => [
        'assignment',
        action,
        `urn:casegate:embedded#${by}`,
        id,
        { to: 'urn:casegate:embedded#supervisor-d', reason },
      ]),
    );
    const { accesses } = (await (await stack.send('GET', `/cases/${id}/accesses`, 'privacy-a')).json()) as {
      accesses: { action: string; whom: string | null; purpose: string }[];
    };
    expect(accesses.find(({ action }) => action === 'case.assigned')).toMatchObject({
      whom: 'Supervisor D (synthetic)',
      purpose: 'cover',
    });
  });

  test('twice is once, and whose assignment stands no longer is not ended again', async () => {
    await assign('supervisor-a', assigned);
    expect((await assign('legal-a', { ...assigned, reason: 'review' })).status).toBe(200);
    expect(stack.acts).toHaveLength(1);
    await assign('supervisor-a', ended);
    expect((await assign('supervisor-a', ended)).status).toBe(409);
    expect(stack.attempts.at(-1)).toMatchObject({ action: 'assignment.ended', caseId: id, reasons: ['notAssigned'] });
  });

  test.each([
    ['of another office', 'STAFF-SUPERVISOR-C'],
    ['of another role', 'STAFF-AUDITOR-A'],
    ['who is nobody', 'STAFF-NOBODY'],
    ['who is the one who asks', 'STAFF-SUPERVISOR-A'],
  ])('nobody %s', async (_whom, to) => {
    const response = await assign('supervisor-a', { ...assigned, to });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ pointer: '/to' }] });
    expect(stack.acts).toEqual([]);
  });

  test('not by whose training is not current', async () => {
    expect((await assign('legal-d', assigned)).status).toBe(403);
    expect(stack.attempts.at(-1)).toMatchObject({ action: 'case.assigned', caseId: id, reasons: ['training'] });
  });

  test('not more than a need to know can be', async () => {
    const crowd = Array.from({ length: ASSIGNED_MAX + 1 }, (_, index) => supervisor(`crowd-${index}`));
    const { send } = withPeople([...SYNTHETIC_PEOPLE, ...crowd]);
    for (const [index, { person }] of crowd.entries()) {
      const body = { ...assigned, to: person.staffId };
      const { status } = await send('POST', `/cases/${id}/assignments`, 'supervisor-a', body);
      expect(status, String(index)).toBe(index < ASSIGNED_MAX ? 200 : 409);
    }
  });
});

const supervisor = (
  handle: string,
  more: Partial<ListedPerson> = {},
  roles: Role[] = ['supervisor'],
): ListedPerson => ({
  handle,
  displayName: `${handle} (synthetic)`,
  person: {
    id: `urn:test#${handle}`,
    staffId: handle.toUpperCase(),
    roles,
    office: 'OFFICE-EAST',
    trainedUntil: Infinity,
  },
  ...more,
});

function withPeople(people: readonly ListedPerson[], onCall?: NonNullable<AppPorts['people']['onCall']>) {
  const app = createApp({
    ...stack.ports,
    people: { list: () => people, ...(onCall === undefined ? {} : { onCall }) },
  });
  const send: MemoryStack['send'] = async (method, path, as, body) =>
    app.request(path, {
      method,
      headers: { 'casegate-as': as!, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return { send };
}

describe('sent again under its key, by whom the case is none of their business any more', () => {
  const KEY = { 'idempotency-key': 'one' };
  const sent = async (path: string, as: string, body: object, headers: Record<string, string> = KEY) => {
    const answer = await stack.send('POST', path, as, body, headers);
    return { status: answer.status, body: (await answer.json()) as object };
  };
  const inCase = (as: string, body: object, headers?: Record<string, string>) =>
    sent(`/cases/${id}/events`, as, body, headers);
  const handedTo = (to: string) => ({ type: 'work.delegated', to, note: 'x' });
  const handedToD = async () => {
    await inCase('supervisor-a', { type: 'work.claimed' }, {});
    await inCase('supervisor-a', handedTo(D), {});
  };
  const entries = async () => (await stack.ports.ledger.caseOf(id))!.entry;

  test.each([
    ['handed their work on', handedTo('STAFF-SUPERVISOR-B')],
    ['given it back', { type: 'work.released' }],
    ['recused themselves', { type: 'work.failed', cause: 'recusal', note: 'x' }],
  ])('because they have %s, it is answered as it was, and nothing is done or recorded', async (_what, event) => {
    await handedToD();
    const first = await inCase('supervisor-d', event);
    expect([first.status, await statusOf(`/cases/${id}`, 'supervisor-d')]).toEqual([200, 404]);
    const [entry, attempts] = [await entries(), stack.attempts.length];
    expect(await inCase('supervisor-d', event)).toEqual(first);
    expect([await entries(), stack.attempts.length]).toEqual([entry, attempts]);
  });

  test('because they have ended their own assignment, it is answered as it was, and not done again', async () => {
    await assign('supervisor-a', assigned);
    const first = await sent(`/cases/${id}/assignments`, 'supervisor-d', ended);
    expect(first.status).toBe(200);
    const [acts, attempts] = [stack.acts.length, stack.attempts.length];
    expect(await sent(`/cases/${id}/assignments`, 'supervisor-d', ended)).toEqual(first);
    expect([stack.acts.length, stack.attempts.length]).toEqual([acts, attempts]);
    expect((await sent(`/cases/${id}/assignments`, 'supervisor-d', { ...ended, reason: 'byMistake' })).status).toBe(
      404,
    );
  });

  test('because somebody else has ended it: of its task and its requests as well', async () => {
    await assign('supervisor-a', assigned);
    const prioritised = { type: 'task.prioritised', note: 'x' };
    const excused = { type: 'request.excused', note: 'not appropriate' };
    const acts = [
      [`/tasks/${task}/events`, prioritised],
      [`/requests/${requests[0]}/events`, excused],
    ] as const;
    const sendAll = (key: string) =>
      Promise.all(acts.map(([path, event]) => sent(path, 'supervisor-d', event, { 'idempotency-key': key + path })));
    const first = await sendAll('one');
    expect(first.map(({ status }) => status)).toEqual([200, 200]);
    await assign('supervisor-a', ended);
    expect(await sendAll('one')).toEqual(first);
    expect((await sendAll('two')).map(({ status }) => status)).toEqual([404, 404]);
  });

  test('another’s key, another key, and none find nothing', async () => {
    await handedToD();
    const event = { type: 'work.released' };
    await inCase('supervisor-d', event);
    const nothing = await sent(`/cases/${UNKNOWN}/events`, 'supervisor-d', event);
    for (const headers of [{}, { 'idempotency-key': 'two' }, { 'idempotency-key': 'a b' }]) {
      const attempts = stack.attempts.length;
      expect(await inCase('supervisor-d', event, headers), JSON.stringify(headers)).toEqual(nothing);
      expect(stack.attempts.length).toBe(attempts + 1);
    }
    expect(await inCase('supervisor-c', event)).toEqual(nothing);
  });

  test('another command under it is refused, and tells nothing of the case', async () => {
    await handedToD();
    await inCase('supervisor-d', { type: 'work.released' });
    const correcting = (entry: number) => inCase('supervisor-d', { type: 'entry.corrected', entry, note: 'x' });
    const other = await inCase('supervisor-d', { type: 'comment.added', note: 'x' });
    expect(other).toMatchObject({ status: 422, body: { type: '/problems/idempotency-key-reused' } });
    for (const entry of [1, 2, 99]) expect(await correcting(entry), String(entry)).toEqual(other);
  });
});

describe('by the staff directory', () => {
  const chief = supervisor('chief');
  const middle = supervisor('middle', { reportsTo: chief.person.id });
  const starter = supervisor('starter', { reportsTo: middle.person.id });
  const peer = supervisor('peer', { reportsTo: middle.person.id });
  const substitute = supervisor('substitute');
  const people = [chief, middle, starter, peer, ...SYNTHETIC_PEOPLE];
  const standIn = (absent: ListedPerson): ListedPerson => ({
    ...substitute,
    person: { ...substitute.person, substitutesFor: [absent.person.id] },
  });
  const seenBy = async (staff: readonly ListedPerson[], as: string, of: string) =>
    (await withPeople(staff).send('GET', `/cases/${of}`, as)).status === 200;

  test('who answers for the starter sees the case, however far above; whoever stands beside or below does not', async () => {
    const { id: own } = await openCase(withPeople(people), 'starter');
    for (const [as, sees] of [
      ['starter', true],
      ['middle', true],
      ['chief', true],
      ['peer', false],
    ] as const)
      expect(await seenBy(people, as, own), as).toBe(sees);
    const { id: chiefs } = await openCase(withPeople(people), 'chief');
    expect(await seenBy(people, 'middle', chiefs)).toBe(false);
  });

  test('who substitutes for one of these sees it as well, and for nobody else', async () => {
    const { id: own } = await openCase(withPeople(people), 'starter');
    for (const [absent, sees] of [
      [starter, true],
      [chief, true],
      [peer, false],
    ] as const)
      expect(await seenBy([...people, standIn(absent)], 'substitute', own), absent.handle).toBe(sees);
    expect(await seenBy([...people, substitute], 'substitute', own)).toBe(false);
  });

  test('who is on duty sees the cases of their office, as long as they are', async () => {
    let isOnDuty = true;
    const onCall = () =>
      isOnDuty ? [{ displayName: 'peer', person: peer.person, reach: 'ext. 1', until: NOW_MS + 1 }] : [];
    const { send } = withPeople(people, onCall);
    expect((await send('GET', `/cases/${id}`, 'peer')).status).toBe(200);
    expect(((await (await send('GET', '/cases', 'peer')).json()) as { cases: unknown[] }).cases).toHaveLength(1);
    isOnDuty = false;
    expect((await send('GET', `/cases/${id}`, 'peer')).status).toBe(404);
    expect(((await (await send('GET', '/cases', 'peer')).json()) as { cases: unknown[] }).cases).toHaveLength(0);
  });

  test('who sees a case in another role does not do what is for whoever needs to know it, and is told why', async () => {
    const both = supervisor('both', {}, ['supervisor', 'leadership']);
    const { send } = withPeople([...people, both]);
    expect((await send('GET', `/cases/${id}`, 'both')).status).toBe(404);
    await stack.send('POST', `/cases/${id}/events`, 'supervisor-a', { type: 'expedite.requested', note: 'x' });
    expect((await send('GET', `/cases/${id}`, 'both')).status).toBe(200);
    const withdrawn = await send('POST', `/cases/${id}/events`, 'both', { type: 'case.withdrawn', note: 'x' });
    expect(withdrawn.status).toBe(403);
    expect(stack.attempts.at(-1)).toMatchObject({ action: 'case.withdrawn', caseId: id, reasons: ['needToKnow'] });
    const { actions } = (await (await send('GET', `/cases/${id}/why`, 'both')).json()) as {
      actions: { action: string; whyNot: string[] }[];
    };
    expect(actions.find(({ action }) => action === 'case.withdrawn')!.whyNot).toEqual([
      'it takes a need to know this case: somebody on it can bring a colleague in (R6)',
    ]);
    expect(actions.find(({ action }) => action === 'expedite.determined')!.whyNot).toEqual([]);
  });
});
