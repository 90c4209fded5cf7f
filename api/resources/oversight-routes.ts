/** Who looked at a case, what was disclosed of it, and its redacted record: for privacy staff and auditors. */
import { Hono } from 'hono';
import { z } from 'zod';
import { DISCLOSED } from '../../ledger/disclosures.ts';
import type { ActRow } from '../../ledger/act-reads.ts';
import type { Answer } from '../../schemas/answers.ts';
import { newDisclosureId } from '../../schemas/ids.ts';
import { disclosureSchema, redactionSchema, type DisclosureCommand } from '../../schemas/privacy-commands.ts';
import { nextOf, pageOf } from '../http/cursor.ts';
import { idempotencyKeyOf } from '../http/idempotency-key.ts';
import type { Signed } from '../http/identity.ts';
import { isoOf } from '../http/iso.ts';
import { denialsOf, overseenCase, refuseUnlessPermittedOn } from '../access/oversight.ts';
import type { AppPorts, People } from '../ports.ts';
import { ProblemError } from '../http/problem-response.ts';
import { readBody } from '../http/read-body.ts';
import { redactedRecordOf } from './redacted-record.ts';
import { nameOfId } from './timeline.ts';

const actCursor = z.int().min(1);

export function oversightRoutes(ports: AppPorts): Hono<Signed> {
  const { privacy, people } = ports;
  return new Hono<Signed>()
    .get('/:case/accesses', async (context) => {
      const page = pageOf(context, actCursor);
      const caseId = await overseenCase(ports, context.get('person'), context.req.param('case'), 'access.listed');
      const rows = await privacy.listActs({
        kinds: ['access', 'attempt', 'assignment'],
        caseId,
        withWhole: false,
        ...page,
      });
      return context.json({
        case: caseId,
        accesses: rows.map((row) => accessOf(people, row)),
        next: nextOf(rows, page.limit, ({ act }) => act),
      } satisfies Answer<'Accesses'>);
    })
    .get('/:case/disclosures', async (context) => {
      const page = pageOf(context, actCursor);
      const person = context.get('person');
      const caseId = await overseenCase(ports, person, context.req.param('case'), 'disclosure.listed');
      await ports.noteLook({ person: person.id, action: 'disclosure.listed', caseId });
      const rows = await privacy.listActs({ kinds: ['disclosure'], caseId, withWhole: true, ...page });
      return context.json({
        case: caseId,
        disclosures: rows.map((row) => disclosureOf(people, row)),
        requests: await privacy.requestsOfCase(caseId),
        next: nextOf(rows, page.limit, ({ act }) => act),
      } satisfies Answer<'Disclosures'>);
    })
    .post('/:case/disclosures', async (context) => {
      const key = idempotencyKeyOf(context);
      const command = await readBody(context, disclosureSchema);
      const person = context.get('person');
      const { caseId } = context.get('overseen');
      await refuseUnlessPermittedOn(ports, person, context.get('overseen'), 'disclosure.recorded');
      refuseUnlessAuthorised(ports, command.authorisedBy);
      const disclosure = key === null ? newDisclosureId() : ports.references('d', person.id, caseId, key);
      const at = ports.clock();
      const isKept = await privacy.recordDisclosure({ ...command, disclosure, caseId, person: person.id, at });
      if (!isKept) throw new ProblemError('idempotency-key-reused');
      return context.json({ case: caseId, disclosure } satisfies Answer<'Disclosed'>, 201);
    })
    .post('/:case/redactions', async (context) => {
      const { reference } = await readBody(context, redactionSchema);
      const person = context.get('person');
      const { caseId } = context.get('overseen');
      await refuseUnlessPermittedOn(ports, person, context.get('overseen'), 'record.redacted');
      const redacted = await redactedRecordOf(ports, caseId);
      const details = { purpose: 'recordsRequest', reference, digest: redacted.digest, shown: 1, refused: 0 };
      const act = { kind: 'access', person: person.id, action: 'record.redacted', caseId, details } as const;
      await privacy.recordAct({ ...act, at: ports.clock() });
      return context.json(redacted);
    });
}

/** Who authorised it is somebody whom the directory knows, and who may. */
function refuseUnlessAuthorised(ports: AppPorts, staffId: string): void {
  const listed = ports.people.list().find(({ person }) => person.staffId === staffId);
  if (listed !== undefined && denialsOf(ports, listed.person, 'disclosure.authorised').length === 0) return;
  const message = 'must be the staff id of privacy staff, legal staff or leadership, whose training is current';
  throw new ProblemError('malformed', { errors: [{ pointer: '/authorisedBy', message }] });
}

function accessOf(people: People, { act, at, kind, person, action, details }: ActRow) {
  const { reasons } = details;
  const whom = textIn(details, 'to');
  return {
    access: act,
    at: isoOf(at),
    by: nameOfId(people, person),
    action,
    refused: kind === 'attempt',
    purpose: textIn(details, 'purpose') ?? textIn(details, 'reason'),
    reasons: Array.isArray(reasons) ? reasons.map(String) : [],
    whom: whom === null ? null : nameOfId(people, whom),
  };
}

/** A disclosure of its own, or contents of the record that left for a recipient (`audit export`). */
export function disclosureOf(people: People, { at, person, action, caseId, details }: ActRow) {
  const { discretion } = details as { readonly discretion?: DisclosureCommand['discretion'] };
  return {
    at: isoOf(at),
    by: nameOfId(people, person),
    isExport: action !== DISCLOSED,
    isOfWholeRecord: caseId === null,
    disclosure: textIn(details, 'disclosure'),
    ground: textIn(details, 'ground'),
    purpose: textIn(details, 'purpose'),
    recipient: textIn(details, 'recipient'),
    authorisedBy: textIn(details, 'authorisedBy'),
    reference: textIn(details, 'reference'),
    digest: textIn(details, 'digest'),
    discretion: discretion === undefined ? null : { ...discretion, exercisedAt: isoOf(discretion.exercisedAt) },
  };
}

const textIn = (details: ActRow['details'], name: string): string | null => {
  const value = details[name];
  return typeof value === 'string' ? value : null;
};
