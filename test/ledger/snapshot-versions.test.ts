import { afterAll, beforeAll, expect, test } from 'vitest';
import { LedgerDivergence } from '../../ledger/failures.ts';
import { createLedger, type Ledger } from '../../ledger/ledger.ts';
import { openDatabase } from '../../ledger/database.ts';
import { caseProgram } from '../../machines/case-program.ts';
import { migrated, NewerSnapshot } from '../../machines/snapshot-versions.ts';
import { step, type Input, type Program, type System } from '../../machines/system.ts';
import { digestOf } from '../../schemas/digest.ts';
import type { Json } from '../../schemas/words.ts';
import { DrivenCase, personOf } from './cases.ts';
import { references, RING, startStack, type Stack } from './stack.ts';

/** The next release of the case, in which each actor notes something in its context. */
const nextProgram: Program = {
  ...caseProgram,
  migrations: [
    (system) => ({
      ...system,
      actors: Object.fromEntries(
        Object.entries(system.actors).map(([key, actor]) => [
          key,
          { ...actor, context: { ...actor.context, noted: 1 } },
        ]),
      ),
    }),
  ],
};

let stack: Stack;
let next: Ledger;
beforeAll(async () => {
  stack = await startStack();
  next = createLedger({
    db: openDatabase(stack.databaseUrl),
    program: nextProgram,
    keyRing: RING,
    references,
    machinesDigest: 'next-machines-digest',
  });
}, 60_000);
afterAll(async () => {
  await next?.close();
  await stack?.stop();
});

test('a case that an older release recorded is read and continued in the newer one’s form, and no older one goes on with it', async () => {
  const driven = new DrivenCase();
  await stack.ledger.append(driven.opening());
  expect((await next.caseOf(driven.caseId))?.system).toEqual(migrated(nextProgram, driven.system!));

  const by = personOf('partner-local');
  const answered = (system: System, program: Program, entry: number) => {
    const event = { type: 'request.answered', answer: 'noConflict', by } as never;
    const input: Input = { kind: 'event', at: driven.at + 60_000, to: 'root/local', event };
    const stateDigest = digestOf(step(program, system, input)[0] as unknown as Json);
    return { caseId: driven.caseId, entry, updateId: `u_${entry}`, input: input as unknown as Json, stateDigest };
  };
  const request = answered(migrated(nextProgram, driven.system!), nextProgram, 2);
  await expect(stack.ledger.append(request)).rejects.toBeInstanceOf(LedgerDivergence);
  await next.append(request);
  expect((await next.caseOf(driven.caseId))?.system).toMatchObject({
    version: 2,
    actors: { root: { context: { noted: 1 } } },
  });
  await expect(stack.ledger.caseOf(driven.caseId)).rejects.toBeInstanceOf(NewerSnapshot);
});
