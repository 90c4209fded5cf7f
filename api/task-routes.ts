import { Hono } from 'hono';
import { z } from 'zod';
import { may } from '../machines/may.ts';
import { taskEventSchema } from '../schemas/commands.ts';
import { act } from './act.ts';
import { readableTask } from './case-access.ts';
import { nextOf, pageOf } from './cursor.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import type { Signed } from './identity.ts';
import { isoOf } from './iso.ts';
import { refuseList } from './list-access.ts';
import type { AppPorts } from './ports.ts';
import { readBody } from './read-body.ts';
import { taskOf, taskRowOf } from './representations.ts';
import { toEvent } from './to-event.ts';

/** Human tasks: the queue of an office's legal staff, which its supervisors see as well, since they answer its questions (row 11). */
export function taskRoutes(ports: AppPorts): Hono<Signed> {
  return new Hono<Signed>()
    .get('/', async (context) => {
      const person = context.get('person');
      const { limit, after } = pageOf(context, z.string());
      const denials = may(person, 'case.read', {
        at: ports.clock(),
        terms: ports.policy.currentTerms(),
        office: person.office,
        duties: {},
      });
      if (denials.length > 0) return refuseList(ports, person, 'task.read', denials);
      const rows = await ports.ledger.listTasks({
        office: person.office,
        ...(after === undefined ? {} : { after }),
        limit,
      });
      return context.json({
        tasks: rows.map((row) => taskRowOf(ports.people, row)),
        next: nextOf(rows, limit, ({ taskId }) => taskId),
      });
    })
    .get('/:task', async (context) => {
      const { row, record } = await readableTask(ports, context.get('person'), context.req.param('task'));
      return context.json(taskOf(ports, row, record, context.get('person')));
    })
    .post('/:task/events', async (context) => {
      const person = context.get('person');
      const idempotencyKey = idempotencyKeyOf(context);
      const command = await readBody(context, taskEventSchema);
      const { row, record } = await readableTask(ports, person, context.req.param('task'));
      const { entry, at } = await act(ports, {
        person,
        record,
        to: row.actorKey,
        event: toEvent(ports, record, person, command),
        idempotencyKey,
      });
      return context.json({ task: row.taskId, case: record.caseId, entry, at: isoOf(at) });
    });
}
