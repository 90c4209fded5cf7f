/** Statistics: of one's own office for who sees its queue, of every office for leadership, of the whole record for who oversees it. */
import { Hono } from 'hono';
import type { Action } from '../../machines/may.ts';
import { statisticsPage } from '../../web/statistics-page.ts';
import { denialsOf } from '../access/oversight.ts';
import type { PagePorts } from './actions.ts';
import { queryOf, type Visited } from './visit.ts';

export function statisticsPages({ ports, api }: PagePorts): Hono<Visited> {
  return new Hono<Visited>().get('/statistics', async (context) => {
    const person = context.get('person');
    const can = (action: Action): boolean => denialsOf(ports, person, action).length === 0;
    const readsFigures = can('case.listed') || can('figures.read');
    const oversees = can('statistics.read');
    // Who may see neither is refused by the second, which records it.
    const [figures, statistics] = await Promise.all([
      readsFigures ? api.get(person, 'getWorkFigures', { query: queryOf(context, ['office']) }) : null,
      oversees || !readsFigures ? api.get(person, 'getStatistics') : null,
    ]);
    return context.html(statisticsPage(context.get('visitor'), { figures, statistics }));
  });
}
