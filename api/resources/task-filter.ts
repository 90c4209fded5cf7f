/** Which tasks of a queue, and in which order. */
import type { Context } from 'hono';
import { TASK_FILTERS } from '../../schemas/list-filters.ts';
import type { Person } from '../../schemas/words.ts';
import { filterOf } from '../http/list-filter.ts';
import type { CaseLedger } from '../ports.ts';

type TaskFilter = Pick<
  Parameters<CaseLedger['listTasks']>[0],
  'owner' | 'state' | 'unclaimed' | 'overdue' | 'urgency' | 'order'
>;

/** @throws ProblemError `malformed` for a value that no task could have */
export function taskFilterOf(context: Context, person: Person): TaskFilter {
  const state = filterOf(context, 'state', TASK_FILTERS.state);
  const urgency = filterOf(context, 'urgency', TASK_FILTERS.urgency);
  const claimed = filterOf(context, 'claimed', TASK_FILTERS.claimed);
  return {
    ...(state === undefined ? {} : { state }),
    ...(claimed === 'me' ? { owner: person.id } : {}),
    ...(claimed === 'nobody' ? { unclaimed: true } : {}),
    ...(filterOf(context, 'overdue', TASK_FILTERS.overdue) === undefined ? {} : { overdue: true }),
    ...(urgency === undefined ? {} : { urgency }),
    order: filterOf(context, 'order', TASK_FILTERS.order) ?? 'soonest',
  };
}
