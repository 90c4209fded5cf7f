/** The words in which pages ask for, and show, what commands and facts hold in codes. A code without words here is shown as it is named. */

interface FieldWords {
  readonly label: string;
  readonly hint?: string;
}

const FIELDS: { readonly [name: string]: FieldWords } = {
  personKey: {
    label: 'Key of the person concerned',
    hint: 'From your own system, such as SYN-PERSON-0001: 4 to 64 letters, digits and hyphens, never a name. It becomes an opaque reference at once and is kept nowhere.',
  },
  proposingOfficer: {
    label: 'Proposing officer',
    hint: 'Staff id of the officer who proposes the action, such as STAFF-PROPOSING-OFFICER-A: somebody other than you.',
  },
  statuses: {
    label: 'Status that is known',
    hint: 'A victim-based immigration benefit that the person has or has asked for, such as a T or U visa or VAWA: add each one. Only what is known already. Nobody is asked to look for more, and none is a complete answer.',
  },
  benefit: { label: 'Benefit' },
  role: { label: 'Role in it' },
  stage: { label: 'Stage' },
  provenance: { label: 'How it became known' },
  placeClass: { label: 'Kind of place of the planned action', hint: 'A class, never an address.' },
  windowFrom: {
    label: 'Planned action: from',
    hint: 'In the time zone that this form names: Eastern unless you change it.',
  },
  windowUntil: { label: 'Planned action: until', hint: 'At most 92 days after the start.' },
  regionCode: { label: 'Region', hint: 'A code such as EAST-07, never an address.' },
  determinationSources: {
    label: 'Sources that a determination would rest on',
    hint: 'Classes of source, where a determination of admissibility or deportability is meant to follow; leave it empty where none is.',
  },
  excused: {
    label: 'Partner agencies that are not appropriate to ask',
    hint: 'The document asks to coordinate “as appropriate”. Each one that you leave out needs your reason.',
  },
  partnerClass: { label: 'Partner agency' },
  note: { label: 'Note', hint: 'For the record of the case. No name, address or location.' },
  text: { label: 'Text', hint: 'For the record of the case. No name, address or location.' },
  advice: { label: 'Advice' },
  conditions: {
    label: 'Condition',
    hint: 'Only for advice that is consistent with conditions: the supervisor acknowledges each.',
  },
  condition: { label: 'Condition' },
  telephone: {
    label: 'Given by telephone',
    hint: 'Only where the advice was given by telephone and is recorded here afterwards.',
  },
  givenAt: { label: 'When it was given' },
  givenTo: { label: 'To whom it was given', hint: 'Staff id.' },
  givenBy: {
    label: 'Who gave it',
    hint: 'Staff id of the colleague of the legal staff; leave it empty where it was you. Both of you have then advised on the case.',
  },
  factsDigest: { label: 'Digest of the facts discussed' },
  answer: {
    label: 'Your answer',
    hint: '“Conflict” and “We can’t tell” hold the case until a supervisor has resolved it with you; “Not ours” says that your agency has no part in it, and holds nothing. Do not describe your own work.',
  },
  contact: {
    label: 'Contact with the partner',
    hint: 'Where the partner cannot tell: when and how you reached it. Nothing of its own work.',
  },
  how: { label: 'How' },
  at: { label: 'When' },
  byTelephone: { label: 'Somebody of my agency gave me the answer by telephone' },
  form: { label: 'Version of the form' },
  status: { label: 'Status' },
  of: { label: 'Whom to ask' },
  to: { label: 'To whom', hint: 'Staff id.' },
  until: { label: 'Until when' },
  cause: { label: 'Cause' },
  entry: { label: 'Entry', hint: 'Its number in the timeline.' },
  documents: { label: 'Document', hint: 'By reference and digest: nothing is uploaded.' },
  reference: {
    label: 'Reference',
    hint: 'Number of a docket, ticket or authorization, or of the document where it is kept.',
  },
  digest: { label: 'SHA-256 of the document' },
  removalProceedings: { label: 'Removal proceedings follow (tick only where they do)' },
  inBestInterests: { label: 'It is in the agency’s best interests, in this case' },
  outcome: { label: 'What was done' },
  office: { label: 'Office', hint: 'Code of the office, such as OFFICE-WEST.' },
  ground: { label: 'Ground', hint: 'The paragraph of 8 U.S.C. § 1367(b) that permits it.' },
  recipient: { label: 'To whom', hint: 'Code of an agency or organization: never the name of a person.' },
  authorisedBy: { label: 'Authorized by', hint: 'Staff id of privacy staff, legal staff or leadership.' },
  discretion: {
    label: 'Exercise of discretion',
    hint: 'Only for statistics, law enforcement and national security: where the decision is kept.',
  },
  exercisedBy: { label: 'Exercised by', hint: 'Staff id.' },
  exercisedAt: { label: 'When it was exercised' },
  category: { label: 'What it is about' },
  case: { label: 'Case', hint: 'Its reference, where you know it.' },
  occurredAt: { label: 'When it happened' },
  finding: { label: 'Finding' },
  reason: { label: 'Reason' },
  question: { label: 'Question' },
  file: {
    label: 'Policy file',
    hint: 'The whole text, with the line end at its end: the signature is over exactly this. Browsers do not keep the kind of line ends, so they are read as LF: a file with CR LF is loaded on the command line.',
  },
  signature: { label: 'Signature', hint: 'What casegate policy sign printed, in one line: header..signature.' },
  proof: {
    label: 'Record of the proof',
    hint: 'What npm run -s prove:record -- FILE.json printed on the command line, with the code that runs here: it walks every state that the version can lead to, which takes minutes.',
  },
};

