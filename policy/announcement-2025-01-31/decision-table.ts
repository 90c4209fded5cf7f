import type { PolicyVersion } from '../policy-version.ts';
import { CONSULT, DECONFLICT, IN_EFFECT, NOT_KNOWN } from './page.ts';

const ours = (value: string, mark: `row ${number}`, note: string, quote?: string) =>
  ({ value, mark, label: 'product default', note, ...(quote === undefined ? {} : { quote }) }) as const;

const CONSISTENT = 'to ensure any such action is consistent with applicable legal limitations';
const PRIOR = 'prior to conducting a civil enforcement action';
const COMPROMISED = 'to ensure criminal investigative and other enforcement actions will not be compromised';

/** What must hold in each situation, in plain words: what a page shows beside a requirement. */
export const DECISION_TABLE = {
  'row 1': {
    value:
      'Status not known: deconfliction and review. No consultation is opened, and nobody is asked to look for status.',
    mark: 'row 1',
    label: 'document',
    quote: NOT_KNOWN,
  },
  'row 2': {
    value: 'Known, approved or pending, in any role: a consultation beside deconfliction, then review.',
    mark: 'row 2',
    label: 'document',
    quote: CONSULT,
  },
  'row 3': {
    value: 'Denied, an appeal possible: as if pending.',
    mark: 'row 3',
    label: 'document',
    quote: CONSULT,
    note: 'As long as an appeal is possible, the person is read as an applicant.',
  },
  'row 4': {
    value:
      'Finally denied, or withdrawn: legal staff looks at it. Confidentiality ends only by a recorded legal decision.',
    mark: 'row 4',
    label: 'statute',
    citation: '8 U.S.C. § 1367(a)(2)',
    note: 'On withdrawal the statute is silent, so protection stays.',
  },
  'row 5': {
    value: 'Several roles or benefits: the strictest of each.',
    mark: 'row 5',
    label: 'document',
    quote: CONSULT,
    note: 'The sentence holds for each of them.',
  },
  'row 6': {
    value:
      'Status learned while the case is open: any clearance is void and a consultation follows. It is never downgraded by itself.',
    mark: 'row 6',
    label: 'document',
    quote: CONSULT,
    note: 'Known is known from the moment at which it is learned.',
  },
  'row 7': ours(
    'A known status that is said to be a mistake: legal staff and a supervisor both confirm it. The history stays.',
    'row 7',
    'The page does not speak of mistakes. One person alone can take no protection away.',
  ),
  'row 8': ours(
    'Advice withdrawn or stale, by a new material fact or by the time limit: consultation again.',
    'row 8',
    'The page sets no time. Advice on other facts is not advice on this action.',
    CONSISTENT,
  ),
  'row 9': {
    value: 'Advice that the action is consistent with legal limitations: review.',
    mark: 'row 9',
    label: 'document',
    quote: CONSULT,
    note: 'It asks for consultation, not for approval.',
  },
  'row 10': ours(
    'Advice that the action is not consistent: blocked. Ways on: end the case, record a fact that became known or was wrong, or escalate. Nobody overrides.',
    'row 10',
    'The page asks for consultation, not for approval; that the advice blocks is our conservative reading.',
    CONSISTENT,
  ),
  'row 11': ours(
    'Legal staff needs information: back to the supervisor, then to the same consultation.',
    'row 11',
    'A question is neither advice nor silence.',
  ),
  'row 12': ours(
    'The supervisor disagrees with the advice: senior leadership, then OPLA or ORAP. It stays blocked meanwhile.',
    'row 12',
    'The page has a way for questions, none for disagreements.',
  ),
  'row 13': ours(
    'A partner reports a conflict: blocked until a person resolves it.',
    'row 13',
    'The page asks to coordinate; how a conflict ends it leaves open.',
    COMPROMISED,
  ),
  'row 14': ours(
    'Partners disagree: the strictest answer stands. Who resolves it is not who proposed the action.',
    'row 14',
    'The page does not weigh partners against each other.',
    COMPROMISED,
  ),
  'row 15': ours(
    'A partner is silent: reminders, then escalation. A timer never becomes "no conflict".',
    'row 15',
    'The page sets no time. Silence tells nothing.',
    'as appropriate',
  ),
  'row 16': {
    value: 'Deconfliction is done and the consultation is open: the case waits.',
    mark: 'row 16',
    label: 'document',
    quote: CONSULT,
    note: 'One requirement does not stand in for another.',
  },
  'row 17': ours(
    'Urgency is claimed: no exception, unless a policy version enables one; then two people, with reasons, and the consultation stays due.',
    'row 17',
    'The page has no exception for urgency.',
  ),
  'row 18': {
    value:
      "The policy is superseded while a case is open: the superseding version's transition rule decides. The old record stays.",
    mark: 'row 18',
    label: 'document',
    quote: IN_EFFECT,
    note: 'The page does not say what becomes of cases under way; the rule itself is ours.',
  },
  'row 19': ours(
    'The policy is suspended: open cases are held for counsel.',
    'row 19',
    'The page does not speak of it.',
  ),
  'row 20': ours(
    "One person behind two gates: refused, at claim and at completion, over the case's whole history, by identity.",
    'row 20',
    'The page names who asks and who advises; that no one does both is ours.',
  ),
  'row 21': {
    value:
      'A duplicate: linked, with one owner. The answer does not tell anybody that the other exists who may not see it.',
    mark: 'row 21',
    label: 'statute',
    citation: '8 U.S.C. § 1367(a)(2)',
    note: 'That a case exists can tell that somebody is protected.',
  },
  'row 22': ours(
    'A case opened again: a new epoch. An old clearance cannot be used.',
    'row 22',
    'The page does not speak of it.',
  ),
  'row 23': ours('A message after the end: recorded; it changes nothing.', 'row 23', 'The page does not speak of it.'),
  'row 24': ours(
    'A decision names the facts that it was made on, and is refused where they have changed.',
    'row 24',
    'A consultation on other facts is not one before this action.',
    PRIOR,
  ),
  'row 25': ours(
    'The record or the keys cannot be reached: nothing is cleared and nothing is lost.',
    'row 25',
    'The page does not speak of machines.',
  ),
  'row 26': ours(
    'Advice with conditions: a supervisor acknowledges each one before review, and the clearance shows them.',
    'row 26',
    'The page does not speak of conditions.',
    CONSISTENT,
  ),
  'row 27': ours(
    'Legal staff is silent: reminders, duty cover, escalation. Silence never becomes advice.',
    'row 27',
    'The page sets no time, and has no consultation by silence.',
    PRIOR,
  ),
  'row 28': ours(
    'A conflict, a changed answer or withdrawn advice after the clearance: it is void, and the case goes back.',
    'row 28',
    'The page asks for both before the action, not before the clearance.',
    DECONFLICT,
  ),
  'row 29': ours(
    'Another case of the same person concerned, entered without status: known status and adverse advice follow it. The reference only adds protection and cannot be searched.',
    'row 29',
    'The page does not speak of several cases.',
  ),
  'row 30': ours(
    'An entry was a mistake: its author corrects it with a reason. Both versions stay; only material facts make other facts.',
    'row 30',
    'The page does not speak of records.',
  ),
  'row 31': ours(
    'An action taken without a live clearance: reported to legal and privacy staff, and never cleared afterwards.',
    'row 31',
    'What the page asks for comes before the action; nothing makes up for it.',
    PRIOR,
  ),
  'row 32': ours(
    'No eligible colleague in a small office: the work goes to another office.',
    'row 32',
    'The page does not speak of offices without staff. Which duties one person may combine is data.',
  ),
} as const satisfies PolicyVersion['decisionTable'];
