import { Hono } from 'hono';
import { z } from 'zod';
import { ROOT } from '../../machines/system.ts';
import type { Answer } from '../../schemas/answers.ts';
import { bulkSchema, taskEventSchema, type TaskEventCommand } from '../../schemas/commands.ts';
import { act, type Act, type Acted } from './act.ts';
import { answerAwaiting, AWAITING_REMEDY } from '../http/awaiting.ts';
import { readableTask } from '../access/case-access.ts';
import { problemOfFault } from '../http/outage.ts';
import { streamChanges } from '../http/changes.ts';
import { FIGURES_NARROWING } from '../../schemas/list-narrowing.ts';
import { narrowedBy } from '../http/list-filter.ts';
import { nextOf, pageOf } from '../http/cursor.ts';
import { changedSince, conditionOf, entityTagOf, type Condition } from '../http/entity-tag.ts';
import { commandWaitMs } from '../http/preferred-wait.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import type { Signed } from '../http/identity.ts';
import { isoOf } from '../http/iso.ts';
import { taskIdSchema } from '../../schemas/ids.ts';
import type { Person } from '../../schemas/words.ts';
import { orRefused, tasksListedOf } from '../access/listed.ts';
import { onCallOf } from './on-call.ts';
import type { AppPorts, CaseRecord } from '../ports.ts';
import { problemOf } from '../../schemas/problems.ts';
import { ProblemError } from '../http/problem-response.ts';
import { queueTagOf } from './queue-tag.ts';
import { readBody } from '../http/read-body.ts';
import { taskOf, taskRowOf } from './representations.ts';
import { taskFilterOf } from './task-filter.ts';
import type { ActorCommand } from './to-event.ts';
import { figuresOf } from './work-figures.ts';

/** Where the record is slow a task takes some seconds. Proxies give up after a minute, and the last that is tried may take 15 seconds. */
const BULK_MS_MAX = 40_000;

/** All that any of the orders goes by. */
const taskCursor = z.strictObject({ priority: z.int().min(0).max(10), dueAt: z.int(), taskId: taskIdSchema });

/**
 * Human tasks: the queue of an office's legal staff, which its supervisors see as well, since they answer its questions (row 11), and of
 * what was escalated to leadership, which assigns it.
 */
export function taskRoutes(ports: AppPorts): Hono<Signed> {
  return new Hono<Signed>()
    .get('/', async (context) => {
      const person = context.get('person');
      const { limit, after } = pageOf(context, taskCursor);
      const filter = taskFilterOf(context, person);
      const rows = await ports.ledger.listTasks({
        ...(await orRefused(ports, person, 'task.read', tasksListedOf(ports, person))),
        ...filter,
        ...(after === undefined ? {} : { after }),
        limit,
      });
      return context.json({
        tasks: rows.map((row) => taskRowOf(ports, row)),
        next: nextOf(rows, limit, ({ priority, dueAt, taskId }) => ({ priority, dueAt, taskId })),
      } satisfies Answer<'Tasks'>);
    })
    .get('/changes', async (context) => {
      const person = context.get('person');
      await orRefused(ports, person, 'task.read', tasksListedOf(ports, person));
      return streamChanges(context, () => queueTagOf(ports, person), ports.onFault);
    })
    .get('/figures', async (context) => {
      const person = context.get('person');
      const office = narrowedBy(context, 'office', FIGURES_NARROWING.office);
      return context.json(await figuresOf(ports, person, office));
    })
    .get('/on-call', async (context) => {
      const person = context.get('person');
      await orRefused(ports, person, 'task.read', tasksListedOf(ports, person));
      return context.json(onCallOf(ports, person));
    })
    .get('/:task', async (context) => {
      const person = context.get('person');
      const found = await changedSince(ports, context, async () => {
        const { record } = await readableTask(ports, person, context.req.param('task'));
        // After its case, so that it is never older than the tag says.
        const row = (await ports.ledger.taskOf(context.req.param('task')))!;
        return { ...record, row };
      });
      return found === null ? context.body(null, 304) : context.json(taskOf(ports, found.row, found, person));
    })
    .post('/bulk', async (context) => {
      const person = context.get('person');
      const idempotencyKey = idempotencyKeyOf(context);
      const { tasks, event } = await readBody(context, bulkSchema);
      const waitMs = commandWaitMs(context);
      const results: Answer<'Bulk'>['results'][number][] = [];
      const giveUpAt = ports.clock() + BULK_MS_MAX;
      // One after the other: each is a command of its own, and none keeps another one from taking effect.
      for (const task of tasks) {
        const itsKey = idempotencyKey === null ? null : `${idempotencyKey} ${task}`;
        const isLate = ports.clock() > giveUpAt;
        results.push({
          task,
          ...(isLate
            ? NOT_TRIED
            : await resultOf(
                ports,
                actOnTask(ports, person, readableTask(ports, person, task), event, { idempotencyKey: itsKey, waitMs }),
              )),
        });
      }
      return context.json({ results } satisfies Answer<'Bulk'>);
    })
    .post('/:task/events', async (context) => {
      const person = context.get('person');
      const idempotencyKey = idempotencyKeyOf(context);
      const command = await readBody(context, taskEventSchema);
      const { acted, ...about } = await actOnTask(ports, person, context.get('task'), command, {
        idempotencyKey,
        waitMs: commandWaitMs(context),
        conditionIn: (record) => conditionOf(context, entityTagOf(record), record.entry),
      });
      return acted.is === 'recorded'
        ? context.json({ ...about, entry: acted.entry, at: isoOf(acted.at) } satisfies Answer<'TaskActed'>)
        : answerAwaiting(context, { ...about, entry: null });
    });
}

type SeenTask = Signed['Variables']['task'];

async function actOnTask(
  ports: AppPorts,
  person: Person,
  seen: SeenTask | Promise<SeenTask>,
  command: TaskEventCommand,
  {
    conditionIn = () => null,
    ...how
  }: Pick<Act, 'idempotencyKey' | 'waitMs'> & { readonly conditionIn?: (record: CaseRecord) => Condition | null },
) {
  const { row, record } = await seen;
  // Which office's group has the work is the case's to know: another consultation that it may open goes there as well.
  const [to, itsCommand]: [string, ActorCommand] =
    command.type === 'work.referred' ? [ROOT, { ...command, role: 'legal' as const }] : [row.actorKey, command];
  const acted = await act(ports, { person, record, to, command: itsCommand, condition: conditionIn(record), ...how });
  return { task: row.taskId, case: record.caseId, acted };
}

type ResultOfOne = Unnamed<Answer<'Bulk'>['results'][number]>;
type Unnamed<Result> = Result extends unknown ? Omit<Result, 'task'> : never;

const NOT_TRIED: ResultOfOne = { done: false, problem: problemOf('not-tried') };

/** A refusal, an outage and a fault are the result of its item alone: the others' are known, or still to come. */
async function resultOf(ports: AppPorts, acting: Promise<{ readonly acted: Acted }>): Promise<ResultOfOne> {
  try {
    const { acted } = await acting;
    return acted.is === 'recorded'
      ? { done: true, entry: acted.entry, at: isoOf(acted.at) }
      : { done: false, remedy: AWAITING_REMEDY };
  } catch (error) {
    if (error instanceof ProblemError) return { done: false, problem: problemOf(error.problem, error.extras) };
    ports.onFault(error);
    return { done: false, problem: problemOf(problemOfFault(error)) };
  }
}
