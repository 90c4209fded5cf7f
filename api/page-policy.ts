/** The policy that new cases run under, with the source of each value; and the register of versions: how one differs, and whom it would touch. */
import { Hono, type Context } from 'hono';
import type { Impact } from '../machines/policy-comparison.ts';
import { policyDifferences } from '../policy/differences.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { policyPage } from '../web/policy-page.ts';
import { impactPage, registerPage, versionPage } from '../web/policy-register-page.ts';
import { denialsOf, refuseUnlessPermitted } from './oversight.ts';
import type { PagePorts } from './page-actions.ts';
import { activationForm, SUSPENSION_FORM } from './page-commands.ts';
import { sendForm, showForm, type CommandForm } from './page-form.ts';
import { recordedBeside } from './page-privacy.ts';
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

const VERSIONS = { path: '/web/policies', name: 'Versions' };

const SUSPENSION: CommandForm = {
  words: 'suspend the version in force',
  schema: SUSPENSION_FORM,
  path: '/web/policy/suspension',
  above: [VERSIONS],
  to: '/policies/suspension',
  next: '/web/policies?recorded=version.suspended',
};

export function policyPages(pagePorts: PagePorts): Hono<Visited> {
  const { ports, api } = pagePorts;
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
      const person = context.get('person');
      const can = (action: 'version.activated' | 'version.suspended') => denialsOf(ports, person, action).length === 0;
      return context.html(
        registerPage(context.get('visitor'), {
          register,
          canActivate: can('version.activated'),
          canSuspend: can('version.suspended'),
          said: recordedBeside(context),
        }),
      );
    })
    .get('/policy/suspension', async (context) => {
      await refuseUnlessPermitted(ports, context.get('person'), 'version.suspended');
      return showForm(pagePorts, context, SUSPENSION);
    })
    .post('/policy/suspension', (context) => sendForm(pagePorts, context, SUSPENSION))
    .get('/policies/:version/activation', async (context) => {
      await refuseUnlessPermitted(ports, context.get('person'), 'version.activated');
      return showForm(pagePorts, context, await activationOf(pagePorts, context));
    })
    .post('/policies/:version/activation', async (context) =>
      sendForm(pagePorts, context, await activationOf(pagePorts, context)),
    )
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

async function activationOf({ api }: PagePorts, context: Context<Visited>): Promise<CommandForm> {
  const path = `/policies/${encodeURIComponent(context.req.param('version') ?? '')}`;
  const { digest } = await api.get<WholeVersion>(context.get('person'), path);
  return {
    words: 'bring this version into force',
    schema: activationForm(digest),
    path: `/web${path}/activation`,
    above: [VERSIONS, { path: `/web${path}`, name: context.req.param('version') ?? '' }],
    to: `${path}/activation`,
    next: '/web/policies?recorded=version.activated',
  };
}
