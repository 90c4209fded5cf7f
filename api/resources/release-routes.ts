/** What counsel releases, and what operators let go on: acts about a case beside its own events. */
import { Hono } from 'hono';
import type { Answer } from '../../schemas/answers.ts';
import { newUpdateId } from '../../schemas/ids.ts';
import { releaseSchema, resumptionSchema } from '../../schemas/privacy-commands.ts';
import { refuseUnlessPermittedIn } from '../access/case-access.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import type { Signed } from '../http/identity.ts';
import { isoOf } from '../http/iso.ts';
import { once } from '../http/once.ts';
import type { AppPorts } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';
import { readBody } from '../http/read-body.ts';

export function releaseRoutes(ports: AppPorts): Hono<Signed> {
  const { privacy, ledger, cases, clock } = ports;
  return new Hono<Signed>()
    .post('/:case/releases', once(ports), async (context) => {
      const { to, reference } = await readBody(context, releaseSchema);
      const person = context.get('person');
      const record = context.get('case');
      const { caseId, entry } = record;
      const at = clock();
      const action = 'advice.released';
      await refuseUnlessPermittedIn(ports, person, record, action);
      const details = { to, entry, reference };
      await privacy.recordAct({ kind: 'release', person: person.id, action, caseId, details, at });
      return context.json({ case: caseId, to, entry, at: isoOf(at) } satisfies Answer<'Released'>);
    })
    .post('/:case/resumption', async (context) => {
      const key = idempotencyKeyOf(context);
      const { reason, reference } = await readBody(context, resumptionSchema);
      const person = context.get('person');
      const action = 'execution.resumed';
      const caseId = context.req.param('case');
      const at = clock();
      // Before it is done: what was let go on is in the record whatever comes of it.
      const details = { reason, reference };
      await privacy.recordAct({ kind: 'resumption', person: person.id, action, caseId, details, at });
      const updateId = key === null ? newUpdateId() : ports.references('u', person.id, caseId, key);
      const resumed = await cases.resume(caseId, updateId);
      if (resumed.is === 'resumed') return context.json({ case: caseId, at: isoOf(at) } satisfies Answer<'Resumed'>);
      await ledger.recordAttempt({ person: person.id, action, caseId, reasons: [resumed.is], at });
      throw new ProblemError(PROBLEM_OF[resumed.is]);
    });
}

const PROBLEM_OF = {
  notHeld: 'not-held',
  held: 'held',
  ended: 'case-ended',
  unavailable: 'unavailable',
  fault: 'unexpected',
} as const;
