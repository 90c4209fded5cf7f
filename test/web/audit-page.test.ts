/** The audit page gives up where a comparison takes longer than anybody waits, and says what to do instead. */
import { afterEach, expect, test, vi } from 'vitest';
import type { AuditPort } from '../../api/adapters/audit-port.ts';
import { createPages, hiddenFields, textOf } from './visitor.ts';

afterEach(() => vi.useRealTimers());

const unused = () => Promise.reject(new Error('not in this test'));

function auditThat(reconcile: AuditPort['reconcile']): AuditPort {
  return {
    verifierKey: 'name+id+key',
    exportBundle: () => (async function* () {})(),
    recordAct: unused,
    reconcile,
    takeMeasure: unused,
    dueForShredding: unused,
    standingHolds: unused,
    openProposals: async () => [],
    rebuild: unused,
    rewrap: unused,
  };
}

async function compare(reconcile: AuditPort['reconcile']) {
  const auditor = await createPages({}, { audit: auditThat(reconcile) }).visitor('auditor-a');
  const { html } = await auditor.get('/web/audit');
  return auditor.post('/web/audit/compare', hiddenFields(html));
}

test('what was compared in time is shown', async () => {
  const { html } = await compare(async () => ({ cases: 2, entries: 3, discrepancies: [] }));
  expect(textOf(html)).toContain('2 cases with 3 entries have been compared');
});

test('what takes longer is given up, in the service as well', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  let given: AbortSignal | undefined;
  const shown = compare(async (_caseId, signal) => {
    given = signal;
    vi.advanceTimersByTime(20_000);
    await new Promise((resolve) => signal!.addEventListener('abort', resolve));
    return { cases: 1, entries: 1, discrepancies: [] };
  });
  const { status, html } = await shown;
  expect([status, given?.aborted]).toEqual([200, true]);
  expect(textOf(html)).toMatch(/Not compared: .* Compare it with casegate audit reconcile/);
});
