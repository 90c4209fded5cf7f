/** The queue of a team: open tasks, what is due first, first; several can be claimed at once. */
import { Hono } from 'hono';
import { newUpdateId } from '../schemas/ids.ts';
import { queuePage, type ClaimResult } from '../web/queue-page.ts';
import type { PagePorts } from './page-actions.ts';
import type { Visited } from './page-visit.ts';
import type { Person } from '../schemas/words.ts';
import type { TaskRowRepresentation } from './representations.ts';

/** As many as a page of the queue holds. */
const CLAIMS_MAX = 50;

export function queuePages({ api }: PagePorts): Hono<Visited> {
  const pageOf = (person: Person, after: string | undefined) =>
    api.get<{ tasks: TaskRowRepresentation[]; next: string | null }>(
      person,
      `/tasks${after === undefined ? '' : `?after=${encodeURIComponent(after)}`}`,
    );
  return new Hono<Visited>()
    .get('/queue', async (context) => {
      const person = context.get('person');
      const page = await pageOf(person, context.req.query('after'));
      return context.html(
        queuePage(context.get('visitor'), { ...page, canClaim: person.roles.includes('legal'), results: [] }),
      );
    })
    .post('/queue', async (context) => {
      const person = context.get('person');
      const chosen = (context.get('values').get('task') ?? []).slice(0, CLAIMS_MAX);
      const results: ClaimResult[] = [];
      for (const task of chosen) {
        const sent = await api.post(
          person,
          `/tasks/${encodeURIComponent(task)}/events`,
          { type: 'task.claimed' },
          newUpdateId(),
        );
        results.push({ task, problem: sent.is === 'taken' ? null : sent.problem });
      }
      const page = await pageOf(person, undefined);
      return context.html(
        queuePage(context.get('visitor'), { ...page, canClaim: person.roles.includes('legal'), results }),
      );
    });
}