const NOTE_OF_ORDER = 'The reason: in the register of versions, and in every open case. No name, address or location.';
/** Where a field's usual hint would be wrong, as where what is acted on is no case: by the act. */
const HINTS_BY_ACT: { readonly [action: string]: { readonly [field: string]: string } } = {
  'action.recorded': {
    removalProceedings:
      'The case closes when you record this. Where removal proceedings follow an action at a listed place, it closes when the statement in the Notice to Appear is recorded as well.',
  },
  'version.proposed': { note: 'The reason, kept in the register of versions. No name, address or location.' },
  'record.redacted': { reference: 'Number of the records request.' },
  'version.activated': { note: NOTE_OF_ORDER },
  'version.suspended': { note: NOTE_OF_ORDER },
};

const VALUES: { readonly [code: string]: string } = {
  handOver: 'The case is handed over',
  cover: 'Cover for somebody',
  secondOpinion: 'A second opinion',
  workDone: 'What they were brought in for is done',
  handedOn: 'It went on to somebody else',
  leftOffice: 'They left the office',
  byMistake: 'They were brought in by mistake',
  recusal: 'Recusal, for a conflict of interest',
  unable: 'Unable to do it',
  mended: 'The cause was mended',
  releaseDeployed: 'Another release was deployed',
  recordRestored: 'The record was restored',
  tNonimmigrant: 'T nonimmigrant (I-914)',
  uNonimmigrant: 'U nonimmigrant (I-918, I-929)',
  vawaSelfPetition: 'VAWA self-petition (I-360)',
  vawaCancellation: 'VAWA cancellation (EOIR-42B)',
  batteredSpouseWaiver: 'Battered-spouse waiver (I-751)',
  continuedPresence: 'Continued presence',
  specialImmigrantJuvenile: 'Special immigrant juvenile (I-360)',
  abusedSpouseEmploymentAuthorization: 'Abused-spouse employment authorization (I-765V)',
  finallyDenied: 'Finally denied',
  deniedAppealPossible: 'Denied, appeal possible',
  personConcerned: 'The person concerned',
  counselOfPerson: 'Counsel of the person concerned',
  prohibitedSource: 'A source that § 1367(a)(1) names',
  domesticViolenceShelter: 'Domestic violence shelter',
  rapeCrisisCenter: 'Rape crisis center',
  courthouseProtectedMatter: 'Courthouse, in a protected matter',
  consistent: 'Consistent with applicable legal limitations',
  consistentWithConditions: 'Consistent, with conditions',
  notConsistent: 'Not consistent with applicable legal limitations',
  noConflict: 'No conflict',
  conflict: 'Conflict',
  cannotTell: 'We can’t tell',
  notOurs: 'Not ours',
  a2: '(a)(2) within the Department, for its legitimate purposes',
  b1: '(b)(1) statistics, as in a census',
  b2: '(b)(2) law enforcement, solely for a legitimate purpose',
  b3: '(b)(3) judicial review of a determination',
  b4: '(b)(4) all are adults and all have waived',
  b5: '(b)(5) benefit agencies, eligibility only',
  b6: '(b)(6) Judiciary committees, closed cases, no personal data',
  b7: '(b)(7) victim-service organizations, with prior written consent',
  b8: '(b)(8) national security',
  internal: 'Within the agency',
  local: 'Local law enforcement',
  state: 'State law enforcement',
  federal: 'Other federal law enforcement',
  opla: 'OPLA',
  orap: 'Office of Regulatory Affairs and Policy',
};

