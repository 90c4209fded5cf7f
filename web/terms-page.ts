/** What the words on pages mean, for whoever reads them for the first time. */
import { html, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { pairs } from './parts.ts';

/** By what a newcomer meets first; names and sentences of the announcement keep its words. */
const TERMS: readonly (readonly [term: string, meaning: string])[] = [
  [
    'FOD, SAC',
    'Field Office Director, Special Agent in Charge: the supervisors through whom a consultation goes (rule R1).',
  ],
  ['OPLA', 'Office of the Principal Legal Advisor: its attorneys give the legal advice that is asked for (R1).'],
  ['ORAP', 'Office of Regulatory Affairs and Policy: answers questions about the policy (R12).'],
  [
    'Consultation',
    'The legal advice before a civil enforcement action that may involve a beneficiary of, or applicant for, a victim-based benefit. It is asked for and recorded; it is no approval.',
  ],
  [
    'Deconfliction',
    'Asking partner agencies whether the action would compromise an investigation or an action of theirs (R2). They say no more than whether it would.',
  ],
  [
    'Partner',
    'Another law enforcement agency, or another part of this one. It sees a window and a region, never a case.',
  ],
  [
    'Requirement',
    'One of the things that have to be there before the case can be decided. The case says of each what is missing, who gives it, and by when.',
  ],
  [
    'Process requirements met',
    'All of them were there, for these facts under this policy version, when a supervisor decided. Never an approval, an order, a recommendation or a score.',
  ],
  ['Clearance', 'The decision that says so. New facts, withdrawn advice, a late conflict and its time limit end it.'],
  [
    'Claim',
    'To take work that is asked of several people, so that it is known who does it. The consultation and each role’s other work are claimed separately.',
  ],
  [
    'Set aside, suspend',
    'To leave work until a time. It is told of then; dates that pass meanwhile are told of as well.',
  ],
  [
    'Recusal',
    'To give work up because of a conflict of interest. Whoever recuses themselves does no such work of the case again.',
  ],
  ['Escalation', 'Work that nobody did in time, or that people disagree about, goes to senior leadership.'],
  [
    'Entry',
    'One thing that happened in a case, in the order in which it was recorded. Entries are corrected, never changed.',
  ],
  [
    'Epoch',
    'A case from its start to its end. Reopened, it has another one, in which earlier clearances do not count.',
  ],
  [
    'Digest',
    'A number computed from a text, such as the facts that advice was given on: equal where the text is the same to the letter.',
  ],
  [
    'Notice to Appear',
    'The document that begins removal proceedings. After an action at certain places it states that 8 U.S.C. § 1367 was complied with (§ 1229(e)).',
  ],
  [
    'Product default',
    'A limit or a rule that the announcement does not set. It is ours, and policy data can change it where it says so.',
  ],
  [
    'R1 to R12, rows 1 to 32',
    'The rules of the policy, and the cases that they decide: all of them stand on the page “Policy”.',
  ],
];

export const termsPage = (visitor: Visitor): Html =>
  layout({
    title: 'Words used here',
    visitor,
    path: '/web/terms',
    body: html`
      <h1>Words used here</h1>
      ${pairs(TERMS)}
    `,
  });
