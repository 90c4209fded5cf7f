/** The policy that new cases run under, with the source of each value; and the register of versions: how one differs, and whom it would touch. */
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import type { Action } from '../../machines/may.ts';
import { policyDifferences } from '../../policy/differences.ts';
import type { Answer } from '../../schemas/answers.ts';
import type { Problem } from '../../schemas/problems.ts';
import type { Person } from '../../schemas/words.ts';
import type { JsonSchema } from '../../web/form-schema.ts';
import { policyPage } from '../../web/policy-page.ts';
import { impactPage, whatIfPage } from '../../web/policy-comparison-page.ts';
import { registerPage, versionPage, type Offered } from '../../web/policy-register-page.ts';
import { PAGE_MAX } from '../http/cursor.ts';
import { denialsOf, refuseUnlessPermitted } from '../access/oversight.ts';
import type { PagePorts } from './actions.ts';
import { activationForm, LOAD_FORM, proposalForm, SUSPENSION_FORM } from './commands.ts';
import { sendForm, showForm, type CommandForm } from './form.ts';
import { recordedBeside } from './said.ts';
import { queryOf, type Visited } from './visit.ts';

const REGISTER = '/web/policies';
const VERSIONS = { path: REGISTER, name: 'Versions' };

const SUSPENSION: CommandForm = {
  words: 'suspend the version in force',
  action: 'version.suspended',
  schema: SUSPENSION_FORM,
  path: '/web/policy/suspension',
  above: [VERSIONS],
  to: { name: 'suspendVersion' },
  next: `${REGISTER}?recorded=version.suspended`,
};

const POLICY_LOAD_PAGE = '/web/policies/load';

const LOADING: CommandForm = {
  words: 'load a version',
  action: 'version.loaded',
  schema: LOAD_FORM,
  path: POLICY_LOAD_PAGE,
  above: [VERSIONS],
  to: { name: 'loadVersion' },
  next: `${REGISTER}?recorded=version.loaded`,
  refusal: saidOfFile,
};

/** The service says where in the file something is wrong; on this page the file is one field. */
function saidOfFile(problem: Problem): Problem {
  if (problem.type !== '/problems/policy-refused') return problem;
  const errors = (problem.errors ?? []).map(({ pointer, message }) => ({
    pointer: '/file',
    message: pointer === '' ? message : `${pointer} ${message}`,
  }));
  return { ...problem, errors };
}

const PROPOSAL = { page: 'proposal', words: 'propose this version', name: 'proposeVersion' } as const;
const ACTIVATION = { page: 'activation', words: 'bring this version into force', name: 'activateVersion' } as const;

/** Each decision about versions that has a form: where, of whom, and what it sends. */
const DECISIONS: readonly (readonly [
  path: string,
  action: Action,
  formFor: (pagePorts: PagePorts, context: Context<Visited>) => CommandForm | Promise<CommandForm>,
])[] = [
  ['/policies/load', 'version.loaded', () => LOADING],
  ['/policies/:version/proposal', 'version.proposed', aboutVersion(PROPOSAL, 'version.proposed', proposalForm)],
  ['/policies/:version/activation', 'version.activated', aboutVersion(ACTIVATION, 'version.activated', activationForm)],
  ['/policy/suspension', 'version.suspended', () => SUSPENSION],
];

