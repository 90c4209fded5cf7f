/** The record as a whole: bundles for audit, comparison with Temporal, custody of texts, maintenance. Each act of these is in the record. */
import { Hono, type Context } from 'hono';
import { stream } from 'hono/streaming';
import { recipientFrom, RecipientKeyMalformed, type Recipient } from '../../audit/envelope.ts';
import { CUSTODY_REFUSALS } from '../../ledger/custody.ts';
import { exportCommandSchema, scopeSchema, type ExportCommand } from '../../schemas/audit-bundle.ts';
import type { Answer } from '../../schemas/answers.ts';
import { custodyCommandSchema } from '../../schemas/privacy-commands.ts';
import type { Person } from '../../schemas/words.ts';
import type { AuditPort } from '../adapters/audit-port.ts';
import { custodyLists } from './custody-lists.ts';
import type { Signed } from '../http/identity.ts';
import { refuseUnlessPermitted } from '../access/oversight.ts';
import { once } from '../http/once.ts';
import type { AppPorts } from '../ports.ts';
import { isReleased } from '../access/privileged.ts';
import { ProblemError } from '../http/problem-response.ts';
import { readBody } from '../http/read-body.ts';

export function auditRoutes(ports: AppPorts, audit: AuditPort): Hono<Signed> {
  return new Hono<Signed>()
    .route('/', custodyLists(ports, audit))
    .get('/key', async (context) => {
      await refuseUnlessPermitted(ports, context.get('person'), 'record.exported');
      return context.json({ verifierKey: audit.verifierKey } satisfies Answer<'AuditKey'>);
    })
    .post('/exports', async (context) => {
      const command = await readBody(context, exportCommandSchema);
      const person = context.get('person');
      await refuseUnlessPermitted(ports, person, command.content === null ? 'record.exported' : 'record.disclosed');
      await refuseUnlessKnown(ports, command.caseId);
      const recipient = await recipientOf(command);
      if (recipient !== null) await recordDisclosure(ports, audit, person, command, recipient);
      // Privileged texts stay behind unless counsel has released them to whoever asks.
      const released = (caseId: string) => isReleased(ports, person, caseId);
      const request = { caseId: command.caseId, recipient, isReleased: released };
      return respondWithLines(context, audit.exportBundle(request), ports.onFault);
    })
    .post('/reconciliations', async (context) => {
      const { caseId } = await readBody(context, scopeSchema);
      await refuseUnlessPermitted(ports, context.get('person'), 'record.reconciled');
      await refuseUnlessKnown(ports, caseId);
      const { signal } = context.req.raw;
      const reconciled = await audit.reconcile(caseId, signal);
      // Nobody waits for it any longer: half of a comparison says nothing.
      if (signal.aborted) throw new ProblemError('unavailable');
      return context.json(reconciled satisfies Answer<'Reconciled'>);
    })
    .post('/cases/:case/measures', once(ports), async (context) => {
      const { measure, reference } = await readBody(context, custodyCommandSchema);
      const person = context.get('person');
      const caseId = context.req.param('case');
      const at = ports.clock();
      const outcome = await audit.takeMeasure({ measure, caseId, person: person.id, reference, at });
      if (outcome.is !== 'refused')
        return context.json({ case: caseId, measure, outcome: outcome.is } satisfies Answer<'Measured'>);
      await ports.ledger.recordAttempt({
        person: person.id,
        action: `custody.${measure}`,
        caseId,
        reasons: [outcome.why],
        at,
      });
      throw new ProblemError('measure-refused', { reasons: [CUSTODY_REFUSALS[outcome.why]] });
    })
    .post('/rebuilds', async (context) => {
      await refuseUnlessPermitted(ports, context.get('person'), 'record.maintained');
      return context.json((await audit.rebuild()) satisfies Answer<'Rebuilt'>);
    })
    .post('/rewraps', async (context) => {
      await refuseUnlessPermitted(ports, context.get('person'), 'record.maintained');
      return context.json({ rewrapped: await audit.rewrap() } satisfies Answer<'Rewrapped'>);
    });
}

/** A slip in a reference is no sound case of which nothing is missing. @param caseId null: every case */
async function refuseUnlessKnown({ privacy }: AppPorts, caseId: string | null): Promise<void> {
  if (caseId !== null && !(await privacy.hasCase(caseId))) throw new ProblemError('not-found');
}

async function recipientOf({ content }: ExportCommand): Promise<Recipient | null> {
  if (content === null) return null;
  try {
    return await recipientFrom(content.recipient.publicKey);
  } catch (error) {
    if (!(error instanceof RecipientKeyMalformed)) throw error;
    throw new ProblemError('malformed', {
      errors: [{ pointer: '/content/recipient/publicKey', message: 'must be an X25519 public key in PEM' }],
    });
  }
}

/** Before anything leaves: where this cannot be recorded, nothing does. */
function recordDisclosure(
  ports: AppPorts,
  audit: AuditPort,
  person: Person,
  { caseId, content }: ExportCommand,
  { fingerprint }: Recipient,
): Promise<void> {
  const { purpose, ground, reference, recipient } = content!;
  return audit.recordAct({
    kind: 'disclosure',
    person: person.id,
    action: 'record.disclosed',
    caseId,
    details: { purpose, ground, reference, recipient: recipient.name, keyFingerprint: fingerprint },
    at: ports.clock(),
  });
}

/** A whole log may be large: lines leave as they are made. A bundle that breaks off lacks its manifest, which the verifier says. */
function respondWithLines(
  context: Context<Signed>,
  lines: AsyncIterable<string>,
  onFault: AppPorts['onFault'],
): Response {
  context.header('content-type', 'application/jsonl');
  return stream(
    context,
    async (out) => {
      for await (const line of lines) await out.write(`${line}\n`);
    },
    async (fault) => onFault(fault),
  );
}
