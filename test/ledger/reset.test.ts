/** `temporal workflow reset` splits a case's history. The record notices, the case is held, and both say so. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createAuditPort } from '../../api/adapters/audit-port.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { PlayedCase, startTemporalStack, type TemporalStack } from './temporal-stack.ts';
import { RING, references } from './stack.ts';

let stack: TemporalStack;
beforeAll(async () => {
  stack = await startTemporalStack();
});
afterAll(() => stack.stop());

const audit = () =>
  createAuditPort({
    db: stack.db,
    keyRing: RING,
    references,
    program: caseProgram,
    client: stack.client,
    clock: () => Date.now(),
    retention: async () => null,
  });

/** Of the case's own actor, in whichever run is the latest. */
const statusOf = (caseId: string) =>
  stack.client.workflow
    .getHandle(caseId)
    .query<{ readonly entry: number; readonly hold: { readonly code: string } | null }>('status');

async function resetToStart(caseId: string): Promise<void> {
  const { client } = stack;
  const { events } = await client.workflow.getHandle(caseId).fetchHistory();
  const firstTask = events!.find(({ workflowTaskCompletedEventAttributes: done }) => done);
  await client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: caseId },
    reason: 'test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: firstTask!.eventId!,
    // Updates that came after the point would otherwise be sent again by the server.
    resetReapplyExcludeTypes: [2],
  });
}

test('histories and the record agree, until a reset: then the case is held as a fork, on record and found by both', async () => {
  const played = new PlayedCase(stack);
  const { caseId } = played;
  await played.start();
  await played.answer('local');
  await played.answer('state');
  const other = new PlayedCase(stack);
  await other.play();
  await vi.waitFor(async () => expect((await audit().reconcile(null)).cases).toBe(2));
  expect(await audit().reconcile(null)).toEqual({ cases: 2, entries: 3 + 4, discrepancies: [] });

  await resetToStart(caseId);
  await expect(played.answer('state')).rejects.toThrow('ended held');
  expect((await statusOf(caseId)).hold).toEqual({ code: 'fork' });
  // Nobody's word counts for it now, and the record stands as it was.
  await expect(played.answer('local')).rejects.toThrow('ended held');
  expect(await stack.ledger.caseOf(caseId)).toMatchObject({ entry: 3 });
  const acts = await stack.db.selectFrom('acts').selectAll().where('caseId', '=', caseId).execute();
  expect(acts).toMatchObject([
    { kind: 'attempt', action: 'entry.appended', details: '{"reasons":["fork"],"entry":2}' },
  ]);
  const { discrepancies } = await audit().reconcile(caseId);
  expect(discrepancies).toEqual([{ caseId, entry: 2, kind: 'differs' }]);
  expect((await audit().reconcile(other.caseId)).discrepancies).toEqual([]);
});

test('an entry that somebody else wrote is told by no history; one that was changed, or is gone, is missed', async () => {
  const played = new PlayedCase(stack);
  const { caseId } = played;
  await played.play();
  const row = await stack.db
    .selectFrom('entries')
    .selectAll()
    .where('caseId', '=', caseId)
    .where('entry', '=', 4)
    .executeTakeFirstOrThrow();
  const other = { ...row, entry: 5, updateId: 'u_other' };
  await stack.db.insertInto('entries').values(other).execute();
  expect((await audit().reconcile(caseId)).discrepancies).toEqual([{ caseId, entry: 5, kind: 'unknown' }]);
  await sql`alter table entries disable trigger all`.execute(stack.db);
  await stack.db.deleteFrom('entries').where('caseId', '=', caseId).where('entry', 'in', [3, 5]).execute();
  await sql`update entries set content = set_byte(content, 20, get_byte(content, 20) # 1) where case_id = ${caseId} and entry = 4`.execute(
    stack.db,
  );
  expect((await audit().reconcile(caseId)).discrepancies).toEqual([
    { caseId, entry: 3, kind: 'missing' },
    { caseId, entry: 4, kind: 'differs' },
  ]);
});
