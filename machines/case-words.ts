/** The user's words for what the machines hold in codes: states, partners, actions, and reasons why not. */
import type { Duty, PartnerClass, Role } from '../schemas/words.ts';
import type { BusinessEventType } from './case-events.ts';
import type { Denial } from './may.ts';

export const ROOT_STATES = [
  'gating',
  'awaitingReview',
  'cleared',
  'awaitingStatement',
  'lapsed',
  'blocked',
  'escalated',
  'reported',
  'closed',
  'declined',
  'withdrawn',
  'expired',
] as const;
export type RootState = (typeof ROOT_STATES)[number];

/** `cleared` is never worded as a success, an approval or an order. */
export const STATE_WORDS: { readonly [state in RootState]: string } = {
  gating: 'awaiting its requirements',
  awaitingReview: "awaiting the supervisor's review",
  cleared: 'Process requirements met',
  awaitingStatement: 'the action was taken: awaiting the statement in the Notice to Appear',
  lapsed: 'the time limit has passed: awaiting renewal',
  blocked: 'blocked: the advice is not consistent with applicable legal limitations',
  escalated: 'escalated to senior leadership; it stays blocked meanwhile',
  reported: 'an action without a live clearance is reported: legal and privacy staff look at it',
  closed: 'closed: what was done is recorded',
  declined: 'declined',
  withdrawn: 'withdrawn',
  expired: 'expired',
};

/** States of the two regions of `gating`. */
export const GATING_WORDS: { readonly [state: string]: string } = {
  awaitingOplaConsultation: 'awaiting OPLA consultation',
  checkingDeconfliction: 'checking deconfliction with partner agencies',
  conflicting: 'a partner agency reports a conflict, or cannot tell: nobody has resolved it',
  deferred: 'two people let it go on before OPLA has advised; the consultation is still due',
  heldForCounsel: 'held for legal review',
};

export const PARTNER_WORDS: { readonly [partnerClass in PartnerClass]: string } = {
  internal: 'within the agency',
  local: 'local law enforcement',
  state: 'state law enforcement',
  federal: 'other federal law enforcement',
};

export const ROLE_WORDS: { readonly [role in Role]: string } = {
  supervisor: 'supervisor (FOD or SAC)',
  legal: 'legal staff (OPLA)',
  partner: 'partner liaison',
  leadership: 'senior leadership',
  privacy: 'privacy staff',
  auditor: 'auditor',
  operator: 'operator',
  policyStaff: 'policy staff',
  service: 'the service itself',
};

/** What waits for people, by its kind: see case-steps.ts. */
const STEP_WORDS: { readonly [kind: string]: string } = {
  review: "the supervisor's review",
  certification: 'the certification of the planned compliance',
  conflict: 'the resolution of what a partner reports',
  counsel: 'the hold for counsel',
  statement: 'the statement in the Notice to Appear',
  report: 'the report of an action without a live clearance',
  blocked: 'what becomes of the blocked case',
  renewal: 'the renewal after the time limit',
  escalated: 'what leadership decides on the escalated case',
  dispute: 'the disputed status',
  exigency: 'the claimed exigency',
  expedite: 'the determination on an expedite request',
  question: 'the answer to question',
};

/** @param step its name */
export function stepWords(step: string): string {
  const [kind, which] = step.split('/') as [string, string?];
  const words = STEP_WORDS[kind] ?? kind;
  if (kind === 'question') return `${words} ${which!}`;
  return kind === 'conflict' ? `${words} (${PARTNER_WORDS[which as PartnerClass]})` : words;
}

const DUTY_WORDS: { readonly [duty in Duty]: string } = {
  proposed: 'propose the action',
  submitted: 'submit the case',
  advised: 'advise on it',
  resolved: 'resolve a reported conflict',
  decided: 'decide it',
  led: 'decide it for leadership',
};

interface ActionWords {
  readonly words: string;
  /** Said where the state does not allow it. */
  readonly onlyWhile: string;
}