export function policyPages(pagePorts: PagePorts): Hono<Visited> {
  const { ports, api } = pagePorts;
  const hasRegister = ports.register !== undefined;
  const app = new Hono<Visited>();
  for (const [path, action, formFor] of DECISIONS) {
    const permitted: MiddlewareHandler<Visited> = async (context, next) => {
      await refuseUnlessPermitted(ports, context.get('person'), action);
      await next();
    };
    app.get(path, permitted, async (context) => showForm(pagePorts, context, await formFor(pagePorts, context)));
    app.post(path, permitted, async (context) => sendForm(pagePorts, context, await formFor(pagePorts, context)));
  }
  return app
    .get('/policy', async (context) => {
      await ports.policy.refresh();
      const terms = ports.policy.currentTerms();
      const policy = ports.policy.documentOf(terms);
      return context.html(policyPage(context.get('visitor'), { policy, digest: terms.digest, hasRegister }));
    })
    .get('/policies', async (context) => {
      const person = context.get('person');
      const register = await api.get(person, 'getPolicyRegister', { query: queryOf(context, ['after']) });
      const model = { register, offered: offeredTo(pagePorts, person), said: recordedBeside(context) };
      return context.html(registerPage(context.get('visitor'), model));
    })
    .get('/policies/:version', async (context) => {
      const person = context.get('person');
      const version = await api.get(person, 'getVersion', versionIn(context));
      const register = await wholeRegister(pagePorts, person);
      const against = context.req.query('against') || register.current.version;
      const other = await api.get(person, 'getVersion', { params: { version: against } });
      const differences = policyDifferences(other.policy, version.policy);
      const model = { version, register, against, differences, offered: offeredTo(pagePorts, person) };
      return context.html(versionPage(context.get('visitor'), model));
    })
    .get('/policies/:version/values', async (context) => {
      const { version, policy, digest } = await api.get(context.get('person'), 'getVersion', versionIn(context));
      const above = [VERSIONS, { path: pageOf(context), name: version }];
      return context.html(policyPage(context.get('visitor'), { policy, digest, hasRegister: false, above }));
    })
    .get('/policies/:version/file', async (context) => {
      const file = await api.get(context.get('person'), 'getVersionFile', versionIn(context));
      context.header('content-type', 'application/json');
      // The name of a version that there is: letters, digits, hyphens, dots and a plus.
      context.header('content-disposition', `attachment; filename="${context.req.param('version')}.json"`);
      return context.body(`${JSON.stringify(file, null, 2)}\n`);
    })
    .get('/policies/:version/impact', async (context) => {
      const asked = { ...versionIn(context), query: queryOf(context, ['after']) };
      const impact = await api.get(context.get('person'), 'getImpact', asked);
      return context.html(impactPage(context.get('visitor'), impact));
    })
    .get('/policies/:version/what-if', async (context) => {
      const reference = (context.req.query('case') ?? '').trim();
      if (reference === '') return context.redirect(`${pageOf(context)}/impact`);
      const params = { ...versionIn(context).params, case: reference };
      const compared = await api.get(context.get('person'), 'getWhatIf', { params });
      return context.html(whatIfPage(context.get('visitor'), compared));
    });
}

/** With every version, of which one is chosen to compare with. */
async function wholeRegister({ api }: PagePorts, person: Person): Promise<Answer<'PolicyRegister'>> {
  const register = await api.get(person, 'getPolicyRegister', { query: { limit: PAGE_MAX } });
  const versions = [...register.versions];
  for (let after = register.next; after !== null;) {
    const page = await api.get(person, 'getPolicyRegister', { query: { limit: PAGE_MAX, after } });
    versions.push(...page.versions);
    after = page.next;
  }
  return { ...register, versions };
}

/** What this visitor may do with versions. Whoever proposed one is told so, and not led to a refusal. */
function offeredTo({ ports }: PagePorts, person: Person): Offered {
  const can = (action: Action): boolean => denialsOf(ports, person, action).length === 0;
  return {
    load: can('version.loaded'),
    propose: can('version.proposed'),
    activate: can('version.activated'),
    suspend: can('version.suspended'),
    compare: can('version.compared'),
    isProposer: ports.register?.library.standing().proposal?.person === person.id,
  };
}

const versionIn = (context: Context<Visited>) => ({ params: { version: context.req.param('version') ?? '' } });

const pageOf = (context: Context<Visited>): string =>
  `${REGISTER}/${encodeURIComponent(versionIn(context).params.version)}`;

/** What is decided about one version, on a page below its own. */
function aboutVersion(
  {
    page,
    words,
    name,
  }: { readonly page: string; readonly words: string; readonly name: 'proposeVersion' | 'activateVersion' },
  action: Action,
  schemaFor: (digest: string) => JsonSchema,
) {
  return async ({ api }: PagePorts, context: Context<Visited>): Promise<CommandForm> => {
    const version = versionIn(context);
    const { digest } = await api.get(context.get('person'), 'getVersion', version);
    return {
      words,
      action,
      schema: schemaFor(digest),
      path: `${pageOf(context)}/${page}`,
      above: [VERSIONS, { path: pageOf(context), name: version.params.version }],
      to: { name, ...version },
      next: `${REGISTER}?recorded=${action}`,
    };
  };
}
