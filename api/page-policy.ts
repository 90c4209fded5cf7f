/** The policy that new cases run under, with the source of each value. */
import { Hono } from 'hono';
import { policyPage } from '../web/policy-page.ts';
import type { PagePorts } from './page-actions.ts';
import type { Visited } from './page-visit.ts';

export function policyPages({ ports }: PagePorts): Hono<Visited> {
  return new Hono<Visited>().get('/policy', async (context) => {
    await ports.policy.refresh();
    const terms = ports.policy.currentTerms();
    return context.html(policyPage(context.get('visitor'), ports.policy.documentOf(terms), terms.digest));
  });
}
