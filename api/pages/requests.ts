/** The partner portal: what a partner may know, and its answer. */
import { Hono } from 'hono';
import { GONE_REQUEST_STATE } from '../../schemas/words.ts';
import { requestPage, requestsPage } from '../../web/request-page.ts';
import { aboutRequest, formFor, type PagePorts } from './actions.ts';
import { saidIn, saidToPartner } from './said.ts';
import { queryOf, type Visited } from './visit.ts';

export function requestPages({ ports, api }: PagePorts): Hono<Visited> {
  return new Hono<Visited>()
    .get('/requests', async (context) => {
      const isAsked = context.req.query('state') === 'asked';
      const query = queryOf(context, ['state', 'after']);
      const page = await api.get(context.get('person'), 'listRequests', { query });
      return context.html(requestsPage(context.get('visitor'), { ...page, isAsked }));
    })
    .get('/requests/:request', async (context) => {
      const person = context.get('person');
      const params = { reference: context.req.param('request') };
      const shown = await api.get(person, 'getRequest', { params });
      const canAnswer = person.roles.includes('partner');
      const form =
        canAnswer && !['answered', GONE_REQUEST_STATE].includes(shown.state)
          ? await formFor(
              { ports, api },
              context,
              { collection: 'requests', id: shown.request, action: 'request.answered' },
              { about: aboutRequest(shown) },
            )
          : null;
      const said = canAnswer ? saidToPartner(context, shown.answer) : saidIn(context, null);
      return context.html(requestPage(context.get('visitor'), { shown, canAnswer, form, said }));
    });
}
