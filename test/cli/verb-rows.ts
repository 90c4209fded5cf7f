/** One row and more for each verb of the command line: what it is typed as, what it sends, and how it ends. */

import { EXAMPLES } from '../../api/contract/examples.ts';
import { newSigningKey, signPolicyFile, trustedKeysOf } from '../../schemas/policy-signing.ts';
import { bytesOf, editablePolicy } from '../policy/policy-files.ts';

/** `METHOD path`, and the body. */
export type Sends = readonly [request: string, body?: object];

export interface VerbRow {
  readonly line: string;
  /** In order. None: it asks no service. */
  readonly sends: readonly Sends[];
  /** 0 where it is left out. */
  readonly code?: number;
  /** Part of what it prints. */
  readonly prints?: string;
}

const DIGEST = '0'.repeat(64);
const OTHER_DIGEST = 'a'.repeat(64);
const NOTE = { note: 'A synthetic reason.' };

const reopening = EXAMPLES.reopenCase as { readonly facts: object };
/** What stands in the files that rows name, as `NAME.json`. */
const JSON_FILES = {
  start: EXAMPLES.startCase!,
  reopen: reopening,
  facts: { facts: reopening.facts, ...NOTE },
  status: { status: { benefit: 'uNonimmigrant', role: 'primaryApplicant' }, ...NOTE },
  advice: { text: 'Synthetic advice.', conditions: ['A synthetic condition.'] },
  proof: (EXAMPLES.proposeVersion as { readonly proof: object }).proof,
  disclosure: EXAMPLES.recordDisclosure!,
  incident: EXAMPLES.reportIncident!,
};

const signer = await newSigningKey('synthetic-signer');
const policy = bytesOf(editablePolicy());
const TEXT_FILES = {
  note: NOTE.note,
  'key.pem': 'a synthetic key',
  'policy.json': new TextDecoder().decode(policy),
  'policy.json.jws': await signPolicyFile(policy, signer),
  'signer.json': JSON.stringify(signer),
  keys: JSON.stringify(trustedKeysOf(signer)),
};

/** By path. */
export const VERB_FILES: { readonly [path: string]: string } = {
  ...TEXT_FILES,
  ...Object.fromEntries(Object.entries(JSON_FILES).map(([name, content]) => [`${name}.json`, JSON.stringify(content)])),
};
const RECORDED = 'recorded as entry 7 of a-case at 2026-11-02 12:00:00Z';

const row = (line: string, ...sends: Sends[]): VerbRow => ({ line, sends });
const printing = (prints: string, of: VerbRow): VerbRow => ({ ...of, prints });
const ending = (code: number, of: VerbRow): VerbRow => ({ ...of, code });
/** What somebody does in a case, and in a task. */
const acts = (line: string, event: object, ...before: Sends[]): VerbRow =>
  printing(RECORDED, row(line, ...before, ['POST /cases/c_1/events', event]));
const works = (line: string, event: object, ...before: Sends[]): VerbRow =>
  printing(RECORDED, row(line, ...before, ['POST /tasks/t_1/events', event]));