export const ACTION_WORDS: { readonly [type in BusinessEventType]: ActionWords } = {
  'facts.amended': {
    words: 'record a fact that became known, or correct one',
    onlyWhile: 'only before the end, where a material fact changes and no status is taken away',
  },
  'conflict.resolved': {
    words: 'resolve a reported conflict',
    onlyWhile: 'only while the partner reports a conflict and the case awaits its requirements',
  },
  'condition.acknowledged': {
    words: 'acknowledge a condition of the advice',
    onlyWhile: 'only while the case awaits review and the condition is open',
  },
  'decision.cleared': {
    words: 'decide that the process requirements are met',
    onlyWhile: 'only when every other gate is met and every condition acknowledged, on the facts as they are now',
  },
  'decision.declined': { words: 'decline', onlyWhile: 'only while the case awaits review or is blocked' },
  'case.escalated': { words: 'escalate to senior leadership', onlyWhile: 'only while the case is blocked' },
  'leadership.returned': { words: 'return the case to the supervisor', onlyWhile: 'only while the case is escalated' },
  'leadership.referred': { words: 'refer the case to OPLA again', onlyWhile: 'only while the case is escalated' },
  'leadership.declined': { words: 'decline for leadership', onlyWhile: 'only while the case is escalated' },
  'advice.withdrawn': { words: 'withdraw the advice', onlyWhile: 'only after advice was given' },
  'clearance.renewed': {
    words: 'renew after the time limit',
    onlyWhile: "only after the clearance's time limit has passed",
  },
  'action.recorded': {
    words: 'record what was done',
    onlyWhile: 'only while the process requirements are met',
  },
  'case.withdrawn': { words: 'withdraw the case', onlyWhile: 'only before the end' },
  'status.disputed': {
    words: 'say that a known status is a mistake',
    onlyWhile: 'only before the end, of a status that the case has, while none is disputed',
  },
  'mistake.confirmed': {
    words: 'confirm that the disputed status is a mistake',
    onlyWhile: 'only while a status is disputed, and by somebody else than who disputes it',
  },
  'mistake.rejected': { words: 'keep the disputed status', onlyWhile: 'only while a status is disputed' },
  'protection.ended': {
    words: 'record the legal decision that protection has ended',
    onlyWhile: 'only where every status is finally denied with appeals exhausted',
  },
  'protection.inherited': {
    words: 'take over protection from another case of the same person concerned',
    onlyWhile: 'only once',
  },
  'exigency.claimed': {
    words: 'claim exigency',
    onlyWhile: 'only where the policy has an exception, while the consultation is awaited',
  },
  'exigency.approved': {
    words: 'approve the claimed exigency',
    onlyWhile: 'only while one is claimed, and by somebody else than who claims it',
  },
  'policy.changed': { words: 'come under another policy version', onlyWhile: 'only once for each activation' },
  'policy.suspended': { words: 'be held because the policy is suspended', onlyWhile: 'only once, before the end' },
  'hold.released': {
    words: 'release the case from the hold for counsel',
    onlyWhile: 'only while it is held for this reason',
  },
  'expedite.requested': {
    words: 'ask for an expedite request to USCIS',
    onlyWhile: 'only before the end, while no other one waits for its determination',
  },
  'expedite.determined': {
    words: "determine whether an expedite request is in the agency's best interests",
    onlyWhile: 'only while one is asked for',
  },
  'compliance.certified': {
    words: 'certify the planned compliance at a listed place',
    onlyWhile: 'only at a listed place, once for the facts as they are now',
  },
  'statement.recorded': {
    words: 'record that the Notice to Appear states that § 1367 was complied with',
    onlyWhile: 'only after an action at a listed place from which removal proceedings follow',
  },
  'question.asked': { words: 'ask a question up the chain', onlyWhile: 'only before the end, 20 questions at most' },
  'question.answered': {
    words: 'answer a question',
    onlyWhile: 'only an open question, and by those whom it was asked of',
  },
  'entry.corrected': {
    words: 'correct an entry of one’s own',
    onlyWhile: 'only before the end, by who made the entry, 100 times at most',
  },
  'comment.added': { words: 'add a comment', onlyWhile: 'only before the end, 500 times at most' },
  'action.reported': {
    words: 'report an action taken without a live clearance',
    onlyWhile: 'only before the end, where no clearance is live and none is reported yet',
  },
  'report.closed': {
    words: 'close the case of a reported action',
    onlyWhile: 'only while it is reported, and after the statement in the Notice to Appear where one is due',
  },
  'work.claimed': {
    words: 'claim the work of your role on the case, beside the consultation',
    onlyWhile: 'only before the end',
  },
  'work.released': { words: 'give your work on the case back', onlyWhile: 'only before the end' },
  'work.started': {
    words: 'begin your work on the case',
    onlyWhile: 'only before the end, once for each time that it is claimed',
  },
  'work.delegated': { words: 'delegate your work on the case', onlyWhile: 'only before the end' },
  'work.assigned': { words: 'assign what the case asks of a role', onlyWhile: 'only before the end' },
  'work.suspended': {
    words: 'set your work on the case aside until a time',
    onlyWhile: 'only before the end, and until a time that is sooner than an escalation would be from now',
  },
  'work.resumed': { words: 'take your work on the case up again', onlyWhile: 'only while it is set aside' },
  'work.failed': {
    words: 'recuse yourself from the case',
    onlyWhile: 'only before the end',
  },
  'work.due': {
    words: 'tell that claimed work has not been begun, or is to be taken up again',
    onlyWhile: 'only while that date holds',
  },
  'work.referred': {
    words: 'forward work to another office',
    onlyWhile: 'only before the end, to an office that does not have it already, 8 times at most',
  },
  'step.late': { words: 'tell that a step waits longer than it should', onlyWhile: 'only while that step waits' },
  'task.claimed': { words: 'claim the consultation', onlyWhile: 'only while nobody has claimed it' },
  'task.released': { words: 'give the consultation back', onlyWhile: 'only while it is claimed' },
  'task.started': { words: 'begin the consultation', onlyWhile: 'only while it is claimed and not begun' },
  'task.completed': {
    words: 'give advice',
    onlyWhile: 'only while it is begun, on the facts as they are now, with conditions where the advice has them',
  },
  'task.delegated': {
    words: 'delegate the consultation to a colleague',
    onlyWhile: 'only while it is claimed, to somebody else than its owner',
  },
  'task.assigned': {
    words: 'assign the consultation',
    onlyWhile: 'only while it is open, to somebody else than its owner',
  },
  'task.failed': {
    words: 'give the consultation up',
    onlyWhile: 'only while it is claimed',
  },
  'task.suspended': {
    words: 'suspend the consultation until a time',
    onlyWhile: 'only while it is in progress, and until a time before its escalation',
  },
  'task.resumed': { words: 'resume the consultation', onlyWhile: 'only while it is suspended' },
  'task.prioritised': {
    words: 'make the consultation urgent',
    onlyWhile: 'only once, while it is open',
  },
  'task.ranked': {
    words: 'set the priority of the consultation',
    onlyWhile: 'only while it is open',
  },
  'information.requested': { words: 'ask the supervisor for information', onlyWhile: 'only while it is begun' },
  'information.provided': {
    words: 'provide the information that legal staff asked for',
    onlyWhile: 'only while legal staff waits for information',
  },
  'request.answered': { words: "give the partner's answer", onlyWhile: 'only before the end' },
  'request.excused': {
    words: 'record why asking this partner is not appropriate',
    onlyWhile: 'only while the partner has not answered',
  },
};

