/** What the API can be asked: one row for each method and path. The router, the OpenAPI document and the reference page agree on it. */
import { z } from 'zod';
import { ROOT_STATES } from '../../machines/case-words.ts';
import type { AnswerName } from '../../schemas/answers.ts';
import { exportCommandSchema, scopeSchema } from '../../schemas/audit-bundle.ts';
import {
  bulkSchema,
  caseEventSchema,
  reopenSchema,
  requestEventSchema,
  startSchema,
  taskEventSchema,
} from '../../schemas/commands.ts';
import {
  suspensionSchema,
  versionActivationSchema,
  versionLoadSchema,
  versionProposalSchema,
} from '../../schemas/policy-commands.ts';
import {
  assignmentEventSchema,
  custodyCommandSchema,
  disclosureSchema,
  incidentEventSchema,
  incidentSchema,
  redactionSchema,
  releaseSchema,
  resumptionSchema,
} from '../../schemas/privacy-commands.ts';
import { REQUEST_FILTERS, TIMELINE_ORDERS } from '../http/list-filter.ts';
import { TASK_FILTERS } from '../resources/task-filter.ts';

export interface Operation {
  readonly method: 'GET' | 'POST';
  /** As the router writes it: `/cases/:case`. */
  readonly path: string;
  readonly summary: string;
  readonly body?: z.ZodType;
  readonly answers: { readonly [status: number]: AnswerName };
  /** Lists go on where `after` of the page before ended. */
  readonly paged?: true;
  /** What a list may be narrowed and ordered by: the values of each parameter. */
  readonly filters?: { readonly [name: string]: readonly string[] };
  /** Answers carry the entry as an entity tag; reads may wait for another one. */
  readonly tagged?: true;
  /** Sent twice it is done twice, which changes nothing: it looks at the record, or makes again what follows from it. */
  readonly unkeyed?: true;
  /** Health and the directory of synthetic people. */
  readonly open?: true;
}