export const VERB_ROWS: readonly VerbRow[] = [
  printing('a-handle', row('people', ['GET /people'])),
  printing('SYN-LATE', row('example --row 1 --region SYN-LATE')),
  printing('a-missing', row('work', ['GET /work'])),
  row('list', ['GET /cases']),
  row('list --state gating --after n', ['GET /cases?after=n&state=gating']),
  row('tasks', ['GET /tasks']),
  row('tasks --state ready --claimed me --overdue --urgency soon --order priority --after n', [
    'GET /tasks?state=ready&claimed=me&urgency=soon&order=priority&after=n&overdue=true',
  ]),
  printing('a-reach', row('on-call', ['GET /tasks/on-call'])),
  printing('half within', row('figures', ['GET /tasks/figures'])),
  row('figures --office OFFICE-WEST', ['GET /tasks/figures?office=OFFICE-WEST']),
  row('requests --asked --after n', ['GET /requests?after=n&state=asked']),
  row('show c_1', ['GET /cases/c_1']),
  printing('as it stood after entry 7', row('show c_1 --entry 7', ['GET /cases/c_1/history/7'])),
  printing('begin the consultation', row('task t_1', ['GET /tasks/t_1'])),
  printing('none yet', row('request r_1', ['GET /requests/r_1'])),
  row('why c_1', ['GET /cases/c_1/why']),
  row('memo c_1', ['GET /cases/c_1/memo']),
  row('timeline c_1 --after n', ['GET /cases/c_1/timeline?after=n']),
  row('watch c_1', ['GET /cases/c_1'], ['GET /cases/c_1/timeline']),
  // It goes on until somebody ends it: this person may not.
  ending(3, row('watch --queue', ['GET /tasks/changes'])),

  printing('The case is open', row('start start.json', ['POST /cases', JSON_FILES.start])),
  printing('The case is open', row('reopen c_1 reopen.json', ['POST /cases/c_1/epochs', JSON_FILES.reopen])),
  acts('decide c_1 clear --note-file note', { type: 'decision.cleared', factsDigest: DIGEST, ...NOTE }, [
    'GET /cases/c_1',
  ]),
  acts(`decide c_1 clear --facts-digest ${OTHER_DIGEST}`, { type: 'decision.cleared', factsDigest: OTHER_DIGEST }),
  acts('decide c_1 decline --note-file note', { type: 'decision.declined', ...NOTE }),
  acts('acknowledge c_1 condition-1', { type: 'condition.acknowledged', condition: 'condition-1' }),
  acts('resolve c_1 --class local --note-file note', { type: 'conflict.resolved', partnerClass: 'local', ...NOTE }),
  acts('resolve c_1 --class state --note-file note --contacted-at 2026-11-02T12:00:00Z --contacted-by telephone', {
    type: 'conflict.resolved',
    partnerClass: 'state',
    contact: { at: '2026-11-02T12:00:00Z', how: 'telephone' },
    ...NOTE,
  }),
  acts('lead c_1 return --note-file note', { type: 'leadership.returned', ...NOTE }),
  acts('lead c_1 refer --note-file note', { type: 'leadership.referred', ...NOTE }),
  acts('lead c_1 decline --note-file note', { type: 'leadership.declined', ...NOTE }),
  acts('amend c_1 facts.json', { type: 'facts.amended', factsDigest: DIGEST, ...JSON_FILES.facts }, ['GET /cases/c_1']),
  acts(`amend c_1 facts.json --facts-digest ${OTHER_DIGEST}`, {
    type: 'facts.amended',
    factsDigest: OTHER_DIGEST,
    ...JSON_FILES.facts,
  }),
  acts('record c_1 action-taken --removal-proceedings --note-file note', {
    type: 'action.recorded',
    outcome: 'actionTaken',
    removalProceedings: true,
    ...NOTE,
  }),
  acts('record c_1 action-not-taken', {
    type: 'action.recorded',
    outcome: 'actionNotTaken',
    removalProceedings: false,
  }),
  acts('escalate c_1 --note-file note', { type: 'case.escalated', ...NOTE }),
  acts('withdraw c_1 --note-file note', { type: 'case.withdrawn', ...NOTE }),
  acts('withdraw-advice c_1 --note-file note', { type: 'advice.withdrawn', ...NOTE }),
  acts('renew c_1 --note-file note', { type: 'clearance.renewed', ...NOTE }),

  acts('dispute c_1 status.json', {
    type: 'status.disputed',
    ...JSON_FILES.status,
  }),
  acts('release-hold c_1 --reason soleSource --note-file note', {
    type: 'hold.released',
    reason: 'soleSource',
    ...NOTE,
  }),
  acts('determine-expedite c_1 in-best-interests --note-file note', {
    type: 'expedite.determined',
    inBestInterests: true,
    ...NOTE,
  }),
  acts('determine-expedite c_1 refused --note-file note', {
    type: 'expedite.determined',
    inBestInterests: false,
    ...NOTE,
  }),
  acts('question c_1 --of orap --note-file note', { type: 'question.asked', of: 'orap', ...NOTE }),
  acts('answer-question c_1 2 --note-file note', { type: 'question.answered', question: 2, ...NOTE }),
  acts('correct c_1 3 --note-file note', { type: 'entry.corrected', entry: 3, ...NOTE }),
  acts('refer c_1 --role legal --office OFFICE-WEST --note-file note', {
    type: 'work.referred',
    role: 'legal',
    office: 'OFFICE-WEST',
    ...NOTE,
  }),
  acts('claim-work c_1', { type: 'work.claimed' }),
  acts('release-work c_1', { type: 'work.released' }),
  acts('begin-work c_1', { type: 'work.started' }),
  acts('resume-work c_1', { type: 'work.resumed' }),
  acts('delegate-work c_1 --to STAFF-SUPERVISOR-D --note-file note', {
    type: 'work.delegated',
    to: 'STAFF-SUPERVISOR-D',
    ...NOTE,
  }),
  acts('assign-work c_1 --role supervisor --to STAFF-SUPERVISOR-D --note-file note', {
    type: 'work.assigned',
    role: 'supervisor',
    to: 'STAFF-SUPERVISOR-D',
    ...NOTE,
  }),
  acts('suspend-work c_1 --until 2026-11-03T12:00:00Z --note-file note', {
    type: 'work.suspended',
    until: '2026-11-03T12:00:00Z',
    ...NOTE,
  }),
  acts('give-up-work c_1 --cause recusal --note-file note', { type: 'work.failed', cause: 'recusal', ...NOTE }),
  acts('report c_1 --removal-proceedings --note-file note', {
    type: 'action.reported',
    removalProceedings: true,
    ...NOTE,
  }),
  acts('report c_1 --note-file note', { type: 'action.reported', removalProceedings: false, ...NOTE }),
  acts(`comment c_1 --note-file note --document RECORDS/7=${DIGEST} --document RECORDS/8=${OTHER_DIGEST}`, {
    type: 'comment.added',
    documents: [
      { reference: 'RECORDS/7', digest: DIGEST },
      { reference: 'RECORDS/8', digest: OTHER_DIGEST },
    ],
    ...NOTE,
  }),
  acts('confirm-mistake c_1 --note-file note', { type: 'mistake.confirmed', ...NOTE }),
  acts('reject-mistake c_1 --note-file note', { type: 'mistake.rejected', ...NOTE }),
  acts('end-protection c_1 --note-file note', { type: 'protection.ended', ...NOTE }),
  acts('certify c_1 --note-file note', { type: 'compliance.certified', ...NOTE }),
  acts('record-statement c_1 --note-file note', { type: 'statement.recorded', ...NOTE }),
  acts('request-expedite c_1 --note-file note', { type: 'expedite.requested', ...NOTE }),
  acts('claim-exigency c_1 --note-file note', { type: 'exigency.claimed', ...NOTE }),
  acts('approve-exigency c_1 --note-file note', { type: 'exigency.approved', ...NOTE }),
  acts('close-report c_1 --note-file note', { type: 'report.closed', ...NOTE }),

  works('begin t_1', { type: 'task.started' }),
  works('resume t_1', { type: 'task.resumed' }),
  works(
    'complete t_1 --advice consistent-with-conditions --file advice.json --telephone-at 2026-11-02T12:00:00Z --telephone-to STAFF-SUPERVISOR-A --telephone-by STAFF-LEGAL-B',
    {
      type: 'task.completed',
      advice: 'consistentWithConditions',
      factsDigest: DIGEST,
      ...JSON_FILES.advice,
      telephone: { givenAt: '2026-11-02T12:00:00Z', givenTo: 'STAFF-SUPERVISOR-A', givenBy: 'STAFF-LEGAL-B' },
    },
    ['GET /tasks/t_1'],
    ['POST /tasks/t_1/events', { type: 'task.started' }],
  ),
  works(
    `complete t_1 --advice consistent --facts-digest ${OTHER_DIGEST}`,
    { type: 'task.completed', advice: 'consistent', factsDigest: OTHER_DIGEST },
    ['GET /tasks/t_1'],
    ['POST /tasks/t_1/events', { type: 'task.started' }],
  ),
  works('ask t_1 --note-file note', { type: 'information.requested', text: NOTE.note }),
  works('inform t_1 --note-file note', { type: 'information.provided', text: NOTE.note }),

  works('claim t_1', { type: 'task.claimed' }),
  row('claim t_1 t_2', ['POST /tasks/bulk', { tasks: ['t_1', 't_2'], event: { type: 'task.claimed' } }]),
  works('release t_1', { type: 'task.released' }),
  row('release t_1 t_2', ['POST /tasks/bulk', { tasks: ['t_1', 't_2'], event: { type: 'task.released' } }]),
  works('assign t_1 --to STAFF-LEGAL-B --note-file note', { type: 'task.assigned', to: 'STAFF-LEGAL-B', ...NOTE }),
  row('assign t_1 t_2 --to STAFF-LEGAL-B --note-file note', [
    'POST /tasks/bulk',
    { tasks: ['t_1', 't_2'], event: { type: 'task.assigned', to: 'STAFF-LEGAL-B', ...NOTE } },
  ]),
  works('delegate t_1 --to STAFF-LEGAL-B --note-file note', { type: 'task.delegated', to: 'STAFF-LEGAL-B', ...NOTE }),
  row('delegate t_1 t_2 --to STAFF-LEGAL-B --note-file note', [
    'POST /tasks/bulk',
    { tasks: ['t_1', 't_2'], event: { type: 'task.delegated', to: 'STAFF-LEGAL-B', ...NOTE } },
  ]),
  works('forward t_1 --office OFFICE-WEST --note-file note', {
    type: 'work.referred',
    office: 'OFFICE-WEST',
    ...NOTE,
  }),
  row('forward t_1 t_2 --office OFFICE-WEST --note-file note', [
    'POST /tasks/bulk',
    { tasks: ['t_1', 't_2'], event: { type: 'work.referred', office: 'OFFICE-WEST', ...NOTE } },
  ]),
  works('give-up t_1 --cause recusal --note-file note', { type: 'task.failed', cause: 'recusal', ...NOTE }),
  works('suspend t_1 --until 2026-11-03T12:00:00Z --note-file note', {
    type: 'task.suspended',
    until: '2026-11-03T12:00:00Z',
    ...NOTE,
  }),
  works('prioritise t_1 --note-file note', { type: 'task.prioritised', ...NOTE }),
  works('rank t_1 --priority 2 --note-file note', { type: 'task.ranked', priority: 2, ...NOTE }),

  printing('a-name', row('assignments c_1', ['GET /cases/c_1/assignments'])),
  printing(
    'STAFF-SUPERVISOR-D is on the case.',
    row('bring-in c_1 --to STAFF-SUPERVISOR-D --reason cover', [
      'POST /cases/c_1/assignments',
      { type: 'case.assigned', to: 'STAFF-SUPERVISOR-D', reason: 'cover' },
    ]),
  ),
  printing(
    'STAFF-SUPERVISOR-D is on the case no longer by that.',
    row('end-assignment c_1 --to STAFF-SUPERVISOR-D --reason workDone', [
      'POST /cases/c_1/assignments',
      { type: 'assignment.ended', to: 'STAFF-SUPERVISOR-D', reason: 'workDone' },
    ]),
  ),

  printing(
    'recorded at 2026-11-02 12:00:00Z',
    row('answer r_1 --answer cannot-tell --by-telephone', [
      'POST /requests/r_1/events',
      { type: 'request.answered', answer: 'cannotTell', byTelephone: true },
    ]),
  ),
  row('answer r_1 --answer not-ours', ['POST /requests/r_1/events', { type: 'request.answered', answer: 'notOurs' }]),
  row(
    'excuse c_1 --class internal --note-file note',
    ['GET /cases/c_1'],
    ['POST /requests/a-request/events', { type: 'request.excused', ...NOTE }],
  ),

  row('audit export c_1', ['POST /audit/exports', { caseId: 'c_1', content: null }]),
  row(
    'audit export --all --purpose oversight --ground a2 --reference SYN-2026-7 --recipient AGENCY-1 --recipient-key key.pem',
    [
      'POST /audit/exports',
      {
        caseId: null,
        content: {
          purpose: 'oversight',
          ground: 'a2',
          reference: 'SYN-2026-7',
          recipient: { name: 'AGENCY-1', publicKey: TEXT_FILES['key.pem'] },
        },
      },
    ],
  ),
  ending(2, row('audit verify missing --key k --checkpoint note --recipient-key key.pem')),
  printing('a-verifierKey', row('audit key', ['GET /audit/key'])),
  // A discrepancy was found.
  ending(6, row('audit reconcile c_1', ['POST /audit/reconciliations', { caseId: 'c_1' }])),
  printing('7 cases made again from 7 entries', row('ledger rebuild', ['POST /audit/rebuilds'])),
  printing('7 keys wrapped anew', row('ledger rewrap', ['POST /audit/rewraps'])),

  printing(
    'a second person does the same',
    row('legal-hold c_1 --reference SYN-2026-7', [
      'POST /audit/cases/c_1/measures',
      { measure: 'hold', reference: 'SYN-2026-7' },
    ]),
  ),
  row('release-legal-hold c_1 --reference SYN-2026-7', [
    'POST /audit/cases/c_1/measures',
    { measure: 'release', reference: 'SYN-2026-7' },
  ]),
  row('shred c_1 --reference SYN-2026-7', [
    'POST /audit/cases/c_1/measures',
    { measure: 'shred', reference: 'SYN-2026-7' },
  ]),
  printing('a-reference', row('legal-holds --after n', ['GET /audit/holds?after=n'])),
  printing('a-proposedBy', row('proposals', ['GET /audit/proposals'])),
  row('proposals --case c_1 --after n', ['GET /audit/proposals?after=n&case=c_1']),
  printing('a-case', row('due --after n', ['GET /audit/due?after=n'])),

  row('accesses c_1 --after n', ['GET /cases/c_1/accesses?after=n']),
  row('disclosures c_1 --after n', ['GET /cases/c_1/disclosures?after=n']),
  printing('contents of the whole record', row('disclosures', ['GET /disclosures'])),
  row(
    'disclosures --ground b3 --recipient AGENCY-1 --from 2026-11-01T00:00:00Z --until 2026-12-01T00:00:00Z --after n',
    [
      'GET /disclosures?after=n&ground=b3&recipient=AGENCY-1&from=2026-11-01T00%3A00%3A00Z&until=2026-12-01T00%3A00%3A00Z',
    ],
  ),
  printing(
    'Recorded as a-disclosure.',
    row('disclose c_1 disclosure.json', ['POST /cases/c_1/disclosures', JSON_FILES.disclosure]),
  ),
  row('redact c_1 --reference SYN-2026-7', ['POST /cases/c_1/redactions', { reference: 'SYN-2026-7' }]),
  row('release-advice c_1 --to auditor --reference SYN-2026-7', [
    'POST /cases/c_1/releases',
    { to: 'auditor', reference: 'SYN-2026-7' },
  ]),
  printing(
    'c_1 goes on.',
    row('resume-case c_1 --reason mended --reference SYN-2026-7', [
      'POST /cases/c_1/resumption',
      { reason: 'mended', reference: 'SYN-2026-7' },
    ]),
  ),
  row('statistics', ['GET /statistics']),
  printing('Reported as a-incident', row('report-incident incident.json', ['POST /incidents', JSON_FILES.incident])),
  row('incidents --state reported --after n', ['GET /incidents?state=reported&after=n']),
  row('incident i_1', ['GET /incidents/i_1']),
  row('acknowledge-incident i_1 --reference SYN-2026-7', [
    'POST /incidents/i_1/events',
    { type: 'incident.acknowledged', reference: 'SYN-2026-7' },
  ]),
  row('refer-incident i_1 --to counsel --reference SYN-2026-7', [
    'POST /incidents/i_1/events',
    { type: 'incident.referred', to: 'counsel', reference: 'SYN-2026-7' },
  ]),
  row('close-incident i_1 --finding improper --reference SYN-2026-7', [
    'POST /incidents/i_1/events',
    { type: 'incident.closed', finding: 'improper', reference: 'SYN-2026-7' },
  ]),

  row('policy status', ['GET /policies']),
  row('policy status --after n', ['GET /policies?after=n']),
  row('policy show v', ['GET /policies/v']),
  printing('"format"', row('policy show v --file', ['GET /policies/v/file'])),
  row('policy diff v w', ['GET /policies/v'], ['GET /policies/w']),
  row('policy impact v', ['GET /policies/v/impact']),
  printing('signed by synthetic-signer', row('policy lint policy.json --signature policy.json.jws --keys keys')),
  printing('..', row('policy sign policy.json --key signer.json')),
  printing('"kid": "synthetic-other"', row('policy new-key synthetic-other')),
  printing('synthetic-signer', row('policy public-key signer.json')),
  row('policy load policy.json --signature policy.json.jws', [
    'POST /policies',
    { file: TEXT_FILES['policy.json'], signature: TEXT_FILES['policy.json.jws'] },
  ]),
  row(
    'policy propose v --proof proof.json --note-file note',
    ['GET /policies/v'],
    ['POST /policies/v/proposal', { digest: DIGEST, proof: JSON_FILES.proof, ...NOTE }],
  ),
  row(
    'policy activate v --note-file note',
    ['GET /policies/v'],
    ['POST /policies/v/activation', { digest: DIGEST, ...NOTE }],
  ),
  row(`policy activate v --digest ${OTHER_DIGEST} --note-file note`, [
    'POST /policies/v/activation',
    { digest: OTHER_DIGEST, ...NOTE },
  ]),
  row('policy suspend --note-file note', ['POST /policies/suspension', NOTE]),
  row('whatif c_1 --policy v', ['GET /policies/v/cases/c_1']),
];
