/** Pages that servers show rarely, or only after a while: from an app in this process, in moments. */
import { vi, expect, test } from 'vitest';
import type { AuditPort } from '../../api/adapters/audit-port.ts';
import { ROW_1 } from '../api/memory-stack.ts';
import { createPages, ORIGIN, type Pages } from '../web/visitor.ts';
import { textOf } from './acts.ts';
import { inMemory } from './in-memory.ts';
import type { PageExaminer } from './page-examiner.ts';
import type { WebStack } from './web-stack.ts';

const START = {
  'facts.personKey': 'SYN-PAGE-0301',
  'facts.windowFrom': '2026-11-10T06:00',
  'facts.windowUntil': '2026-11-12T20:00',
  zone: 'America/New_York',
  'facts.regionCode': 'EAST-07',
  'facts.placeClass': 'other',
  proposingOfficer: 'STAFF-PROPOSING-OFFICER-A',
};
/** Longer than anybody waits for a page. */
const TOO_LONG_MS = 60_000;

export function pagesOfMemory(stack: () => WebStack, { examine, expectAllClean }: PageExaminer): void {
  const asWhom = async (pages: Pages, handle: string) => inMemory(await stack().stranger(), pages, handle);

  test('of the interface, and for who has signed in beside a form', async () => {
    const { page } = await asWhom(createPages(), 'supervisor-a');
    await page.goto(`${ORIGIN}/reference`);
    await examine(page, 'reference');
    await page.goto(`${ORIGIN}/web/signed-in`);
    expect(await textOf(page)).toContain('You are signed in');
    await examine(page, 'signed in');
    expectAllClean();
  });

  test('of what is accepted and awaits its record: a case that is on its way, and an act in one', async () => {
    const pages = createPages();
    const { page, visitor, show } = await asWhom(pages, 'supervisor-a');
    const { ledger } = pages.ports;
    const late = vi.spyOn(ledger, 'awaitEntry').mockResolvedValue(false);
    const hidden = vi.spyOn(ledger, 'caseOf').mockResolvedValue(null);
    const started = await visitor.submit('/web/start', START);
    expect(started.status).toBe(202);
    await show(started);
    expect(await textOf(page)).toContain('Accepted, awaiting its record');
    await examine(page, 'case, on its way');
    hidden.mockRestore();
    late.mockRestore();
    const { pathname } = new URL(started.path, ORIGIN);
    pages.stack.forced.push({ is: 'awaitingRecord' });
    await show(await visitor.submit(`${pathname}/do/comment.added`, { note: 'Synthetic.' }));
    expect(await textOf(page)).toContain('Accepted, awaiting its record');
    await examine(page, 'case, awaiting the record of an act');
    expectAllClean();
  });

  test('of a record that is larger than somebody can wait for', async () => {
    const audit = {
      verifierKey: 'synthetic+00000000+key',
      async *exportBundle() {
        yield '{}';
      },
    } as Partial<AuditPort> as AuditPort;
    const { page, visitor, show } = await asWhom(createPages({}, { audit }), 'auditor-a');
    const { html } = await visitor.get('/web/audit');
    const token = /name="token" value="([^"]*)"/.exec(html)![1]!;
    // As if the first line had taken so long.
    let now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += TOO_LONG_MS));
    const shown = await visitor.post('/web/audit/verify', [['token', token]]).finally(() => clock.mockRestore());
    await show(shown);
    expect(await textOf(page)).toContain('larger than somebody can wait for');
    await examine(page, 'audit, too long');
    expectAllClean();
  });

  test('of disclosures: none, some, and the redacted record of a case', async () => {
    const pages = createPages();
    const { page, visitor, show } = await asWhom(pages, 'privacy-a');
    await page.goto(`${ORIGIN}/web/disclosures?ground=b7`);
    await examine(page, 'disclosures, none as asked for');
    const answer = await pages.stack.send('POST', '/cases', 'supervisor-a', ROW_1);
    const { case: id } = (await answer.json()) as { case: string };
    const disclosure = {
      ground: 'b2',
      recipient: 'AGENCY-WITH-A-CODE-THAT-IS-AS-LONG-AS-A-CODE-MAY-BE-BUT-NO-MORE-',
      authorisedBy: 'STAFF-LEADERSHIP-A',
      reference: 'DOCKET-7',
      digest: 'a'.repeat(64),
      discretion: {
        exercisedBy: 'STAFF-LEADERSHIP-A',
        exercisedAt: '2026-11-01T12:00:00Z',
        reference: 'MEMO-1',
        digest: 'b'.repeat(64),
      },
    };
    for (let made = 0; made <= 50; made += 1)
      await pages.stack.send('POST', `/cases/${id}/disclosures`, 'privacy-a', disclosure);
    await page.goto(`${ORIGIN}/web/disclosures`);
    await examine(page, 'disclosures, more than a page');
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByRole('link', { name: /^Accounting of/ }).click();
    await page.getByRole('link', { name: 'Make the redacted record' }).click();
    await examine(page, 'redaction');
    await show(await visitor.submit(`/web/oversight/${id}/redact`, { reference: 'no reference' }));
    await examine(page, 'redaction, refused');
    await show(await visitor.submit(`/web/oversight/${id}/redact`, { reference: 'FOIA-1' }));
    expect(await textOf(page)).toContain('Redacted record of case');
    await examine(page, 'redacted record');
    expectAllClean();
  });
}
