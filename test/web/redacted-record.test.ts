/** The redacted record on pages: for privacy staff alone, as the API answers it, to read and to take along; each time in the record. */
import { beforeEach, expect, test } from 'vitest';
import { ROW_2 } from '../api/memory-stack.ts';
import { createPages, hiddenFields, textOf, type Pages } from './visitor.ts';

let pages: Pages;
let id: string;
let path: string;
beforeEach(async () => {
  pages = createPages();
  const answer = await pages.stack.send('POST', '/cases', 'supervisor-a', ROW_2);
  id = ((await answer.json()) as { case: string }).case;
  path = `/web/oversight/${id}/redact`;
});

const made = () =>
  pages.stack.acts.map(({ person, action, caseId, details }) => [person, action, caseId, details['reference']]);
const act = () => ['urn:casegate:embedded#privacy-a', 'record.redacted', id, 'FOIA-1'];

test('is made by a form of the case’s oversight, shown, and downloaded as the API answers it', async () => {
  const visitor = await pages.visitor('privacy-a');
  expect((await visitor.get(`/web/oversight/${id}`)).html).toContain(`href="${path}"`);
  const shown = await visitor.submit(path, { reference: 'FOIA-1' });
  expect(shown.status).toBe(200);
  expect(made()).toEqual([act()]);
  const answered = await pages.stack.send('POST', `/cases/${id}/redactions`, 'privacy-a', { reference: 'FOIA-1' });
  const redacted = (await answered.json()) as { digest: string; document: { withheld: string } };
  const text = textOf(shown.html);
  for (const part of [redacted.digest, redacted.document.withheld, 'The case was opened', '2026-11-02'])
    expect(text).toContain(part);
  // Nothing of what tells that somebody is protected.
  expect(text).not.toMatch(/consultation|EAST-07/i);
  const file = await visitor.post(path, hiddenFields(shown.html));
  expect(file.headers.get('content-disposition')).toBe(`attachment; filename="casegate-redacted-${id}.json"`);
  expect(JSON.parse(file.html)).toEqual(redacted);
  expect(made()).toEqual([act(), act(), act()]);
});

test('needs a reference, and says so where it is typed', async () => {
  const visitor = await pages.visitor('privacy-a');
  const refused = await visitor.submit(path, { reference: 'a request' });
  expect(refused.status).toBe(422);
  expect(textOf(refused.html)).toMatch(/must be a reference/i);
  expect(refused.html).toContain('value="a request"');
  expect(made()).toEqual([]);
});

test.each(['auditor-a', 'supervisor-a', 'legal-a'])('is nobody else’s: %s', async (as) => {
  const visitor = await pages.visitor(as);
  expect((await visitor.get(path)).status).toBe(403);
  expect((await visitor.get(`/web/oversight/${id}`)).html).not.toContain(path);
  // A form of this browser, sent to another address.
  const fields = hiddenFields((await visitor.get('/web/incidents/report')).html);
  const sent = await visitor.post(path, [...fields, ['reference', 'FOIA-1']]);
  expect(sent.status).toBe(403);
  expect(made()).toEqual([]);
});
