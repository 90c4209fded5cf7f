/** Statistics: of one's own office for who sees its queue, of the whole record for who oversees it. */
import { Hono } from 'hono';
import { statisticsPage } from '../../web/statistics-page.ts';
import { denialsOf } from '../access/oversight.ts';
import type { PagePorts } from './actions.ts';
import type { Visited } from './visit.ts';

export function statisticsPages({ ports, api }: PagePorts): Hono<Visited> {
  return new Hono<Visited>().get('/statistics', async (context) => {
    const person = context.get('person');
    const seesQueue = denialsOf(ports, person, 'case.listed').length === 0;
    const oversees = denialsOf(ports, person, 'statistics.read').length === 0;
    // Who may see neither is refused by the second, which records it.
    const [figures, statistics] = await Promise.all([
      seesQueue ? api.get(person, 'getWorkFigures') : null,
      oversees || !seesQueue ? api.get(person, 'getStatistics') : null,
    ]);
    return context.html(statisticsPage(context.get('visitor'), { figures, statistics }));
  });
}
