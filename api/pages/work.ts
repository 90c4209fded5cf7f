/** My work, as a page: what the API says waits for this person, and where they can begin something. */
import { Hono } from 'hono';
import { workPage } from '../../web/work-page.ts';
import { tasksListedOf } from '../access/listed.ts';
import { denialsOf } from '../access/oversight.ts';
import type { PagePorts } from './actions.ts';
import { saidOfCase } from './said.ts';
import type { Visited } from './visit.ts';

export function workPages({ ports, api }: PagePorts): Hono<Visited> {
  return new Hono<Visited>().get('/work', async (context) => {
    const person = context.get('person');
    const hasQueue = tasksListedOf(ports, person) !== null;
    const [work, { onCall }] = await Promise.all([
      api.get(person, 'getWork'),
      hasQueue ? api.get(person, 'getOnCall') : { onCall: [] },
    ]);
    return context.html(
      workPage(context.get('visitor'), {
        work,
        canStart: denialsOf(ports, person, 'case.started').length === 0,
        hasQueue,
        onCall,
        boardUrl: person.roles.includes('operator') ? (ports.codec?.origin ?? null) : null,
        said: saidOfCase(context),
      }),
    );
  });
}
