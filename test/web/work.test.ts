/** My work as a page and in the terminal: what only leadership is told of. */
import { expect, test } from 'vitest';
import { ROOT } from '../../machines/system.ts';
import { NOW_MS, ROW_1 } from '../api/memory-stack.ts';
import { createTerminal } from '../cli/terminal.ts';
import { createPages, textOf } from './visitor.ts';

test('leadership reads which step others have not done, and since when it waits', async () => {
  const pages = createPages();
  const send = async (method: string, path: string, as: string, body?: object) =>
    (await (await pages.stack.send(method, path, as, body)).json()) as Record<string, unknown>;
  const { case: caseId } = (await send('POST', '/cases', 'supervisor-a', ROW_1)) as { case: string };
  const { requests } = (await send('GET', `/cases/${caseId}`, 'supervisor-a')) as {
    requests: readonly { readonly request: string; readonly partnerClass: string }[];
  };
  for (const { request, partnerClass } of requests)
    await send('POST', `/requests/${request}/events`, `partner-${partnerClass}`, {
      type: 'request.answered',
      answer: 'noConflict',
    });
  const by = { id: 'urn:casegate:service#reminders', staffId: 'SERVICE', roles: ['service'], office: 'SERVICE' };
  const event = { type: 'step.late', step: 'review', since: NOW_MS, level: 'escalation', note: '', by };
  await pages.ports.cases.submit({ caseId, updateId: 'u_late', to: ROOT, event });
  const { html } = await (await pages.visitor('leadership-a')).get('/web/work');
  expect(textOf(html)).toMatch(/The supervisor's review, waits since Nov 2, 2026, 12:00 UTC/);
  expect(textOf(html)).not.toContain('did not come in time');
  const { out } = await createTerminal({}, pages.stack).type('work --as leadership-a');
  expect(out).toContain("the supervisor's review, waits since 2026-11-02 12:00Z");
});
