/** The codec server: Temporal UI, of whoever may decode, asks here for the plaintext of payloads. There is no way to have anything encoded. */
import type { Payload } from '@temporalio/common';
import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Decoded, NotDecoded } from '../../codec/decoding.ts';
import { may } from '../../machines/may.ts';
import { caseIdSchema } from '../../schemas/ids.ts';
import {
  decodePurposeSchema,
  decodeRequestSchema,
  payloadSchema,
  type DecodePurpose,
} from '../../schemas/remote-codec.ts';
import type { Person } from '../../schemas/words.ts';
import { identityOf, type Signed } from '../http/identity.ts';
import { refuseList } from '../access/list-access.ts';
import type { Access, AppPorts, CodecPort } from '../ports.ts';
import { isReleased } from '../access/privileged.ts';
import { ProblemError, respondWithProblem } from '../http/problem-response.ts';
import { readBody } from '../http/read-body.ts';
import { createCookies } from '../sign-in/session-cookie.ts';

/** Temporal takes payloads of 2 MiB, which base64 makes a third longer, and some metadata. */
const DECODE_BYTES_MAX = 4 * 1024 * 1024;
/** How long a browser may go on without asking again whether it may ask. */
const PREFLIGHT_SECONDS = 600;
const ACTION = 'payload.decode';

/** Empty where no codec is configured: then `/codec` is no address. */
export function codecRoutes(ports: AppPorts, limits: readonly MiddlewareHandler<Signed>[]): Hono<Signed> {
  const app = new Hono<Signed>();
  const { codec } = ports;
  if (codec === undefined) return app;
  app.use('/:purpose/decode', exactOrigin(codec));
  app.options('/:purpose/decode', (context) => preflight(context));
  app.use('/:purpose/decode', signedIn(ports), ...limits);
  app.use(
    '/:purpose/decode',
    bodyLimit({ maxSize: DECODE_BYTES_MAX, onError: (context) => respondWithProblem(context, 'too-large') }),
  );
  app.post('/:purpose/decode', async (context) => {
    const purpose = decodePurposeSchema.safeParse(context.req.param('purpose'));
    if (!purpose.success) throw new ProblemError('no-such-route');
    const person = context.get('person');
    await refuseUnlessPermitted(ports, person);
    const { payloads } = await readBody(context, decodeRequestSchema);
    const decoded = await decodeEach(codec, payloads);
    // Before anything is shown: where this cannot be recorded, nothing is.
    await ports.ledger.recordAccesses(accessesOf(decoded, { person, purpose: purpose.data, at: ports.clock() }));
    const released = await releasedCases(ports, person, decoded);
    return context.json({ payloads: decoded.map((one) => answerOf(one, released)) });
  });
  return app;
}

/**
 * A page of any other origin gets neither an answer nor leave to ask. Whoever is no browser has no origin, and no cookie of a session
 * either: see `signedIn`.
 */
function exactOrigin({ origin }: CodecPort): MiddlewareHandler {
  return async (context, next) => {
    const from = context.req.header('origin');
    context.header('vary', 'origin');
    if (from !== undefined && from !== origin) throw new ProblemError('foreign-origin');
    if (from !== undefined) {
      context.header('access-control-allow-origin', origin);
      context.header('access-control-allow-credentials', 'true');
    }
    await next();
  };
}

function preflight(context: Context): Response {
  context.header('access-control-allow-methods', 'POST');
  context.header('access-control-allow-headers', 'authorization, content-type, x-namespace');
  context.header('access-control-max-age', String(PREFLIGHT_SECONDS));
  return context.body(null, 204);
}

/**
 * An access token, as everywhere; else the session of the pages, which a browser sends along to another origin of the same site where
 * Temporal UI is told to include cross-origin credentials. A session counts only together with the origin.
 */
function signedIn(ports: AppPorts): MiddlewareHandler<Signed> {
  const byHeader = identityOf(ports);
  const { signIn } = ports;
  const cookies = signIn && createCookies(signIn);
  return async (context, next) => {
    const hasHeader = ['authorization', 'casegate-as'].some((name) => context.req.header(name) !== undefined);
    const secret = hasHeader ? undefined : cookies?.session(context);
    if (signIn === undefined || secret === undefined || context.req.header('origin') === undefined)
      return byHeader(context, next);
    const identity = await signIn.sessions.find(secret, ports.clock());
    if (identity === null) throw new ProblemError('not-signed-in');
    const listed = await signIn.personOf(identity);
    if (listed === null) throw new ProblemError('not-in-directory');
    context.set('person', listed.person);
    return next();
  };
}

async function refuseUnlessPermitted(ports: AppPorts, person: Person): Promise<void> {
  const denials = may(person, ACTION, {
    at: ports.clock(),
    terms: ports.policy.currentTerms(),
    office: person.office,
    needToKnow: null,
    duties: {},
  });
  if (denials.length > 0) await refuseList(ports, person, ACTION, denials);
}

async function decodeEach({ decode }: CodecPort, payloads: readonly unknown[]): Promise<readonly Decoded[]> {
  const parsed = payloads.map((payload) => payloadSchema.safeParse(payload));
  const decoded = await decode(parsed.flatMap(({ data }) => (data === undefined ? [] : [data])));
  let next = 0;
  return parsed.map(({ success }) => (success ? decoded[next++]! : { is: 'refused', why: 'malformed' }));
}

/** One for each case of which something was shown, so that who looked can be asked case by case, and one for what was refused. */
function accessesOf(
  decoded: readonly Decoded[],
  { person, purpose, at }: { readonly person: Person; readonly purpose: DecodePurpose; readonly at: number },
): Access[] {
  const shown = new Map<string | null, number>();
  for (const one of decoded) {
    if (one.is !== 'decoded') continue;
    const caseId = caseIdSchema.safeParse(one.workflowId).data ?? null;
    shown.set(caseId, (shown.get(caseId) ?? 0) + 1);
  }
  const refused = decoded.filter(({ is }) => is === 'refused').length;
  const common = { person: person.id, action: ACTION, purpose, at };
  const accesses = [...shown].map(([caseId, count]) => ({ ...common, caseId, shown: count, refused: 0 }));
  return refused === 0 ? accesses : [...accesses, { ...common, caseId: null, shown: 0, refused }];
}

/** The cases whose privileged texts counsel has released to this person. */
async function releasedCases(
  ports: AppPorts,
  person: Person,
  decoded: readonly Decoded[],
): Promise<ReadonlySet<string | undefined>> {
  const asked = new Set(
    decoded.map((one) => (one.is === 'decoded' && one.privileged !== undefined ? one.workflowId : undefined)),
  );
  const released = new Set<string | undefined>();
  for (const caseId of asked)
    if (caseId !== undefined && (await isReleased(ports, person, caseId))) released.add(caseId);
  return released;
}

function answerOf(decoded: Decoded, released: ReadonlySet<string | undefined>) {
  if (decoded.is === 'refused') return wireOf(refusalOf(decoded.why));
  const isShown = decoded.is === 'decoded' && released.has(decoded.workflowId);
  return wireOf(isShown ? (decoded.privileged ?? decoded.payload) : decoded.payload);
}

/** In a form that Temporal UI shows. */
const refusalOf = (why: NotDecoded): Payload => ({
  metadata: { encoding: Buffer.from('json/plain') },
  data: Buffer.from(JSON.stringify({ 'casegate/not-decoded': why })),
});

const wireOf = ({ metadata, data }: Payload) => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([name, bytes]) => [name, base64Of(bytes)])),
  data: base64Of(data ?? new Uint8Array()),
});

const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
