import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { caseContextOf } from '../../machines/case-program.ts';
import { ROOT_STATES } from '../../machines/case-words.ts';
import { ROOT } from '../../machines/system.ts';
import type { Answer } from '../../schemas/answers.ts';
import { caseEventSchema, reopenSchema, startSchema, type CaseEventCommand } from '../../schemas/commands.ts';
import { TIMELINE_ORDERS } from '../../schemas/list-filters.ts';
import type { Person } from '../../schemas/words.ts';
import { act } from './act.ts';
import { answerAwaiting } from '../http/awaiting.ts';
import { readableCase } from '../access/case-access.ts';
import { streamChanges } from '../http/changes.ts';
import { nextOf, pageOf } from '../http/cursor.ts';
import { changedSince, conditionOf, entityTagOf } from '../http/entity-tag.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import type { Signed } from '../http/identity.ts';
import { isoOf } from '../http/iso.ts';
import { filterOf } from '../http/list-filter.ts';
import { casesListedOf, orRefused } from '../access/listed.ts';
import { canRead } from '../access/need-to-know.ts';
import { commandWaitMs } from '../http/preferred-wait.ts';
import { once } from '../http/once.ts';
import type { AppPorts, CaseRecord } from '../ports.ts';
import { entriesFor } from '../access/privileged.ts';
import { ProblemError } from '../http/problem-response.ts';
import { readBody } from '../http/read-body.ts';
import { caseOf, caseRowOf, whyOf } from './representations.ts';
import { reopenCase, startCase, type StartedCase } from './start-case.ts';
import { timelineEntryOf } from './timeline.ts';
import type { Correction } from './to-event.ts';

const caseCursor = z.strictObject({ updatedAt: z.int(), caseId: z.string() });

export function caseRoutes(ports: AppPorts): Hono<Signed> {
  const { ledger, people } = ports;
  return new Hono<Signed>()
    .post('/', async (context) => {
      const key = idempotencyKeyOf(context);
      const command = await readBody(context, startSchema);
      return answerOpening(
        context,
        await startCase(ports, context.get('person'), command, key, commandWaitMs(context)),
      );
    })
    .post('/:case/epochs', once(ports), async (context) => {
      const command = await readBody(context, reopenSchema);
      return answerOpening(
        context,
        await reopenCase(ports, context.get('person'), context.get('case'), command, commandWaitMs(context)),
      );
    })
    .get('/', async (context) => {
      const { limit, after } = pageOf(context, caseCursor);
      const state = filterOf(context, 'state', ROOT_STATES);
      const person = context.get('person');
      const listed = await orRefused(ports, person, 'case.read', casesListedOf(ports, person));
      const rows = await ledger.listCases({
        ...listed,
        ...(state === undefined ? {} : { state }),
        ...(after === undefined ? {} : { after }),
        limit,
      });
      return context.json({
        cases: rows.map(caseRowOf),
        next: nextOf(rows, limit, ({ updatedAt, caseId }) => ({ updatedAt, caseId })),
      } satisfies Answer<'Cases'>);
    })
    .get('/:case', async (context) => {
      const person = context.get('person');
      const record = await changedSince(ports, context, () => readableCase(ports, person, context.req.param('case')));
      return record === null ? context.body(null, 304) : context.json(await withRelated(ports, record, person));
    })
    .get('/:case/changes', async (context) => {
      const look = async () =>
        String((await readableCase(ports, context.get('person'), context.req.param('case'))).entry);
      await look();
      return streamChanges(context, look, ports.onFault);
    })
    .get('/:case/why', async (context) => {
      const record = await readableCase(ports, context.get('person'), context.req.param('case'));
      return context.json(whyOf(ports, record, context.get('person')));
    })
    .get('/:case/timeline', async (context) => {
      const { limit, after } = pageOf(context, z.int().min(0));
      const person = context.get('person');
      const record = await readableCase(ports, person, context.req.param('case'));
      const { caseId } = record;
      const order = filterOf(context, 'order', TIMELINE_ORDERS.order) ?? 'first';
      const rows =
        order === 'first'
          ? await ledger.entriesOf(caseId, { ...(after === undefined ? {} : { after }), limit })
          : await entriesBefore(ports, record, after ?? record.entry + 1, limit);
      const shown = await entriesFor(ports, person, record, rows);
      return context.json({
        case: caseId,
        entries: shown.map((row) => timelineEntryOf(people, row)),
        next: rows.at(-1)?.entry === 1 && order === 'latest' ? null : nextOf(rows, limit, ({ entry }) => entry),
      } satisfies Answer<'Timeline'>);
    })
    .post('/:case/events', async (context) => {
      const person = context.get('person');
      const idempotencyKey = idempotencyKeyOf(context);
      const command = await readBody(context, caseEventSchema);
      const record = context.get('case');
      const acted = await act(ports, {
        person,
        record,
        to: ROOT,
        command: await withAuthor(ports, record, person, command),
        idempotencyKey,
        waitMs: commandWaitMs(context),
        condition: conditionOf(context, entityTagOf(record), record.entry),
      });
      return acted.is === 'recorded'
        ? context.json({ case: record.caseId, entry: acted.entry, at: isoOf(acted.at) } satisfies Answer<'Acted'>)
        : answerAwaiting(context, { case: record.caseId, entry: null });
    });
}

