/** The queue of a team: open tasks by filters, of which several can be claimed, given back or handed over at once. */
import { Hono, type Context } from 'hono';
import { problemOf } from '../../schemas/problems.ts';
import type { Person } from '../../schemas/words.ts';
import { valueOf, type Values } from '../../web/form-schema.ts';
import { queuePage, type BulkOperation, type QueueFilter, type QueueModel } from '../../web/queue-page.ts';
import { tasksListedOf } from '../access/listed.ts';
import { officesFor } from './offices.ts';
import { drafted, type AnswerTo, type BodyOf } from '../contract/call.ts';
import type { PagePorts } from './actions.ts';
import type { Sent } from './api.ts';
import { colleaguesOf } from './colleagues.ts';
import { keyFor, mayHaveTakenEffect } from './filled-form.ts';
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

type Found = Pick<QueueModel, 'key' | 'results' | 'problem' | 'typed'>;

const NOTHING_TYPED: QueueModel['typed'] = { tasks: [], to: '', note: '', office: '', forwardNote: '', operation: '' };
const TYPED = ['to', 'note', 'office', 'forwardNote', 'operation'] as const;
const nothingFound = (): Found => ({ key: keyFor(null, null), results: [], problem: null, typed: NOTHING_TYPED });

export function queuePages({ ports, api }: PagePorts): Hono<Visited> {
  const modelOf = async (context: Context<Visited>, found: Found): Promise<QueueModel> => {
    const person = context.get('person');
    const filter = filterIn(context);
    const query = { ...filter, ...queryOf(context, ['after']) };
    // Before the page is read: what changes between the two is told once too often, and never once too seldom.
    const seen = await queueTagOf(ports, person);
    const page = await api.get(person, 'listTasks', { query });
    const { onCall } = await api.get(person, 'getOnCall');
    return {
      ...page,
      filter,
      operations: operationsFor(ports, person, filter),
      isLed: isLed(ports, person),
      recipients: recipientsFor(ports, person, page.tasks),
      offices: officesFor(ports, person),
      onCall,
      ...found,
      seen,
    };
  };
  return new Hono<Visited>()
    .get('/queue', async (context) =>
      context.html(queuePage(context.get('visitor'), await modelOf(context, nothingFound()))),
    )
    .post('/queue', async (context) => {
      const values = context.get('values');
      const tasks = values.get('task') ?? [];
      const event = eventOf(valueOf(values, 'operation'), values);
      const sent: Sent<AnswerTo<'actOnTasks'>> =
        event === null
          ? { is: 'refused', problem: NO_OPERATION }
          : await api.post(
              context.get('person'),
              { name: 'actOnTasks' },
              drafted<'actOnTasks'>({ tasks, event }),
              valueOf(values, 'key'),
            );
      const found = foundIn(sent, values, tasks);
      const page = queuePage(context.get('visitor'), await modelOf(context, found));
      return context.html(page, found.problem === null ? 200 : found.problem.status);
    });
}

const NO_OPERATION = problemOf('malformed', {
  errors: [{ pointer: '/event/type', message: 'press the button of what is to be done' }],
});

/** What was sent comes back as it was where it was refused as a whole; of several, those that may be sent again, under the same key. */
function foundIn(sent: Sent<AnswerTo<'actOnTasks'>>, values: Values, tasks: readonly string[]): Found {
  const typed = typedIn(values);
  if (sent.is === 'refused')
    return { key: keyFor(values, sent.problem), results: [], problem: sent.problem, typed: { ...typed, tasks } };
  const results = sent.answer.results.map((result) => ({
    task: result.task,
    problem: 'problem' in result ? result.problem : null,
    remedy: 'remedy' in result ? result.remedy : null,
    isToBeRepeated: 'problem' in result && mayHaveTakenEffect(result.problem),
  }));
  const again = results.filter(({ isToBeRepeated }) => isToBeRepeated);
  if (again.length === 0) return { ...nothingFound(), results };
  const kept = { ...typed, tasks: again.map(({ task }) => task) };
  return { key: keyFor(values, again[0]!.problem), results, problem: null, typed: kept };
}

/** Leadership sees what was escalated to it, of every office, and assigns it. */
const isLed = (ports: AppPorts, person: Person): boolean => tasksListedOf(ports, person)?.forLeadership === true;

/** Legal staff of one's own office, or for leadership of those whose tasks are listed; whether somebody may take a task is judged when they get it. */
function recipientsFor(ports: AppPorts, person: Person, tasks: QueueModel['tasks']): QueueModel['recipients'] {
  const ofOthers = isLed(ports, person);
  const offices = ofOthers ? tasks.map(({ office }) => office) : [person.office];
  const { people, isCut } = colleaguesOf(ports, person, offices, ({ roles }) => roles.includes('legal'));
  const named = people.map(
    ({ displayName, person: { staffId, office } }) =>
      [staffId, ofOthers ? `${displayName}, ${office}` : displayName] as const,
  );
  return { people: named, isCut };
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

/** Null for what no button of the page sends. */
function eventOf(operation: string, values: Values): BodyOf<'actOnTasks'>['event'] | null {
  switch (operation) {
    case 'claim':
      return { type: 'task.claimed' };
    case 'release':
      return { type: 'task.released' };
    case 'delegate':
      return { type: 'task.delegated', to: valueOf(values, 'to'), note: valueOf(values, 'note') };
    case 'assign':
      return { type: 'task.assigned', to: valueOf(values, 'to'), note: valueOf(values, 'note') };
    case 'forward':
      return { type: 'work.referred', office: valueOf(values, 'office'), note: valueOf(values, 'forwardNote') };
    default:
      return null;
  }
}