/** Why `may()` said no, as a sentence. It names duties and roles, never a person. */
export function denialWords(denial: Denial): string {
  const { recipient, adviser } = denial;
  const of = recipient === true ? 'of whom the task would go to: ' : adviser === true ? 'of who gave the advice: ' : '';
  return `${of}${reasonOf(denial)}`;
}

function reasonOf(denial: Denial): string {
  switch (denial.why) {
    case 'role':
      return `it takes the role ${denial.needs.map((role) => ROLE_WORDS[role]).join(' or ')} (${denial.mark})`;
    case 'office':
      return `it belongs to the office ${denial.needs} (${denial.mark})`;
    case 'needToKnow':
      return `it takes a need to know this case: somebody on it can bring a colleague in (${denial.mark})`;
    case 'training':
      return `the training for protected information is not current (${denial.mark})`;
    case 'owner':
      return `only who has claimed the task may do it (${denial.mark})`;
    case 'claimed':
      return denial.mine
        ? `who would claim it has it already (${denial.mark})`
        : `a colleague has claimed what the case asks of this role: claim it yourself to take it over (${denial.mark})`;
    case 'excluded':
      return `who has given it up, or recused themselves, does none of it again (${denial.mark})`;
    case 'partnerClass':
      return `only a liaison of the partner that was asked may do it (${denial.mark})`;
    case 'separationOfDuties':
      return `one person may not both ${DUTY_WORDS[denial.had]} and ${DUTY_WORDS[denial.duty]} (row 20)`;
  }
}
