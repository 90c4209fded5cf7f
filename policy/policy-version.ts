import type { Benefit, Duty, PartnerClass } from '../schemas/words.ts';

/** Where a value comes from. Nothing that the product adds passes for the document's. */
export type Label = 'document' | 'statute' | 'instruction' | 'product default';

/** A value of the policy with its mark (R1…R12, rows of the decision table) and where it comes from. */
export interface Marked<T> {
  readonly value: T;
  readonly mark: string;
  readonly label: Label;
  /** Byte for byte from the page; only `document` values have one. */
  readonly quote?: string;
  readonly note?: string;
}

/** What the policy says of one benefit. */
export interface BenefitTerms {
  readonly form: string;
  readonly consult: Marked<boolean>;
  /** Whether §1367(a)(2) lists it: `partly` where only (a)(1) does. */
  readonly nondisclosure: Marked<'listed' | 'partly' | 'notListed'>;
}

/** A version of the policy as plain data: no code and no zod, since it travels into workflows. Durations are ISO 8601. */
export interface PolicyVersion {
  readonly version: string;
  readonly effectiveFrom: string;
  readonly rules: { readonly [id in `R${number}`]: Marked<string> };
  readonly benefits: { readonly [benefit in Benefit]: BenefitTerms };
  readonly consultation: {
    readonly mode: Marked<'hardGate'>;
    readonly notConsistentBlocks: Marked<boolean>;
    readonly reminder: Marked<string>;
    readonly due: Marked<string>;
    readonly escalation: Marked<string>;
  };
  readonly deconfliction: {
    readonly partnerClasses: Marked<readonly PartnerClass[]>;
    readonly reminder: Marked<string>;
    readonly due: Marked<string>;
    readonly escalation: Marked<string>;
  };
  readonly clearance: { readonly validity: Marked<string>; readonly lapse: Marked<string> };
  readonly separatedDuties: Marked<readonly (readonly [Duty, Duty])[]>;
  readonly exigency: Marked<'disabled'>;
  /** Directives that this version rescinds and supersedes: identifiers that cannot be selected. */
  readonly rescinds: Marked<readonly string[]>;
}