/** What an act means for who has never done it; what has no sentence here says enough by its name. */
const ACT_HINTS: { readonly [action: string]: string } = {
  'task.claimed':
    'The consultation becomes yours, and colleagues see that it is. Later you can give it back or hand it over.',
  'task.started':
    'Says that you are at work on it. After this you can give the advice, or ask the supervisor for information.',
  'task.completed': 'Advice, not approval. Where the planned action is not consistent, the case is blocked.',
  'task.failed':
    'For a recusal, or where you are unable to complete it. It goes back to the queue, and you cannot take it again.',
  'task.suspended': 'You come back to it at that time. Reminders, the due date and the escalation stay as they are.',
  'task.delegated': 'The consultation becomes your colleague’s, who is told.',
  'work.referred':
    'For an office in which nobody is eligible, or which is not the right one. A consultation goes there unclaimed, and its time limits go on; what the supervisor was asked, the other office asks anew.',
  'task.prioritised': 'Halves the time that is left for it. It removes no requirement, and can be done once.',
  'work.claimed':
    'What the case asks of your role becomes yours, and colleagues see that it is: they cannot do it meanwhile, unless they claim it from you. The consultation is no part of it: it is claimed for itself, on its own page.',
  'work.released': 'Whoever of your role is on the case may do what it asks again.',
  'work.started':
    'Says that you are at work on it: it does not go back to your role by itself. Doing some of it says the same.',
  'work.delegated':
    'What the case asks of your role becomes your colleague’s, who is told, and is shown the case as long as they have it.',
  'work.assigned':
    'What the case asks of this role becomes the work of one person of it, who is told, and is shown the case as long as they have it.',
  'work.suspended':
    'You come back to it at that time, and are told. Reminders, the due date and the escalation stay as they are.',
  'work.failed':
    'For a conflict of interest, or where you cannot do it. You can do nothing of what the case asks for any more, also after it is reopened, and the consultation, if you have it, goes back to the queue; nobody can undo this. It is so as well for whom you substitute for, where they have claimed it. Comments, questions and corrected facts stay possible.',
  'task.ranked': 'The queue can be read by it: 0 comes first, 10 last, 5 is ordinary. Time limits stay as they are.',
  'status.disputed':
    'Nothing changes by this alone: legal staff confirms it, or keeps the status. What was known stays in the record.',
  'condition.acknowledged': 'Says that you have read this condition of the advice.',
  'decision.cleared':
    'You record that the consultation and the deconfliction have taken place, on these facts. It is no approval and no order. It lapses after a time, or when a fact changes.',
  'action.recorded':
    'You record whether the planned action took place. Choose “Action not taken” also where it was given up before its time.',
  'statement.recorded':
    'The Notice to Appear states that § 1367 was complied with. Unless an action was reported, this closes the case.',
  'conflict.resolved':
    'Says that a person has dealt with what the partner reported, and how. Whoever resolves it may be kept from deciding the case, where the policy separates the two.',
  'case.withdrawn':
    'Ends the case: the action is not planned any more. It can be reopened, with every requirement asked for anew. What is protected stays so.',
  'leadership.returned': 'The supervisor decides how it goes on. The case is blocked as before.',
  'leadership.referred': 'The advice that was given counts no longer, and the consultation is asked for anew.',
  'leadership.declined':
    'Ends the case: nothing is cleared by it. It can be reopened, with every requirement asked for anew.',
  'advice.withdrawn': 'The advice counts no longer. Where the case was cleared by it, it is not any more.',
  'mistake.confirmed':
    'The status counts no longer, and what was required because of it is not any more. What was known stays in the record.',
  'protection.ended':
    'What § 1367 protected is protected no longer, until another fact protects it. Whoever has read it by then has read it.',
  'action.reported':
    'Legal and privacy staff are told, and look at it. Nothing clears the case afterwards: it is closed when they have.',
  'report.closed': 'Ends the case. It can be reopened, with every requirement asked for anew.',
  'decision.declined':
    'Ends the case: nothing is cleared by it. It can be reopened, with every requirement asked for anew.',
  'case.escalated': 'Senior leadership decides how it goes on. The case stays blocked meanwhile.',
  'question.asked': 'Whoever you ask is told, and answers here. The case goes on meanwhile.',
  'request.excused':
    'The document asks to coordinate “as appropriate”: your reason stays in the record, and this partner is asked no more.',
  'custody.hold':
    'The texts of the case are kept, whatever the records schedule says, until the hold is released. It takes effect when a second person, of privacy staff or leadership, does the same.',
  'custody.release':
    'The texts of the case are kept no longer than the records schedule says. It takes effect when a second person, of privacy staff or leadership, does the same.',
  'custody.shred':
    'The key of the case is destroyed, and every text of it with the key: nobody can bring them back. What proves the record stays. It takes effect when a second person, of privacy staff or leadership, does the same.',
  'task.assigned': 'Gives the consultation to one person of the legal staff, who is told.',
  'record.redacted':
    'For somebody outside who asked for the record: what every case may have, with the day of each, and nothing by which a protected one could be told. That you make it is in the record.',
  'version.loaded': 'The version is known here from then on. Nothing is in force by that.',
  'version.proposed':
    'Nothing is in force by that: somebody else has to bring it into force. It takes the place of what was proposed before.',
  'version.activated': 'New cases begin under it, and every open case is told.',
  'version.suspended':
    'As by an order of a court: every open case is held for counsel. To go on, a version is proposed and brought into force.',
};
/** On the button that sends a form, where the name of the act would be taken for the way to the form. */
const SEND_WORDS: { readonly [action: string]: string } = {
  'request.answered': 'Send the answer',
  'decision.cleared': 'Record this decision',
};
/** @param words what the act is called */
export const sendWordsOf = (action: string, words: string): string =>
  SEND_WORDS[action] ?? words.charAt(0).toUpperCase() + words.slice(1);

