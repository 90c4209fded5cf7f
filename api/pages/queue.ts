/** The queue of a team: open tasks by filters, of which several can be claimed, given back or handed over at once. */
import { Hono, type Context } from 'hono';
import { newUpdateId } from '../../schemas/ids.ts';
import type { Person } from '../../schemas/words.ts';
import { valueOf, type Values } from '../../web/form-schema.ts';
import { queuePage, type BulkOperation, type QueueFilter, type QueueModel } from '../../web/queue-page.ts';
import { tasksListedOf } from '../access/listed.ts';
import { officesFor } from './offices.ts';
import { onCallOf } from '../resources/on-call.ts';
import { drafted, type BodyOf } from '../contract/call.ts';
import type { PagePorts } from './actions.ts';
import { queryOf, type Visited } from './visit.ts';
import type { AppPorts } from '../ports.ts';
import { queueTagOf } from '../resources/queue-tag.ts';
import { TASK_FILTERS } from '../../schemas/list-filters.ts';

/** What one may do with what nobody has claimed, with what one has oneself, and as leadership. */
const OPERATIONS = {
  unclaimed: ['claim', 'forward'],
  mine: ['release', 'delegate', 'forward'],
  led: ['assign', 'forward'],
} as const;

type Found = Pick<QueueModel, 'results' | 'problem' | 'typed'>;

const NOTHING_TYPED: QueueModel['typed'] = { tasks: [], to: '', note: '', office: '', forwardNote: '', operation: '' };
const TYPED = ['to', 'note', 'office', 'forwardNote', 'operation'] as const;
const NOTHING_FOUND: Found = { results: [], problem: null, typed: NOTHING_TYPED };

export function queuePages({ ports, api }: PagePorts): Hono<Visited> {
  const modelOf = async (context: Context<Visited>, { results, problem, typed }: Found): Promise<QueueModel> => {
    const person = context.get('person');
    const filter = filterIn(context);
    const query = { ...filter, ...queryOf(context, ['after']) };
    // Before the page is read: what changes between the two is told once too often, and never once too seldom.
    const seen = await queueTagOf(ports, person);
    const page = await api.get(person, 'listTasks', { query });
    return {
      ...page,
      filter,
      operations: operationsFor(ports, person, filter),
      isLed: isLed(ports, person),
      recipients: recipientsFor(ports, person),
      offices: officesFor(ports, person),
      onCall: onCallOf(ports, person).onCall,
      key: newUpdateId(),
      results,
      problem,
      typed,
      seen,
    };
  };
  return new Hono<Visited>()
    .get('/queue', async (context) =>
      context.html(queuePage(context.get('visitor'), await modelOf(context, NOTHING_FOUND))),
    )
    .post('/queue', async (context) => {
      const values = context.get('values');
      const tasks = values.get('task') ?? [];
      const command = drafted<'actOnTasks'>({ tasks, event: eventOf(valueOf(values, 'operation'), values) });
      const sent = await api.post(context.get('person'), { name: 'actOnTasks' }, command, valueOf(values, 'key'));
      const found: Found =
        sent.is === 'taken'
          ? {
              ...NOTHING_FOUND,
              results: sent.answer.results.map((result) => ({
                task: result.task,
                problem: 'problem' in result ? result.problem : null,
                remedy: 'remedy' in result ? result.remedy : null,
              })),
            }
          : {
              results: [],
              problem: sent.problem,
              typed: { ...typedIn(values), tasks },
            };
      const page = queuePage(context.get('visitor'), await modelOf(context, found));
      return context.html(page, found.problem === null ? 200 : found.problem.status);
    });
}

/** Leadership sees what was escalated to it, of every office, and assigns it. */
const isLed = (ports: AppPorts, person: Person): boolean => tasksListedOf(ports, person)?.forLeadership === true;

/** More would be no help to choose from. */
const RECIPIENTS_MAX = 200;

/** Legal staff, of one's own office or for leadership of any; whether one of them may take a certain task is judged when they get it. */
function recipientsFor(ports: AppPorts, person: Person): QueueModel['recipients'] {
  const ofAnyOffice = isLed(ports, person);
  return ports.people
    .list()
    .filter(({ person: one }) => one.roles.includes('legal') && one.id !== person.id)
    .filter(({ person: { office } }) => ofAnyOffice || office === person.office)
    .slice(0, RECIPIENTS_MAX)
    .map(({ displayName, person: { staffId, office } }) => [
      staffId,
      ofAnyOffice ? `${displayName}, ${office}` : displayName,
    ]);
}

const typedIn = (values: Values) =>
  Object.fromEntries(TYPED.map((name) => [name, valueOf(values, name)])) as Omit<QueueModel['typed'], 'tasks'>;

/** What is no filter is left out: an address that somebody has kept shows the queue all the same. */
function filterIn(context: Context): QueueFilter {
  const given = Object.entries(TASK_FILTERS).flatMap(([name, values]) => {
    const value = context.req.query(name);
    return value !== undefined && (values as readonly string[]).includes(value) ? [[name, value] as const] : [];
  });
  return Object.fromEntries(given);
}

function operationsFor(ports: AppPorts, person: Person, { claimed }: QueueFilter): readonly BulkOperation[] {
  if (isLed(ports, person)) return OPERATIONS.led;
  if (!person.roles.includes('legal')) return [];
  return claimed === 'me' ? OPERATIONS.mine : OPERATIONS.unclaimed;
}

function eventOf(operation: string, values: Values): BodyOf<'actOnTasks'>['event'] {
  switch (operation) {
    case 'release':
      return { type: 'task.released' };
    case 'delegate':
      return { type: 'task.delegated', to: valueOf(values, 'to'), note: valueOf(values, 'note') };
    case 'assign':
      return { type: 'task.assigned', to: valueOf(values, 'to'), note: valueOf(values, 'note') };
    case 'forward':
      return { type: 'work.referred', office: valueOf(values, 'office'), note: valueOf(values, 'forwardNote') };
    default:
      return { type: 'task.claimed' };
  }
}
