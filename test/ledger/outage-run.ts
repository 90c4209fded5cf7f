/** The database goes away in the middle of many running cases, as when it is stopped and as when it crashes, and comes back. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SystemEvent } from '../../machines/system.ts';
import { personOf } from '../workflows/synthetic-case.ts';
import { appendName, PlayedCase, startTemporalStack, type TemporalStack } from './temporal-stack.ts';

/** Enough to be sure that the outage was felt: the worker tries a few at a time, each of them again and again. */
const FAILURES = 20;

let stack: TemporalStack;

export function outageAmid(cases: number): void {
  beforeEach(async () => {
    stack = await startTemporalStack();
  });
  afterEach(() => stack.stop());

  test.each(['stopped', 'killed'] as const)(
    'row 25, the database is %s: nobody is told what is not kept, nothing clears, nothing is lost, nothing is kept twice',
    { timeout: 900_000 },
    async (how) => {
      const { promise: isMiddle, resolve: middle } = Promise.withResolvers<void>();
      let told = 0;
      const played = Array.from(
        { length: cases },
        () =>
          new PlayedCase(stack, () => {
            told += 1;
            // Of three for each: most cases are in their middle then.
            if (told === cases) middle();
          }),
      );
      const done = Promise.all(played.map((one) => one.play()));
      await Promise.race([isMiddle, done]);
      await stack.postgres.end(how);
      const keptBefore = new Set(stack.appended);
      await vi.waitFor(() => expect(stack.failures).toBeGreaterThanOrEqual(FAILURES), { timeout: 300_000 });
      for (const { caseId, told: entries } of played)
        for (const entry of entries)
          expect(keptBefore, 'told while the database was away').toContain(appendName(caseId, entry));
      await stack.postgres.restart();
      await done;
      for (const { caseId, told: entries } of played) {
        expect(entries).toEqual([2, 3, 4]);
        expect(await stack.ledger.caseOf(caseId)).toMatchObject({ entry: 4, state: 'cleared' });
      }
      const rows = await stack.db.selectFrom('entries').select(['caseId', 'entry', 'updateId']).execute();
      expect(rows).toHaveLength(cases * 4);
      const leaves = await stack.db.selectFrom('logLeaves').select('index').where('entry', 'is not', null).execute();
      expect(leaves).toHaveLength(cases * 4);
      const { count } = await stack.client.workflow.count(`WorkflowType = 'gate' AND CasegateState = 'held'`);
      expect(count).toBe(0);
    },
  );

  test('the record is slow: an act that the case has taken in is said to await it, and takes effect once', async () => {
    const played = new PlayedCase(stack);
    await played.start();
    await played.answer('local');
    const by = personOf('partner-state');
    const answered = {
      caseId: played.caseId,
      updateId: 'u_awaiting',
      to: 'root/state',
      event: { type: 'request.answered', answer: 'noConflict', by } as unknown as SystemEvent,
    };
    await stack.db.transaction().execute(async (tx) => {
      await tx.selectFrom('cases').select('entry').where('caseId', '=', played.caseId).forUpdate().execute();
      expect(await stack.cases.submit(answered)).toEqual({ is: 'awaitingRecord' });
      expect(await stack.ledger.caseOf(played.caseId)).toMatchObject({ entry: 2 });
    });
    expect(await stack.cases.submit(answered)).toMatchObject({ is: 'accepted', entry: 3 });
    expect(await stack.ledger.caseOf(played.caseId)).toMatchObject({ entry: 3 });
  });
}