/** What ends the case, or something in it that nobody can bring back: said so that it is not passed over. */
const ENDING: readonly string[] = [
  'case.withdrawn',
  'decision.declined',
  'leadership.declined',
  'action.recorded',
  'action.reported',
  'report.closed',
  'statement.recorded',
  'protection.ended',
  'task.failed',
  'work.failed',
  'custody.shred',
];

export const isEnding = (action: string): boolean => ENDING.includes(action);

export const actHintOf = (action: string): string | null => ACT_HINTS[action] ?? null;

export const labelOf = (name: string): string => FIELDS[name]?.label ?? plain(name);
/** Of a command's own fields some mean another thing than within the facts. */
const OUTER: { readonly [name: string]: string } = { role: 'Whose work' };
/** @param path within a command, such as `facts.statuses.0.role` */
export const labelAt = (path: string): string => OUTER[path] ?? labelOf(path.slice(path.lastIndexOf('.') + 1));
/** @param act what the form does, such as `version.proposed` */
export const hintOf = (name: string, act = ''): string | null =>
  HINTS_BY_ACT[act]?.[name] ?? FIELDS[name]?.hint ?? null;
/** What is no code of ours, such as a region, stays as it is. */
export const wordsOf = (code: string): string =>
  VALUES[code] ?? (/^[a-z]+([A-Z][a-z]*)*$/.test(code) ? plain(code) : code);

/** `actionNotTaken` → `Action not taken`. */
export function plain(name: string): string {
  const spaced = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** `case.read` → `Case: read`; what is an event of ours is in its own words where it is shown. */
export const actWords = (action: string): string => {
  const [subject = '', verb = ''] = action.split('.');
  return verb === '' ? plain(subject) : `${plain(subject)}: ${plain(verb).toLowerCase()}`;
};

const PARTICIPLES: { readonly [verb: string]: string } = {
  be: 'been',
  begin: 'begun',
  come: 'come',
  give: 'given',
  keep: 'kept',
  make: 'made',
  refer: 'referred',
  say: 'said',
  set: 'set',
  take: 'taken',
  withdraw: 'withdrawn',
};

/** `claim the consultation` → `claimed the consultation`. */
export function participle(words: string): string {
  const [, verb = '', rest = ''] = /^([a-z]+)(.*)$/.exec(words) ?? [];
  return (PARTICIPLES[verb] ?? verb.replace(/e?$/, 'ed').replace(/([^aeiou])yed$/, '$1ied')) + rest;
}
