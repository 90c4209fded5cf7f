/**
 * What the API can be asked: one row for each method and path, by the name that the OpenAPI document and the typed client have for it. The
 * router, the document, the reference page and the clients agree on it.
 */
import type { z } from 'zod';
import { ROOT_STATES } from '../../machines/case-words.ts';
import type { AnswerName } from '../../schemas/answers.ts';
import { exportCommandSchema, scopeSchema } from '../../schemas/audit-bundle.ts';
import * as commands from '../../schemas/commands.ts';
import * as policy from '../../schemas/policy-commands.ts';
import * as privacy from '../../schemas/privacy-commands.ts';
import { INCIDENT_STATES } from '../../schemas/privacy-words.ts';
import type { ProblemName } from '../../schemas/problems.ts';
import { DISCLOSURE_FILTERS, REQUEST_FILTERS, TASK_FILTERS, TIMELINE_ORDERS } from '../../schemas/list-filters.ts';
import { DISCLOSURE_NARROWING, FIGURES_NARROWING, PROPOSAL_NARROWING } from '../../schemas/list-narrowing.ts';

export interface Traits {
  /** Lists go on where `after` of the page before ended. */
  readonly paged?: true;
  /** What a list may be narrowed and ordered by: the values of each parameter. */
  readonly filters?: { readonly [name: string]: readonly string[] };
  /** What a list may be narrowed by that is no choice among a few: what each parameter takes, with its description. */
  readonly narrowing?: { readonly [name: string]: z.ZodType };
  /**
   * Answers carry an entity tag, and acts may name it: the entry of the case, for another one of which a read may wait, or a digest of
   * what is shown alone.
   */
  readonly tagged?: 'entry' | 'content';
  /** Answered once it is in the record, or after a time that the client may name. */
  readonly waits?: true;
  /** Sent twice it is done twice, which changes nothing: it looks at the record, or makes again what follows from it. */
  readonly unkeyed?: true;
  /** Health, the document itself, and the directory of synthetic people. */
  readonly open?: true;
  /** Problems of its own, beside those that follow from how it is asked. */
  readonly problems?: readonly ProblemName[];
}

export interface Operation extends Traits {
  readonly method: 'GET' | 'POST';
  /** As the router writes it: `/cases/:case`. */
  readonly path: string;
  readonly summary: string;
  readonly body: z.ZodType | null;
  readonly answers: { readonly [status: number]: AnswerName };
}

const get = <const Path extends string, Name extends AnswerName, const More extends Traits = object>(
  path: Path,
  summary: string,
  answer: Name,
  more: More = {} as More,
) => ({ method: 'GET' as const, path, summary, body: null, answers: { 200: answer }, ...more });

const post = <
  const Path extends string,
  Body extends z.ZodType | null,
  const Answers extends Operation['answers'],
  const More extends Traits = object,
>(
  path: Path,
  summary: string,
  body: Body,
  answers: Answers,
  more: More = {} as More,
) => ({ method: 'POST' as const, path, summary, body, answers, ...more });

/** Of whatever a case itself takes in or refuses. */
const OF_A_CASE = ['not-in-this-state', 'facts-changed', 'case-ended', 'held', 'busy'] as const;

/** Of whatever changes the register of policy versions. */
const OF_THE_REGISTER = ['policy-refused', 'busy'] as const;