export const OPERATIONS: readonly Operation[] = [
  { method: 'GET', path: '/livez', summary: 'Whether the process lives', answers: { 200: 'Live' }, open: true },
  { method: 'GET', path: '/readyz', summary: 'Whether all it needs answers', answers: { 200: 'Ready' }, open: true },
  { method: 'GET', path: '/openapi.json', summary: 'This document', answers: { 200: 'Json' }, open: true },
  {
    method: 'GET',
    path: '/people',
    summary: 'Synthetic people (embedded mode)',
    answers: { 200: 'People' },
    open: true,
  },
  {
    method: 'POST',
    path: '/cases',
    summary: 'Start a case',
    body: startSchema,
    answers: { 201: 'Opened', 202: 'Accepted' },
  },
  {
    method: 'GET',
    path: '/cases',
    summary: 'The cases that are your business',
    answers: { 200: 'Cases' },
    filters: { state: ROOT_STATES },
    paged: true,
  },
  { method: 'GET', path: '/cases/:case', summary: 'A case', answers: { 200: 'Case' }, tagged: true },
  {
    method: 'POST',
    path: '/cases/:case/epochs',
    summary: 'Reopen a case that has ended, as a new epoch',
    body: reopenSchema,
    answers: { 201: 'Opened', 202: 'Accepted' },
  },
  {
    method: 'GET',
    path: '/cases/:case/changes',
    summary: 'Server-sent events: the case changed',
    answers: { 200: 'EventStream' },
  },
  {
    method: 'GET',
    path: '/cases/:case/why',
    summary: 'What is missing, who may do it, by when',
    answers: { 200: 'Why' },
  },
  {
    method: 'GET',
    path: '/cases/:case/timeline',
    summary: 'Its entries',
    answers: { 200: 'Timeline' },
    paged: true,
    filters: TIMELINE_ORDERS,
  },
  {
    method: 'GET',
    path: '/cases/:case/memo',
    summary: 'The record of its consultation, to print: an access that is recorded',
    answers: { 200: 'Memo' },
  },
  {
    method: 'GET',
    path: '/cases/:case/history/:entry',
    summary: 'The case as it stood after an entry',
    answers: { 200: 'Json' },
  },
  {
    method: 'POST',
    path: '/cases/:case/events',
    summary: 'Do something in a case',
    body: caseEventSchema,
    answers: { 200: 'Acted', 202: 'Accepted' },
    tagged: true,
  },
  {
    method: 'GET',
    path: '/cases/:case/assignments',
    summary: 'Who is on a case because somebody on it brought them in',
    answers: { 200: 'Assignments' },
  },
  {
    method: 'POST',
    path: '/cases/:case/assignments',
    summary: 'Bring a colleague of the same office in to a case, or end that, with the reason',
    body: assignmentEventSchema,
    answers: { 200: 'Assigned' },
  },
  {
    method: 'GET',
    path: '/cases/:case/accesses',
    summary: 'Who looked at a case, who was refused, and who was brought in',
    answers: { 200: 'Accesses' },
    paged: true,
  },
  {
    method: 'GET',
    path: '/cases/:case/disclosures',
    summary: 'Accounting of disclosures of a case',
    answers: { 200: 'Disclosures' },
    paged: true,
  },
  {
    method: 'POST',
    path: '/cases/:case/disclosures',
    summary: 'Record a disclosure to anyone outside, with its ground of § 1367(b)',
    body: disclosureSchema,
    answers: { 201: 'Disclosed' },
  },
  {
    method: 'POST',
    path: '/cases/:case/redactions',
    summary: 'The redacted record of a case, for a records request',
    body: redactionSchema,
    unkeyed: true,
    answers: { 200: 'Redacted' },
  },
  {
    method: 'POST',
    path: '/cases/:case/releases',
    summary: 'Release privileged texts of a case to auditors, privacy staff or leadership, as counsel',
    body: releaseSchema,
    answers: { 200: 'Released' },
  },
  {
    method: 'POST',
    path: '/cases/:case/resumption',
    summary: 'Let a case go on that was held after a fault, as an operator',
    body: resumptionSchema,
    answers: { 200: 'Resumed' },
  },
  {
    method: 'POST',
    path: '/incidents',
    summary: 'Report an improper access, use or disclosure',
    body: incidentSchema,
    answers: { 201: 'Reported' },
  },
  {
    method: 'GET',
    path: '/incidents',
    summary: 'The inbox of the privacy staff; `state` narrows it',
    answers: { 200: 'Incidents' },
    paged: true,
  },
  { method: 'GET', path: '/incidents/:incident', summary: 'A report', answers: { 200: 'Incident' } },
  {
    method: 'POST',
    path: '/incidents/:incident/events',
    summary: 'Acknowledge, refer or close a report',
    body: incidentEventSchema,
    answers: { 200: 'IncidentActed' },
  },
  {
    method: 'GET',
    path: '/statistics',
    summary: 'Counts up to the end of the last month, small ones withheld',
    answers: { 200: 'Statistics' },
  },
  {
    method: 'GET',
    path: '/tasks',
    summary: 'Your office’s consultation tasks',
    answers: { 200: 'Tasks' },
    filters: TASK_FILTERS,
    paged: true,
  },
  {
    method: 'GET',
    path: '/tasks/changes',
    summary: 'Server-sent events: the queue changed',
    answers: { 200: 'EventStream' },
  },
  {
    method: 'GET',
    path: '/tasks/figures',
    summary: 'How your office’s tasks stand: overdue, ageing, cycle time',
    answers: { 200: 'WorkFigures' },
  },
  {
    method: 'GET',
    path: '/tasks/on-call',
    summary: 'Who of your office is called now, for nights and holidays',
    answers: { 200: 'OnCall' },
  },
  { method: 'GET', path: '/tasks/:task', summary: 'A task', answers: { 200: 'Task' } },
  {
    method: 'POST',
    path: '/tasks/bulk',
    summary: 'Claim, give back, hand over or assign several tasks',
    body: bulkSchema,
    answers: { 200: 'Bulk' },
  },
  {
    method: 'POST',
    path: '/tasks/:task/events',
    summary: 'Do something in a task',
    body: taskEventSchema,
    answers: { 200: 'TaskActed', 202: 'TaskAccepted' },
  },
  {
    method: 'GET',
    path: '/requests',
    summary: 'Deconfliction requests to your agency',
    answers: { 200: 'Requests' },
    filters: REQUEST_FILTERS,
    paged: true,
  },
  { method: 'GET', path: '/requests/:reference', summary: 'A deconfliction request', answers: { 200: 'Request' } },
  {
    method: 'POST',
    path: '/requests/:reference/events',
    summary: 'Answer a request, or excuse it',
    body: requestEventSchema,
    answers: { 200: 'RequestActed', 202: 'RequestAccepted' },
  },
  { method: 'GET', path: '/policies', summary: 'The register of policy versions', answers: { 200: 'Json' } },
  {
    method: 'POST',
    path: '/policies',
    summary: 'Load a signed version',
    body: versionLoadSchema,
    answers: { 201: 'Json' },
  },
  {
    method: 'POST',
    path: '/policies/suspension',
    summary: 'Suspend the version in force',
    body: suspensionSchema,
    answers: { 200: 'Json' },
  },
  { method: 'GET', path: '/policies/:version', summary: 'A version', answers: { 200: 'Json' } },
  { method: 'GET', path: '/policies/:version/file', summary: 'A version as a file', answers: { 200: 'Json' } },
  {
    method: 'POST',
    path: '/policies/:version/proposal',
    summary: 'Propose a version with its proof',
    body: versionProposalSchema,
    answers: { 200: 'Json' },
  },
  {
    method: 'POST',
    path: '/policies/:version/activation',
    summary: 'Activate a proposed version, as a second person',
    body: versionActivationSchema,
    answers: { 200: 'Json' },
  },
  {
    method: 'GET',
    path: '/policies/:version/impact',
    summary: 'Which open cases it would change',
    answers: { 200: 'Json' },
    paged: true,
  },
  { method: 'GET', path: '/policies/:version/cases/:case', summary: 'A case under it', answers: { 200: 'Json' } },
  { method: 'GET', path: '/audit/key', summary: 'The key that verifies checkpoints', answers: { 200: 'AuditKey' } },
  {
    method: 'POST',
    path: '/audit/exports',
    summary: 'A bundle for audit, as lines of JSON',
    body: exportCommandSchema,
    unkeyed: true,
    answers: { 200: 'Lines' },
  },
  {
    method: 'POST',
    path: '/audit/reconciliations',
    summary: 'Compare with Temporal',
    body: scopeSchema,
    unkeyed: true,
    answers: { 200: 'Reconciled' },
  },
  {
    method: 'POST',
    path: '/audit/rebuilds',
    summary: 'Make what people look up again from the entries, as an operator',
    unkeyed: true,
    answers: { 200: 'Rebuilt' },
  },
  {
    method: 'POST',
    path: '/audit/rewraps',
    summary: 'Wrap every key of a case under the active key, as an operator',
    unkeyed: true,
    answers: { 200: 'Rewrapped' },
  },
  {
    method: 'GET',
    path: '/audit/holds',
    summary: 'Legal holds that stand',
    answers: { 200: 'Holds' },
  },
  {
    method: 'GET',
    path: '/audit/proposals',
    summary: 'Holds, releases and destructions that wait for a second person',
    answers: { 200: 'Proposals' },
  },
  { method: 'GET', path: '/audit/due', summary: 'Cases whose texts are due to be destroyed', answers: { 200: 'Due' } },
  {
    method: 'POST',
    path: '/audit/cases/:case/measures',
    summary: 'Hold or destroy the texts of a case, as two people',
    body: custodyCommandSchema,
    answers: { 200: 'Measured' },
  },
];
