/** Whose turn it is, as a case page says it, from what the API answers to who looks. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '../../schemas/answers.ts';
import type { ActWays } from '../../web/act-buttons.ts';
import { actionsView, nextView } from '../../web/actions-view.ts';
import { turnView, type Turn, type Viewer } from '../../web/turn.ts';
import { createMemoryStack, ROW_1, ROW_2, type MemoryStack } from '../api/memory-stack.ts';
import { textOf } from './visitor.ts';

let stack: MemoryStack;
beforeEach(() => {
  stack = createMemoryStack();
});

const answered = async <Shown>(method: string, path: string, as: string, body?: object): Promise<Shown> =>
  (await (await stack.send(method, path, as, body)).json()) as Shown;

const VIEWERS: { readonly [handle: string]: Viewer } = {
  'supervisor-a': { name: 'Supervisor A (synthetic)', roles: ['supervisor'] },
  'supervisor-b': { name: 'Supervisor B (synthetic)', roles: ['supervisor'] },
  'legal-a': { name: 'Legal staff A (synthetic)', roles: ['legal'] },
  'legal-b': { name: 'Legal staff B (synthetic)', roles: ['legal'] },
  'leadership-a': { name: 'Leadership A (synthetic)', roles: ['leadership'] },
  'leadership-b': { name: 'Leadership B (synthetic)', roles: ['leadership'] },
};

async function modelOf(id: string, as: string, owner: string | null): Promise<Turn> {
  const shown = await answered<Answer<'Case'>>('GET', `/cases/${id}`, as);
  const { actions } = await answered<Answer<'Why'>>('GET', `/cases/${id}/why`, as);
  return { shown, actions, viewer: VIEWERS[as]!, owner };
}

const turnOf = async (id: string, as: string, owner: string | null = null): Promise<string> =>
  textOf(String(await turnView(await modelOf(id, as, owner))));

const WAYS: ActWays = {
  visitor: { displayName: '', places: [], token: '' } as never,
  linkTo: ({ action }) => `/do/${action}`,
  isPressed: () => false,
  newKey: () => '',
  asOf: 1,
};

/** Acts that a part of the page leads to. */
const actsIn = (markup: unknown): string[] =>
  [...String(markup).matchAll(/href="\/do\/([\w.]+)"/g)].map(([, action]) => action!);

async function panelsOf(id: string, as: string) {
  const turn = await modelOf(id, as, null);
  const [next, beside] = [String(await nextView(turn, WAYS)), String(await actionsView(turn, WAYS, null))];
  return { next: actsIn(next), beside: actsIn(beside), besideText: textOf(beside) };
}

async function start(body: object): Promise<string> {
  return (await answered<{ case: string }>('POST', '/cases', 'supervisor-a', body)).case;
}

async function toReview(): Promise<string> {
  const id = await start(ROW_1);
  await answerAll(id);
  return id;
}

async function answerAll(id: string): Promise<void> {
  const { requests } = await answered<Answer<'Case'>>('GET', `/cases/${id}`, 'supervisor-a');
  for (const { request, partnerClass } of requests)
    await answered('POST', `/requests/${request}/events`, `partner-${partnerClass}`, {
      type: 'request.answered',
      answer: 'noConflict',
    });
}

const act = (id: string, as: string, event: object) => answered('POST', `/cases/${id}/events`, as, event);
const NOTE = { note: 'synthetic' };

/** Through the consultation, as one of the legal staff. @param until how far */
async function consulted(id: string, until: 'claimed' | 'begun' | 'notConsistent'): Promise<void> {
  const { tasks, factsDigest } = await answered<Answer<'Case'>>('GET', `/cases/${id}`, 'legal-a');
  const steps = [
    { type: 'task.claimed' },
    { type: 'task.started' },
    { type: 'task.completed', advice: 'notConsistent', factsDigest, conditions: [], text: '' },
  ];
  for (const event of steps.slice(0, ['claimed', 'begun', 'notConsistent'].indexOf(until) + 1))
    await answered('POST', `/tasks/${tasks[0]!.task}/events`, 'legal-a', event);
}

/** An act that is marked as done; “Record what was done” is the name of one. */
const MARKED = /\bdone [A-Z]/;

const claim = (id: string, as: string) => answered('POST', `/cases/${id}/events`, as, { type: 'work.claimed' });

