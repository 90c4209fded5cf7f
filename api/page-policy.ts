/** The policy that new cases run under, with the source of each value. */
import { Hono } from 'hono';
import { policyDigestOf, policyOf } from '../policy/registry.ts';
import { policyPage } from '../web/policy-page.ts';
import type { PagePorts } from './page-actions.ts';
import type { Visited } from './page-visit.ts';

export function policyPages({ ports }: PagePorts): Hono<Visited> {
  return new Hono<Visited>().get('/policy', (context) => {
    const policy = policyOf(ports.policy.currentTerms().version);
    return context.html(policyPage(context.get('visitor'), policy, policyDigestOf(policy)));
  });
}