export const OPERATIONS = {
  getLiveness: get('/livez', 'Whether the process lives', 'Live', { open: true }),
  getReadiness: get('/readyz', 'Whether all it needs answers', 'Ready', { open: true }),
  getOpenApi: get('/openapi.json', 'This document', 'OpenApi', { open: true }),
  listPeople: get('/people', 'Synthetic people (embedded mode)', 'People', { open: true }),

  getWork: get('/work', 'What waits for you, what is due first, first', 'Work'),

  startCase: post('/cases', 'Start a case', commands.startSchema, { 201: 'Opened', 202: 'Accepted' }, { waits: true }),
  listCases: get('/cases', 'The cases that are your business', 'Cases', {
    paged: true,
    filters: { state: ROOT_STATES },
  }),
  getCase: get('/cases/:case', 'A case', 'Case', { tagged: 'entry' }),
  reopenCase: post(
    '/cases/:case/epochs',
    'Reopen a case that has ended, as a new epoch',
    commands.reopenSchema,
    { 201: 'Opened', 202: 'Accepted' },
    { waits: true, problems: ['not-in-this-state', 'busy'] },
  ),
  awaitCaseChanges: get('/cases/:case/changes', 'Server-sent events: the case changed', 'EventStream'),
  getWhy: get('/cases/:case/why', 'What is missing, who may do it, by when', 'Why'),
  getTimeline: get('/cases/:case/timeline', 'Its entries', 'Timeline', { paged: true, filters: TIMELINE_ORDERS }),
  getMemo: get('/cases/:case/memo', 'The record of its consultation, to print: an access that is recorded', 'Memo', {
    problems: ['too-long'],
  }),
  getCaseAfterEntry: get(
    '/cases/:case/history/:entry',
    'The case as it stood after an entry, and the entry',
    'CaseAfterEntry',
    { problems: ['too-long'] },
  ),
  actInCase: post(
    '/cases/:case/events',
    'Do something in a case',
    commands.caseEventSchema,
    { 200: 'Acted', 202: 'Accepted' },
    { tagged: 'entry', waits: true, problems: OF_A_CASE },
  ),
  listAssignments: get(
    '/cases/:case/assignments',
    'Who is on a case because somebody on it brought them in',
    'Assignments',
  ),
  assign: post(
    '/cases/:case/assignments',
    'Bring a colleague of the same office in to a case, or end that, with the reason',
    privacy.assignmentEventSchema,
    { 200: 'Assigned' },
    { problems: ['not-in-this-state', 'case-ended', 'busy'] },
  ),
  listAccesses: get(
    '/cases/:case/accesses',
    'Who looked at a case, who was refused, and who was brought in',
    'Accesses',
    { paged: true },
  ),
  listDisclosures: get('/cases/:case/disclosures', 'Accounting of disclosures of a case', 'Disclosures', {
    paged: true,
  }),
  recordDisclosure: post(
    '/cases/:case/disclosures',
    'Record a disclosure to anyone outside, with its ground of § 1367(b)',
    privacy.disclosureSchema,
    { 201: 'Disclosed' },
  ),
  listAllDisclosures: get(
    '/disclosures',
    'The register of disclosures: of every case and of the whole record, the last first; that you looked is in the record',
    'DisclosureRegister',
    { paged: true, filters: DISCLOSURE_FILTERS, narrowing: DISCLOSURE_NARROWING },
  ),
  redactCase: post(
    '/cases/:case/redactions',
    'The redacted record of a case, for a records request',
    privacy.redactionSchema,
    { 200: 'Redacted' },
    { unkeyed: true, problems: ['too-long'] },
  ),
  releaseAdvice: post(
    '/cases/:case/releases',
    'Release privileged texts of a case to auditors, privacy staff or leadership, as counsel',
    privacy.releaseSchema,
    { 200: 'Released' },
    { problems: ['busy'] },
  ),
  resumeCase: post(
    '/cases/:case/resumption',
    'Let a case go on that was held after a fault, as an operator',
    privacy.resumptionSchema,
    { 200: 'Resumed' },
    { problems: ['not-held', 'held', 'case-ended'] },
  ),

  listTasks: get('/tasks', 'Your office’s consultation tasks', 'Tasks', { paged: true, filters: TASK_FILTERS }),
  awaitQueueChanges: get(
    '/tasks/changes',
    'Server-sent events: of the queue’s tasks, the 100 that are due first changed',
    'EventStream',
  ),
  getWorkFigures: get(
    '/tasks/figures',
    'How your office’s consultations, requests and cases stand: overdue, ageing, cycle time; of every office for leadership, small counts withheld',
    'WorkFigures',
    { narrowing: FIGURES_NARROWING },
  ),
  getOnCall: get('/tasks/on-call', 'Who of your office is called now, for nights and holidays', 'OnCall'),
  getTask: get('/tasks/:task', 'A task', 'Task', { tagged: 'entry' }),
  actOnTasks: post(
    '/tasks/bulk',
    'Claim, give back, hand over, forward or assign several tasks',
    commands.bulkSchema,
    { 200: 'Bulk' },
    { waits: true },
  ),
  actOnTask: post(
    '/tasks/:task/events',
    'Do something in a task',
    commands.taskEventSchema,
    { 200: 'TaskActed', 202: 'TaskAccepted' },
    { tagged: 'entry', waits: true, problems: OF_A_CASE },
  ),

  listRequests: get('/requests', 'Deconfliction requests to your agency', 'Requests', {
    paged: true,
    filters: REQUEST_FILTERS,
  }),
  getRequest: get('/requests/:reference', 'A deconfliction request', 'Request', { tagged: 'content' }),
  actOnRequest: post(
    '/requests/:reference/events',
    'Answer a request, or excuse it',
    commands.requestEventSchema,
    { 200: 'RequestActed', 202: 'RequestAccepted' },
    { tagged: 'content', waits: true, problems: OF_A_CASE },
  ),

  reportIncident: post(
    '/incidents',
    'Report an improper access, use or disclosure',
    privacy.incidentSchema,
    { 201: 'Reported' },
    { problems: ['incident-refused'] },
  ),
  listIncidents: get('/incidents', 'The inbox of the privacy staff', 'Incidents', {
    paged: true,
    filters: { state: INCIDENT_STATES },
  }),
  getIncident: get('/incidents/:incident', 'A report', 'Incident'),
  actOnIncident: post(
    '/incidents/:incident/events',
    'Acknowledge, refer or close a report',
    privacy.incidentEventSchema,
    { 200: 'IncidentActed' },
    { problems: ['incident-refused', 'busy'] },
  ),

  getStatistics: get('/statistics', 'Counts up to the end of the last month, small ones withheld', 'Statistics'),

  getPolicyRegister: get('/policies', 'The register of policy versions', 'PolicyRegister', { paged: true }),
  loadVersion: post(
    '/policies',
    'Load a signed version',
    policy.versionLoadSchema,
    { 201: 'VersionLoaded' },
    { problems: OF_THE_REGISTER },
  ),
  suspendVersion: post(
    '/policies/suspension',
    'Suspend the version in force: open cases are held for counsel',
    policy.suspensionSchema,
    { 200: 'VersionDecided' },
    { problems: OF_THE_REGISTER },
  ),
  getVersion: get('/policies/:version', 'A version, each value with its source', 'Version', {
    problems: ['policy-refused'],
  }),
  getVersionFile: get('/policies/:version/file', 'A version as a file', 'PolicyFile', { problems: ['policy-refused'] }),
  proposeVersion: post(
    '/policies/:version/proposal',
    'Propose a version with its proof',
    policy.versionProposalSchema,
    { 200: 'VersionDecided' },
    { problems: OF_THE_REGISTER },
  ),
  activateVersion: post(
    '/policies/:version/activation',
    'Activate a proposed version, as a second person',
    policy.versionActivationSchema,
    { 200: 'VersionActivated' },
    { problems: OF_THE_REGISTER },
  ),
  getImpact: get('/policies/:version/impact', 'Which open cases it would change', 'Impact', {
    paged: true,
    problems: ['policy-refused'],
  }),
  getWhatIf: get('/policies/:version/cases/:case', 'A case from its beginning under it', 'WhatIf', {
    problems: ['policy-refused', 'too-long'],
  }),

  getAuditKey: get('/audit/key', 'The key that verifies checkpoints', 'AuditKey'),
  exportBundle: post(
    '/audit/exports',
    'A bundle for audit, as lines of JSON',
    exportCommandSchema,
    { 200: 'Lines' },
    { unkeyed: true, problems: ['not-found'] },
  ),
  reconcile: post(
    '/audit/reconciliations',
    'Compare with Temporal',
    scopeSchema,
    { 200: 'Reconciled' },
    { unkeyed: true, problems: ['not-found'] },
  ),
  rebuild: post(
    '/audit/rebuilds',
    'Make what people look up again from the entries, as an operator',
    null,
    { 200: 'Rebuilt' },
    { unkeyed: true },
  ),
  rewrap: post(
    '/audit/rewraps',
    'Wrap every key of a case under the active key, as an operator',
    null,
    { 200: 'Rewrapped' },
    { unkeyed: true },
  ),
  listHolds: get('/audit/holds', 'Legal holds that stand', 'Holds', { paged: true }),
  listProposals: get(
    '/audit/proposals',
    'Holds, releases and destructions that wait for a second person',
    'Proposals',
    {
      paged: true,
      narrowing: PROPOSAL_NARROWING,
    },
  ),
  listDue: get('/audit/due', 'Cases whose texts are due to be destroyed', 'Due', { paged: true }),
  takeMeasure: post(
    '/audit/cases/:case/measures',
    'Hold or destroy the texts of a case, as two people',
    privacy.custodyCommandSchema,
    { 200: 'Measured' },
    { problems: ['measure-refused', 'busy'] },
  ),
};

export type OperationName = keyof typeof OPERATIONS;

export interface NamedOperation extends Operation {
  readonly name: OperationName;
}

/** All of them, in the order in which the document and the reference page have them. */
export const OPERATION_LIST: readonly NamedOperation[] = (Object.keys(OPERATIONS) as OperationName[]).map((name) => ({
  name,
  ...OPERATIONS[name],
}));
