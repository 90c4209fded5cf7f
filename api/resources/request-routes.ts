import { Hono } from 'hono';
import { z } from 'zod';
import { may } from '../../machines/may.ts';
import type { Answer } from '../../schemas/answers.ts';
import { requestEventSchema } from '../../schemas/commands.ts';
import { requestReferenceSchema } from '../../schemas/ids.ts';
import { REQUEST_FILTERS } from '../../schemas/list-filters.ts';
import { act } from './act.ts';
import { answerAwaiting } from '../http/awaiting.ts';
import { readableRequest } from '../access/case-access.ts';
import { nextOf, pageOf } from '../http/cursor.ts';
import { conditionOf, isKnown } from '../http/entity-tag.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import { commandWaitMs } from '../http/preferred-wait.ts';
import type { Signed } from '../http/identity.ts';
import { filterOf } from '../http/list-filter.ts';
import { isoOf } from '../http/iso.ts';
import { aboutOfficeOf, refuseList } from '../access/list-access.ts';
import type { AppPorts } from '../ports.ts';
import { readBody } from '../http/read-body.ts';
import { requestOf, requestRowOf } from './representations.ts';

const requestCursor = z.strictObject({ dueAt: z.int(), reference: requestReferenceSchema });

/** Deconfliction requests. No answer here names a case: a partner knows its requests by their opaque references only. */
export function requestRoutes(ports: AppPorts): Hono<Signed> {
  return new Hono<Signed>()
    .get('/', async (context) => {
      const person = context.get('person');
      const { partnerClass } = person;
      const { limit, after } = pageOf(context, requestCursor);
      const asked = filterOf(context, 'state', REQUEST_FILTERS.state) === 'asked';
      const denials = may(person, 'request.read', aboutOfficeOf(ports, person));
      if (denials.length > 0 || partnerClass === undefined) return refuseList(ports, person, 'request.read', denials);
      const rows = await ports.ledger.listRequests({
        partnerClass,
        asked,
        ...(after === undefined ? {} : { after }),
        limit,
      });
      return context.json({
        requests: rows.map(requestRowOf),
        next: nextOf(rows, limit, ({ dueAt, reference }) => ({ dueAt, reference })),
      } satisfies Answer<'Requests'>);
    })
    .get('/:reference', async (context) => {
      const { row, record } = await readableRequest(ports, context.get('person'), context.req.param('reference'));
      const shown = requestOf(row, record);
      return isKnown(context, `"${shown.tag}"`) ? context.body(null, 304) : context.json(shown);
    })
    .post('/:reference/events', async (context) => {
      const person = context.get('person');
      const idempotencyKey = idempotencyKeyOf(context);
      const command = await readBody(context, requestEventSchema);
      const { row, record } = context.get('request');
      const acted = await act(ports, {
        person,
        record,
        to: row.actorKey,
        command,
        idempotencyKey,
        waitMs: commandWaitMs(context),
        condition: conditionOf(context, `"${requestOf(row, record).tag}"`),
      });
      return acted.is === 'recorded'
        ? context.json({ request: row.reference, at: isoOf(acted.at) } satisfies Answer<'RequestActed'>)
        : answerAwaiting(context, { request: row.reference });
    });
}
