/** The sentences of the page that the policy rests on, byte for byte: see `../source/`. A test compares. */
export const SUBJECT =
  'Issuance of Interim Policy Guidance Regarding Civil Immigration Enforcement Actions Involving Current or Potential Beneficiaries of Victim-Based Immigration Benefits';
export const SIGNED =
  'On January 30, 2025, I signed an interim policy guidance memorandum *Interim Guidance on Civil Immigration Enforcement Actions Involving Current or Potential Beneficiaries of Victim-Based Immigration Benefits*.';
export const RESCINDED =
  'In accordance with the Executive Order (EO) entitled "Protecting the American People Against Invasion," ICE Directive 11005.3: Using a Victim-Centered Approach with Noncitizen Crime Victims (Dec. 2, 2021) and ICE Policy 10076.1: Prosecutorial Discretion: Certain Victims, Witnesses, and Plaintiffs (Jun. 17, 2011) are rescinded and superseded by this interim guidance.';
export const DECONFLICT =
  'ICE officers and agents should coordinate and deconflict internally, and with local, state, and other federal law enforcement, as appropriate, when determining whether to take civil immigration enforcement actions to ensure criminal investigative and other enforcement actions will not be compromised;';
export const CONSULT =
  'When encountering an alien who is the beneficiary of a victim-based immigration benefit, ICE officers and agents should consult with the Office of the Principal Legal Advisor through their Field Office Directors or Special Agents in Charge prior to conducting a civil enforcement action against such known beneficiaries, or against primary and derivative applicants or petitioners for such benefits, to ensure any such action is consistent with applicable legal limitations;';
export const NOT_KNOWN =
  'When encountering an alien during a civil immigration enforcement action who is not known to be an approved beneficiary of victim-based immigration benefits or to have applied or petitioned for such benefits, ICE officers and agents are not required to affirmatively seek to identify indicia or evidence suggesting an alien is a victim of a crime or consider such evidence as a positive discretionary factor in determining whether to take civil immigration enforcement action; and';
export const EXPEDITE =
  "ICE will no longer request expedited adjudications from U.S. Citizenship and Immigration Services; however, ICE may continue to do so subject to a case-by-case determination that doing so is in ICE's best interests.";
export const BOUND =
  'In implementing this guidance, ICE personnel remain bound to adhere to all applicable statutory and policy requirements including the provisions of 8 U.S.C. § 1367 and Department of Homeland Security (DHS) Instruction No. 002-02-001, Rev. 00.1: Implementation of Section 1367 Information Provisions (May 28, 2019).';
export const IN_EFFECT = 'The interim guidance is effective immediately and remains in effect until superseded.';
export const QUESTIONS =
  'I encourage all ICE employees in receipt of this guidance to review it and consult with their supervisory chain of command with questions, and for supervisors to consult with their senior leadership, the ICE Office of the Principal Legal Advisor, and the ICE Office of Regulatory Affairs and Policy as needed through their chain of command and Directorate or Program Office leadership.';

export const PARTNERS = 'internally, and with local, state, and other federal law enforcement, as appropriate';
export const CHANNEL = 'through their Field Office Directors or Special Agents in Charge';

export const INSTRUCTION = 'DHS Instruction No. 002-02-001, Rev. 00.1';