describe('the turn', () => {
  test('is that of whose role something is missing, and of nobody else', async () => {
    const id = await start(ROW_2);
    expect(await turnOf(id, 'legal-a')).toMatch(/It is your turn, or that of a colleague/);
    expect(await turnOf(id, 'supervisor-a')).toMatch(/Nothing is asked of you now/);
  });

  test('is that of who has claimed it, and a colleague reads who has', async () => {
    const id = await toReview();
    expect(await turnOf(id, 'supervisor-b')).toMatch(/or that of a colleague/);
    await claim(id, 'supervisor-a');
    expect(await turnOf(id, 'supervisor-a')).toMatch(/It is your turn\./);
    expect(await turnOf(id, 'supervisor-b')).toMatch(/Supervisor A \(synthetic\) has claimed/);
  });

  test('says nothing of a claim while nothing is asked of the role, nor of the consultation, which is claimed for itself', async () => {
    const id = await start(ROW_2);
    await claim(id, 'supervisor-b');
    await claim(id, 'legal-b');
    expect(await turnOf(id, 'supervisor-a')).toMatch(/Nothing is asked of you now/);
    expect(await turnOf(id, 'legal-a')).toMatch(/It is your turn, or that of a colleague/);
  });

  test('is the colleague’s who has claimed the consultation, and its owner reads that it is theirs', async () => {
    const id = await start(ROW_2);
    await consulted(id, 'claimed');
    const owner = VIEWERS['legal-a']!.name;
    expect(await turnOf(id, 'legal-a', owner)).toMatch(/It is your turn\./);
    const colleague = await turnOf(id, 'legal-b', owner);
    expect(colleague).toMatch(/Legal staff A \(synthetic\) has claimed the consultation\. Nothing is asked of you now/);
    expect(colleague).not.toMatch(/your turn/);
    expect(await turnOf(id, 'supervisor-a', owner)).not.toContain(owner);
  });

  test('is that of a substitute too, who reads for whom they act', async () => {
    const id = await start(ROW_2);
    await consulted(id, 'claimed');
    const { shown, actions } = await modelOf(id, 'legal-a', null);
    const turn = { shown, actions, viewer: VIEWERS['legal-b']!, owner: VIEWERS['legal-a']!.name };
    expect(textOf(String(await turnView(turn)))).toMatch(/turn of Legal staff A \(synthetic\).*You can act for them/);
  });

  test('is leadership’s once a case is escalated, and a colleague of leadership reads who has claimed it', async () => {
    const id = await start(ROW_2);
    await consulted(id, 'notConsistent');
    expect(await turnOf(id, 'supervisor-a')).toMatch(/your turn/);
    await act(id, 'supervisor-a', { type: 'case.escalated', ...NOTE });
    expect(await turnOf(id, 'supervisor-a')).toMatch(/turn of: senior leadership[^.]*\. Nothing is asked of you now/);
    expect((await panelsOf(id, 'leadership-a')).next).toEqual([
      'leadership.returned',
      'leadership.referred',
      'leadership.declined',
    ]);
    await claim(id, 'leadership-a');
    expect(await turnOf(id, 'leadership-b')).toMatch(/Leadership A \(synthetic\) has claimed what the case asks/);
  });
});

test('nobody is told that it is their turn to release a hold or to resolve a conflict while advice stands against the case', async () => {
  const id = await start({ ...ROW_2, facts: { ...ROW_2.facts, determinationSources: ['prohibitedSource'] } });
  const hold = /turn of: supervisor[^.]*\. Nothing is asked of you now/;
  expect(await turnOf(id, 'legal-a')).not.toMatch(hold);
  await consulted(id, 'notConsistent');
  expect(await turnOf(id, 'legal-a')).toMatch(hold);
  expect((await panelsOf(id, 'supervisor-a')).next).toContain('case.escalated');
});

