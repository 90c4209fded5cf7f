/** Pages of what is none of somebody's business: as late as every other, on record once, and naming nobody. */
import { beforeEach, describe, expect, test } from 'vitest';
import { ROW_2 } from '../api/memory-stack.ts';
import { createPages, hiddenFields, type Pages } from './visitor.ts';

const UNKNOWN = `c_${'0'.repeat(26)}`;
const BEAT_MS = 60;
/** Names, where a form suggests whom to enter. */
const STAFF = /<datalist/;

let pages: Pages;
let id: string;
let task: string;
beforeEach(async () => {
  pages = createPages({}, { refusalBeatMs: BEAT_MS });
  const opened = await pages.stack.send('POST', '/cases', 'supervisor-a', ROW_2);
  id = ((await opened.json()) as { case: string }).case;
  const shown = await pages.stack.send('GET', `/cases/${id}`, 'supervisor-a');
  task = ((await shown.json()) as { tasks: { task: string }[] }).tasks[0]!.task;
});

const OF_A_CASE = [
  '',
  '/timeline',
  '/history/1',
  '/memo',
  '/changes',
  '/reopen',
  '/bring-in',
  '/disclose',
  '/do/comment.added',
];

test('what is not there, and what is none of somebody’s business, leaves on the beat and is on record once', async () => {
  const stranger = await pages.visitor('supervisor-c');
  const paths = [id, UNKNOWN].flatMap((one) => OF_A_CASE.map((page) => `/web/cases/${one}${page}`));
  for (const path of [...paths, `/web/tasks/${task}`, `/web/tasks/${task}/do/task.claimed`]) {
    const before = pages.stack.attempts.length;
    const sentAt = performance.now();
    const { status } = await stranger.send('GET', path);
    const tookMs = performance.now() - sentAt;
    expect({ path, status, attempts: pages.stack.attempts.length - before }).toEqual({
      path,
      status: 404,
      attempts: 1,
    });
    expect(tookMs, path).toBeGreaterThanOrEqual(BEAT_MS - 1);
  }
});

test('a form about what is none of somebody’s business is on record once, and comes back', async () => {
  const stranger = await pages.visitor('supervisor-c');
  const form = hiddenFields((await stranger.get('/web/start')).html);
  for (const page of ['do/comment.added', 'reopen', 'bring-in']) {
    const before = pages.stack.attempts.length;
    const { status } = await stranger.post(`/web/cases/${id}/${page}`, [...form, ['note', 'a remark']]);
    expect({ page, status, attempts: pages.stack.attempts.length - before }).toEqual({
      page,
      status: 404,
      attempts: 1,
    });
  }
});

describe('whoever would be refused is refused before anybody is named', () => {
  test.each([
    ['legal-a', '/web/start', 'case.started'],
    ['operator-a', '/web/start', 'case.started'],
    ['supervisor-a', '/web/incidents/i_1/do/incident.referred', 'incident.handled'],
    ['supervisor-a', () => `/web/cases/${id}/disclose`, 'disclosure.recorded'],
    ['supervisor-a', () => `/web/cases/${id}/release-advice`, 'advice.released'],
  ])('%s at %s', async (as, path, action) => {
    const { status, html } = await (await pages.visitor(as)).get(typeof path === 'string' ? path : path());
    expect(status).toBe(403);
    expect(html).not.toMatch(STAFF);
    expect(pages.stack.attempts).toMatchObject([{ action }]);
  });

  test('whoever may do it is told whom they may name', async () => {
    expect((await (await pages.visitor('supervisor-a')).get(`/web/cases/${id}/bring-in`)).html).toMatch(STAFF);
  });

  test('a form that is sent without the permission names nobody either', async () => {
    const supervisor = await pages.visitor('supervisor-a');
    const form = hiddenFields((await supervisor.get('/web/start')).html);
    const { status, html } = await supervisor.post(`/web/cases/${id}/disclose`, form);
    expect(status).toBe(403);
    expect(html).not.toMatch(STAFF);
  });
});
