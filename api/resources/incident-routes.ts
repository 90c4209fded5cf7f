/** Reports of improper access, use or disclosure (R7): anybody reports, privacy staff handles. */
import { Hono } from 'hono';
import { z } from 'zod';
import { UNREAD_REPORTS_MAX, type IncidentRow, type StepOutcome } from '../../ledger/incidents.ts';
import type { Answer } from '../../schemas/answers.ts';
import { incidentIdSchema, newIncidentId } from '../../schemas/ids.ts';
import { incidentEventSchema, incidentSchema } from '../../schemas/privacy-commands.ts';
import { INCIDENT_STATES } from '../../schemas/privacy-words.ts';
import type { InstantMs } from '../../schemas/words.ts';
import { nextOf, pageOf } from '../http/cursor.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import type { Signed } from '../http/identity.ts';
import { isoOf } from '../http/iso.ts';
import { filterOf } from '../http/list-filter.ts';
import { refuseUnlessPermitted } from '../access/oversight.ts';
import { once } from '../http/once.ts';
import type { AppPorts } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';
import { readBody } from '../http/read-body.ts';

/** Within how long somebody of the privacy staff has read a report: a product default, since the instruction's own text is not here. */
const ACKNOWLEDGED_WITHIN_MS = 24 * 3_600_000;

const incidentCursor = z.strictObject({ reportedAt: z.int(), incident: z.string() });

export function incidentRoutes(ports: AppPorts): Hono<Signed> {
  const { privacy } = ports;
  return new Hono<Signed>()
    .post('/', async (context) => {
      const key = idempotencyKeyOf(context);
      const { case: caseId, ...report } = await readBody(context, incidentSchema);
      const person = context.get('person');
      await refuseUnlessPermitted(ports, person, 'incident.reported');
      const incident = key === null ? newIncidentId() : ports.references('i', person.id, key);
      const at = ports.clock();
      const { office } = person;
      if (report.occurredAt > at) throw inTheFuture();
      const outcome = await privacy.reportIncident({ ...report, incident, caseId, person: person.id, office, at });
      if (outcome === 'differs') throw new ProblemError('idempotency-key-reused');
      if (outcome === 'tooMany') {
        const attempt = { person: person.id, action: 'incident.reported', caseId: null, reasons: [outcome], at };
        await ports.ledger.recordAttempt(attempt);
        throw new ProblemError('incident-refused', { reasons: [TOO_MANY] });
      }
      return context.json({ incident } satisfies Answer<'Reported'>, 201);
    })
    .get('/', async (context) => {
      const page = pageOf(context, incidentCursor);
      const state = filterOf(context, 'state', INCIDENT_STATES);
      await refuseUnlessPermitted(ports, context.get('person'), 'incident.handled');
      const rows = await privacy.listIncidents({ ...page, ...(state === undefined ? {} : { state }) });
      return context.json({
        incidents: rows.map((row) => incidentRowOf(ports, row)),
        next: nextOf(rows, page.limit, ({ reportedAt, incident }) => ({ reportedAt, incident })),
      } satisfies Answer<'Incidents'>);
    })
    .get('/:incident', async (context) => {
      const person = context.get('person');
      await refuseUnlessPermitted(ports, person, 'incident.handled');
      const row = await privacy.incidentOf(idFrom(context.req.param('incident')));
      if (row === null) throw new ProblemError('not-found');
      const { caseId } = row;
      if (caseId !== null) await ports.noteLook({ person: person.id, action: 'incident.handled', caseId });
      return context.json({ ...incidentRowOf(ports, row), note: row.note } satisfies Answer<'Incident'>);
    })
    .post('/:incident/events', once(ports), async (context) => {
      const event = await readBody(context, incidentEventSchema);
      const person = context.get('person');
      const incident = context.req.param('incident');
      const at = ports.clock();
      const outcome = await privacy.stepIncident({ incident, event, person: person.id, at });
      if (outcome === 'done') return context.json({ incident, at: isoOf(at) } satisfies Answer<'IncidentActed'>);
      await ports.ledger.recordAttempt({ person: person.id, action: event.type, caseId: null, reasons: [outcome], at });
      if (outcome === 'noSuchIncident') throw new ProblemError('not-found');
      throw new ProblemError('incident-refused', { reasons: [REFUSALS[outcome]] });
    });
}

const TOO_MANY = `privacy staff has not read ${UNREAD_REPORTS_MAX} of your reports yet: tell somebody of them directly`;

const REFUSALS: { readonly [outcome in Exclude<StepOutcome, 'done' | 'noSuchIncident'>]: string } = {
  notInThisState: 'a report is acknowledged first, then referred or closed, and not changed after it was closed',
  samePerson: 'who reported it does not judge it: another person of the privacy staff closes it',
};

function idFrom(text: string): string {
  const id = incidentIdSchema.safeParse(text);
  if (!id.success) throw new ProblemError('not-found');
  return id.data;
}

const inTheFuture = () =>
  new ProblemError('malformed', { errors: [{ pointer: '/occurredAt', message: 'must not be in the future' }] });

export function incidentRowOf({ people, clock }: AppPorts, row: IncidentRow) {
  const { incident, category, caseId, state, finding, occurredAt, reportedBy, reportedAt, changedAt } = row;
  const acknowledgeBy: InstantMs = reportedAt + ACKNOWLEDGED_WITHIN_MS;
  return {
    incident,
    category,
    case: caseId,
    state,
    finding,
    occurredAt: isoOf(occurredAt),
    reportedBy: people.list().find(({ person }) => person.id === reportedBy)?.displayName ?? reportedBy,
    reportedAt: isoOf(reportedAt),
    changedAt: isoOf(changedAt),
    acknowledgeBy: isoOf(acknowledgeBy),
    overdue: state === 'reported' && clock() > acknowledgeBy,
  };
}
