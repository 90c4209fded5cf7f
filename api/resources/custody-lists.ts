/** What stands in custody: legal holds, what waits for a second person, and whose texts are due to be destroyed. */
import { Hono } from 'hono';
import { z } from 'zod';
import type { Answer } from '../../schemas/answers.ts';
import { PROPOSAL_NARROWING } from '../../schemas/list-narrowing.ts';
import { MEASURES } from '../../schemas/privacy-words.ts';
import type { AuditPort } from '../adapters/audit-port.ts';
import { refuseUnlessPermitted } from '../access/oversight.ts';
import { nextOf, pageOf } from '../http/cursor.ts';
import type { Signed } from '../http/identity.ts';
import { isoOf } from '../http/iso.ts';
import { narrowedBy } from '../http/list-filter.ts';
import type { AppPorts } from '../ports.ts';
import { proposalRowOf } from './representations.ts';

const dueCursor = z.strictObject({ endedAt: z.int(), caseId: z.string() });
const holdCursor = z.strictObject({ placedAt: z.int(), caseId: z.string(), reference: z.string() });
const proposalCursor = z.strictObject({
  proposedAt: z.int(),
  caseId: z.string(),
  measure: z.enum(MEASURES),
  reference: z.string(),
});

export function custodyLists(ports: AppPorts, audit: AuditPort): Hono<Signed> {
  return new Hono<Signed>()
    .get('/due', async (context) => {
      const page = pageOf(context, dueCursor);
      await refuseUnlessPermitted(ports, context.get('person'), 'custody.listed');
      const due = await audit.dueForShredding(ports.clock(), page);
      return context.json({
        due: due.map(({ caseId, endedAt, isOnHold }) => ({ case: caseId, endedAt: isoOf(endedAt), onHold: isOnHold })),
        next: nextOf(due, page.limit, ({ endedAt, caseId }) => ({ endedAt, caseId })),
      } satisfies Answer<'Due'>);
    })
    .get('/holds', async (context) => {
      const page = pageOf(context, holdCursor);
      await refuseUnlessPermitted(ports, context.get('person'), 'custody.listed');
      const holds = await audit.standingHolds(page);
      return context.json({
        holds: holds.map(({ caseId, reference, placedAt }) => ({ case: caseId, reference, placedAt: isoOf(placedAt) })),
        next: nextOf(holds, page.limit, ({ placedAt, caseId, reference }) => ({ placedAt, caseId, reference })),
      } satisfies Answer<'Holds'>);
    })
    .get('/proposals', async (context) => {
      const person = context.get('person');
      const page = pageOf(context, proposalCursor);
      const ofCase = narrowedBy(context, 'case', PROPOSAL_NARROWING.case);
      await refuseUnlessPermitted(ports, person, 'custody.listed');
      const asked = { ...page, ...(ofCase === undefined ? {} : { caseId: ofCase }) };
      const proposals = await audit.openProposals(ports.clock(), asked);
      return context.json({
        proposals: proposals.map((row) => proposalRowOf(ports.people, person, row)),
        next: nextOf(proposals, page.limit, ({ proposedAt, caseId, measure, reference }) => ({
          proposedAt,
          caseId,
          measure,
          reference,
        })),
      } satisfies Answer<'Proposals'>);
    });
}