describe('what the next step offers', () => {
  const protectedPlace = { ...ROW_1, facts: { ...ROW_1.facts, placeClass: 'courthouseProtectedMatter' } };

  test.each([
    [
      'a question that is asked',
      ROW_1,
      'legal-a',
      ['question.answered'],
      (id: string) => act(id, 'supervisor-a', { type: 'question.asked', of: 'opla', ...NOTE }),
    ],
    [
      'an expedite request that is asked for',
      ROW_1,
      'leadership-a',
      ['expedite.determined'],
      (id: string) => act(id, 'supervisor-a', { type: 'expedite.requested', ...NOTE }),
    ],
    [
      'an exigency that is claimed',
      ROW_2,
      'leadership-a',
      ['exigency.approved'],
      (id: string) => act(id, 'supervisor-a', { type: 'exigency.claimed', ...NOTE }),
    ],
    [
      'a status that is disputed',
      ROW_2,
      'legal-a',
      ['mistake.confirmed', 'mistake.rejected'],
      (id: string) =>
        act(id, 'supervisor-a', {
          type: 'status.disputed',
          status: { benefit: 'uNonimmigrant', role: 'primaryApplicant' },
          ...NOTE,
        }),
    ],
    ['compliance at a listed place (R8)', protectedPlace, 'supervisor-a', ['compliance.certified'], answerAll],
  ] as const)('is the answer to %s', async (_what, row, as, awaited, ask) => {
    const terms = stack.ports.policy.currentTerms();
    Object.assign(stack.ports.policy, { currentTerms: () => ({ ...terms, allowsExigency: true }) });
    const id = await start(row);
    await ask(id);
    const { next, beside } = await panelsOf(id, as);
    expect(next).toEqual(expect.arrayContaining([...awaited]));
    for (const one of awaited) expect(beside).not.toContain(one);
    expect(next).not.toContain('action.reported');
    expect(beside).toContain('action.reported');
  });

  test('leaves beside it what nobody waits for, and says where that is nothing', async () => {
    const turn = await modelOf(await toReview(), 'supervisor-b', null);
    const actions = turn.actions.filter(({ action }) => action === 'decision.cleared');
    const said = async (shown: Turn['shown']): Promise<string> =>
      textOf(String(await actionsView({ ...turn, shown, actions }, WAYS, null)));
    expect(await said(turn.shown)).toContain('Nothing else.');
    expect(String(await actionsView({ ...turn, actions: [] }, WAYS, null))).toContain(
      'Nothing for you to do here now.',
    );
  });

  test('marks what is done by a word, and says of it no longer why it cannot be done', async () => {
    const id = await start(ROW_2);
    const beside = async (as: string, owner: string | null, consultation: string): Promise<string> =>
      textOf(String(await actionsView(await modelOf(id, as, owner), WAYS, consultation)));
    expect(await beside('legal-a', null, 'ready')).not.toMatch(MARKED);
    await consulted(id, 'begun');
    const owner = VIEWERS['legal-a']!.name;
    for (const as of ['legal-a', 'legal-b'])
      expect(await beside(as, owner, 'inProgress'), as).toMatch(
        /done Claim the consultation +done Begin the consultation +What you cannot do now/,
      );
    expect(await beside('legal-a', owner, 'inProgress')).not.toMatch(/Claim the consultation *:/);
    // It may have gone to somebody else, who has not begun it.
    expect(await beside('legal-a', owner, 'suspended')).not.toContain('done Begin');
    // Row 29: whoever may learn less reads of it what the requirements say.
    expect(await beside('supervisor-a', owner, 'inProgress')).not.toMatch(MARKED);
  });

  test('marks a decision and an escalation that are done, as long as they count', async () => {
    const cleared = await toReview();
    const { factsDigest } = await answered<Answer<'Case'>>('GET', `/cases/${cleared}`, 'supervisor-b');
    expect((await panelsOf(cleared, 'supervisor-b')).besideText).not.toMatch(MARKED);
    await act(cleared, 'supervisor-b', { type: 'decision.cleared', factsDigest, ...NOTE });
    expect((await panelsOf(cleared, 'supervisor-b')).besideText).toContain('done Decide that the process requirements');
    const blocked = await start(ROW_2);
    await consulted(blocked, 'notConsistent');
    await act(blocked, 'supervisor-a', { type: 'case.escalated', ...NOTE });
    expect((await panelsOf(blocked, 'supervisor-a')).besideText).toContain('done Escalate to senior leadership');
    await act(blocked, 'leadership-a', { type: 'leadership.returned', ...NOTE });
    expect((await panelsOf(blocked, 'supervisor-a')).besideText).not.toMatch(MARKED);
  });

  test('names a list of acts that have one name, for who hears it', async () => {
    const id = await start(ROW_1);
    const markup = String(await actionsView(await modelOf(id, 'supervisor-a', null), WAYS, null));
    const [, named] = /<ul class="cg-actions" aria-labelledby="([\w-]+)">/.exec(markup) ?? [];
    expect(markup).toContain(`<p id="${named}">Record why asking this partner is not appropriate:</p>`);
  });
});