/** The latest first. Entries are numbered without a gap. */
async function entriesBefore({ ledger }: AppPorts, { caseId }: CaseRecord, before: number, limit: number) {
  const after = Math.max(0, before - 1 - limit);
  if (before - 1 <= after) return [];
  return (await ledger.entriesOf(caseId, { after, limit: before - 1 - after })).toReversed();
}

/** Row 21: who advises sees the other cases of the person concerned that they may read; nobody else learns that there are any. */
async function withRelated(ports: AppPorts, record: CaseRecord, person: Person): Promise<Answer<'Case'>> {
  const shown = caseOf(ports, record, person);
  if (!person.roles.includes('legal')) return shown;
  const { personReference, windowFrom, windowUntil } = caseContextOf(record.system).facts;
  const related: { readonly case: string; readonly ended: boolean; readonly sameWindow: boolean }[] = [];
  for (const { caseId, ended } of await ports.ledger.related(personReference)) {
    const other = caseId === record.caseId ? null : await ports.ledger.caseOf(caseId);
    if (other === null || !canRead(ports, person, other)) continue;
    const { facts } = caseContextOf(other.system);
    // Two open cases about the same days are one action twice.
    const sameWindow = facts.windowFrom < windowUntil && windowFrom < facts.windowUntil;
    related.push({ case: caseId, ended, sameWindow });
  }
  return { ...shown, related };
}

function answerOpening(context: Context, { caseId, entry, isRecorded }: StartedCase): Response {
  context.header('location', `/cases/${caseId}`);
  if (isRecorded) return context.json({ case: caseId, entry } satisfies Answer<'Opened'>, 201);
  return answerAwaiting(context, { case: caseId, entry: null });
}

/** Row 30: whose entry it is, says the record. A timer's entry is nobody's. */
async function withAuthor(
  ports: AppPorts,
  record: CaseRecord,
  person: Person,
  command: CaseEventCommand,
): Promise<Exclude<CaseEventCommand, { type: 'entry.corrected' }> | Correction> {
  if (command.type !== 'entry.corrected') return command;
  const [row] = await ports.ledger.entriesOf(record.caseId, { after: command.entry - 1, limit: 1 });
  const { event, input } = (row?.input ?? {}) as { event?: { by: Person }; input?: { submittedBy: Person } };
  const author = event?.by.id ?? input?.submittedBy.id;
  if (author !== undefined) return { ...command, author };
  // Who is here only because of what they did under this key before learns of no other entry.
  if (!canRead(ports, person, record)) throw new ProblemError('idempotency-key-reused');
  throw new ProblemError('malformed', {
    errors: [{ pointer: '/entry', message: 'must be the number of an entry that a person made' }],
  });
}
