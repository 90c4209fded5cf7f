/**
 * What a command is about is looked for before anything else of it is judged: who may not see it is told so, whatever they have sent. First who
 * asks (401), then what there is for them (404), then key and body (400, 422), then whether they may do it (403, 409). Where a whole kind of
 * things is a role's alone (reports, versions, custody, held cases), who has no part in it is refused by role, as of its list.
 *
 * Whoever sends again what they did under a key is answered before that look: what they did may have taken their need to know away, as handing
 * on one's work does.
 */
import type { Context, Env, Hono } from 'hono';
import { incidentIdSchema } from '../../schemas/ids.ts';
import { caseActedIn, requestActedOn, taskActedOn } from '../access/acted-before.ts';
import { readableCase, readableRequest, readableTask } from '../access/case-access.ts';
import { overseenBefore, refuseUnlessKnown, refuseUnlessPermitted } from '../access/oversight.ts';
import { soundKeyOf } from '../http/idempotency-key.ts';
import type { Signed } from '../http/identity.ts';
import { keptAnswerOf } from '../http/once.ts';
import { ProblemError } from '../http/problem-response.ts';
import type { AppPorts } from '../ports.ts';
import { knownVersion } from './policy-routes.ts';

/** @throws ProblemError for whom there is nothing */
type Look = (ports: AppPorts, context: Context<Signed>) => Promise<void>;

const readCase: Look = async (ports, context) =>
  context.set('case', await readableCase(ports, context.get('person'), context.req.param('case')!));

/** Of a case, where it is not that somebody may read it. */
const OF_CASES: { readonly [what: string]: Look } = {
  disclosures: async (ports, context) =>
    context.set(
      'overseen',
      await overseenBefore(ports, context.get('person'), context.req.param('case')!, 'disclosure.recorded'),
    ),
  redactions: async (ports, context) =>
    context.set(
      'overseen',
      await overseenBefore(ports, context.get('person'), context.req.param('case')!, 'record.redacted'),
    ),
  resumption: async (ports, context) => {
    const person = context.get('person');
    await refuseUnlessPermitted(ports, person, 'execution.resumed');
    await refuseUnlessKnown(ports, person, context.req.param('case')!, 'execution.resumed');
  },
};

/** By the address of what is sent about one thing: the kind, which, and what becomes of it. */
const LOOKS: { readonly [path: string]: Look } = {
  '/cases/:case/:what': (ports, context) => {
    const what = context.req.param('what')!;
    return (Object.hasOwn(OF_CASES, what) ? OF_CASES[what]! : readCase)(ports, context);
  },
  '/tasks/:task/:what': async (ports, context) =>
    context.set('task', await readableTask(ports, context.get('person'), context.req.param('task')!)),
  '/requests/:reference/:what': async (ports, context) =>
    context.set('request', await readableRequest(ports, context.get('person'), context.req.param('reference')!)),
  '/incidents/:incident/:what': async (ports, context) => {
    const person = context.get('person');
    await refuseUnlessPermitted(ports, person, 'incident.handled');
    const id = incidentIdSchema.safeParse(context.req.param('incident'));
    if (id.success && (await ports.privacy.incidentOf(id.data)) !== null) return;
    const refusal = { action: 'incident.handled', caseId: null, reasons: ['noSuchIncident'] };
    await ports.ledger.recordAttempt({ person: person.id, ...refusal, at: ports.clock() });
    throw new ProblemError('not-found');
  },
  '/policies/:version/:what': async ({ register }, context) => {
    if (register !== undefined) knownVersion(register, context.req.param('version')!);
  },
  '/audit/cases/:case/:what': async (ports, context) => {
    const person = context.get('person');
    await refuseUnlessPermitted(ports, person, 'custody.measured');
    await refuseUnlessKnown(ports, person, context.req.param('case')!, 'custody.measured');
  },
};

/** Where an event was sent before under this key, to what it was sent: it is in the context then. */
type Recall = (ports: AppPorts, context: Context<Signed>, key: string) => Promise<boolean>;

/** Of the same addresses, where what becomes of it is an event of a case: others keep their answers themselves. */
const RECALLS: { readonly [path: string]: Recall } = {
  '/cases/:case/:what': async (ports, context, key) => {
    const found = await caseActedIn(ports, context.get('person'), context.req.param('case')!, key);
    if (found !== null) context.set('case', found);
    return found !== null;
  },
  '/tasks/:task/:what': async (ports, context, key) => {
    const found = await taskActedOn(ports, context.get('person'), context.req.param('task')!, key);
    if (found !== null) context.set('task', found);
    return found !== null;
  },
  '/requests/:reference/:what': async (ports, context, key) => {
    const found = await requestActedOn(ports, context.get('person'), context.req.param('reference')!, key);
    if (found !== null) context.set('request', found);
    return found !== null;
  },
};

/** Before the routes: what they act on is what was found here. */
export function seeFirst<E extends Signed & Env>(app: Hono<E>, ports: AppPorts): void {
  for (const [path, look] of Object.entries(LOOKS))
    app.use(path, async (context, next) => {
      if (context.req.method === 'POST') {
        // All of it is here before it is looked: nobody holds a command back until what was found is old.
        await context.req.arrayBuffer();
        const asked = context as unknown as Context<Signed>;
        // One that is none is refused later.
        const key = soundKeyOf(asked);
        const isEvent = asked.req.param('what') === 'events' && Object.hasOwn(RECALLS, path);
        if (key !== null && !isEvent) {
          const kept = await keptAnswerOf(ports, asked, key);
          if (kept !== null) return kept;
        }
        const isRecalled = key !== null && isEvent && (await RECALLS[path]!(ports, asked, key));
        if (!isRecalled) await look(ports, asked);
      }
      return next();
    });
}
