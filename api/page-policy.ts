/** The policy that new cases run under, with the source of each value; and the register of versions: how one differs, and whom it would touch. */
import { Hono } from 'hono';
import type { Impact } from '../machines/policy-comparison.ts';
import { policyDifferences } from '../policy/differences.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { policyPage } from '../web/policy-page.ts';
import { impactPage, registerPage, versionPage } from '../web/policy-register-page.ts';
import { denialsOf } from './oversight.ts';
import type { PagePorts } from './page-actions.ts';
import { queryOf, type Visited } from './page-visit.ts';
import type { PolicyRegisterRepresentation, VersionRepresentation } from './policy-representations.ts';

interface ImpactAnswer {
  readonly version: string;
  readonly rule: string;
  readonly looked: number;
  readonly cases: readonly (Impact & { readonly case: string; readonly office: string })[];
  readonly next: string | null;
}

type WholeVersion = VersionRepresentation & { readonly policy: PolicyVersion };

export function policyPages({ ports, api }: PagePorts): Hono<Visited> {
  const hasRegister = ports.register !== undefined;
  return new Hono<Visited>()
    .get('/policy', async (context) => {
      await ports.policy.refresh();
      const terms = ports.policy.currentTerms();
      const policy = ports.policy.documentOf(terms);
      return context.html(policyPage(context.get('visitor'), { policy, digest: terms.digest, hasRegister }));
    })
    .get('/policies', async (context) => {
      const register = await api.get<PolicyRegisterRepresentation>(context.get('person'), '/policies');
      return context.html(registerPage(context.get('visitor'), register));
    })
    .get('/policies/:version', async (context) => {
      const person = context.get('person');
      const path = `/policies/${encodeURIComponent(context.req.param('version'))}`;
      const version = await api.get<WholeVersion>(person, path);
      const terms = ports.policy.currentTerms();
      const differences = policyDifferences(ports.policy.documentOf(terms), version.policy);
      const canCompare = denialsOf(ports, person, 'version.compared').length === 0;
      const model = { version, inForce: terms.version, differences, canCompare };
      return context.html(versionPage(context.get('visitor'), model));
    })
    .get('/policies/:version/impact', async (context) => {
      const path = `/policies/${encodeURIComponent(context.req.param('version'))}/impact`;
      const impact = await api.get<ImpactAnswer>(context.get('person'), path + queryOf(context, ['after']));
      return context.html(impactPage(context.get('visitor'), impact));
    });
}
