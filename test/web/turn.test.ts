/** Whose turn it is, as a case page says it, from what the API answers to who looks. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '../../schemas/answers.ts';
import { turnView, type Viewer } from '../../web/turn.ts';
import { createMemoryStack, ROW_1, ROW_2, type MemoryStack } from '../api/memory-stack.ts';

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
};

async function turnOf(id: string, as: string): Promise<string> {
  const shown = await answered<Answer<'Case'>>('GET', `/cases/${id}`, as);
  const { actions } = await answered<Answer<'Why'>>('GET', `/cases/${id}/why`, as);
  return String(await turnView({ shown, actions, viewer: VIEWERS[as]!, owner: null }));
}

async function start(body: object): Promise<string> {
  return (await answered<{ case: string }>('POST', '/cases', 'supervisor-a', body)).case;
}

async function toReview(): Promise<string> {
  const id = await start(ROW_1);
  const { requests } = await answered<Answer<'Case'>>('GET', `/cases/${id}`, 'supervisor-a');
  for (const { request, partnerClass } of requests)
    await answered('POST', `/requests/${request}/events`, `partner-${partnerClass}`, {
      type: 'request.answered',
      answer: 'noConflict',
    });
  return id;
}

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
});
