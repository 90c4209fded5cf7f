import type { Benefit, Duty, PartnerClass, PlaceClass, TransitionRule } from '../schemas/words.ts';
import type { BusinessCalendar } from './business-calendar.ts';

/** The rules of the policy, R1…R12. */
export type RuleId = `R${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12}`;

/** A row of the decision table, 1…32. */
export type RowId =
  | `row ${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}`
  | `row 1${Digit}`
  | `row 2${Digit}`
  | `row 3${0 | 1 | 2}`;
type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** A rule, or a row of the decision table. */
export type Mark = RuleId | `row ${number}`;

/** Where a value comes from. Only the page's own words are `document`; what we chose says so, and why. */
type Source =
  | {
      readonly label: 'document';
      /** A sentence of the page, byte for byte. */
      readonly quote: string;
      /** How the value is read out of the quote, where that is not plain. */
      readonly note?: string;
    }
  | {
      /** By citation only: neither text is part of this product. */
      readonly label: 'statute' | 'instruction';
      readonly citation: string;
      readonly note?: string;
    }
  | {
      readonly label: 'product default';
      /** Why we chose it. */
      readonly note: string;
      /** The words of the page that leave the room, where there are some. */
      readonly quote?: string;
    };

/** A value of a policy with its mark and its source. */
export type Stated<Value> = { readonly value: Value; readonly mark: Mark } & Source;

/** ISO 8601: days, hours, minutes, seconds; see `duration.ts`. */
export type IsoDuration = `P${string}`;

/** ISO 8601, whole days of 24 hours; a records schedule counts in years, which are days here. */
export type IsoDays = `P${string}D`;

/**
 * How the days of a duration are counted. `elapsed`: of 24 hours; `calendarDays`: by the clock of the office, so that a day may have 23 or 25
 * hours; `businessDays`: working days of the office, and what is shorter within its hours.
 */
export const COUNTINGS = ['elapsed', 'calendarDays', 'businessDays'] as const;
export type Counting = (typeof COUNTINGS)[number];

/** Counted from when a task is opened, or opened again by changed facts. */
export interface DeadlineRules {
  readonly remindAfter: Stated<IsoDuration>;
  readonly dueAfter: Stated<IsoDuration>;
  readonly escalateAfter: Stated<IsoDuration>;
  readonly counting: Stated<Counting>;
}

export interface BenefitRules {
  /** Forms by which the benefit is recognised; empty where it has none. */
  readonly forms: Stated<readonly string[]>;
  /** Whether its known beneficiary, applicant or petitioner calls for a consultation (R1). */
  readonly consultation: Stated<boolean>;
  /** Whether 8 U.S.C. § 1367(a)(2) keeps information about it confidential. `prohibitedSourceOnly`: § 1367(a)(1)(F) alone names it. */
  readonly confidentiality: Stated<'covered' | 'prohibitedSourceOnly' | 'notCovered' | 'notListed'>;
}

/** A ground on which 8 U.S.C. § 1367(b) lets protected information be disclosed. */
export interface DisclosureGround {
  readonly paragraph: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
  readonly allows: string;
  /** Whether somebody's exercise of discretion has to be recorded. */
  readonly needsDiscretion: boolean;
}

export interface RescindedPolicy {
  /** The number under which somebody might try to select it. */
  readonly id: string;
  readonly title: string;
  /** ISO 8601 date. */
  readonly dated: string;
}

/**
 * One version of the policy, as data. A literal type such as `'hardGate'` is a value that may be written only together with the
 * machine that keeps it: an unkept promise does not compile.
 */
export interface PolicyVersion {
  readonly version: string;
  readonly title: Stated<string>;
  /** ISO 8601 dates: of the page, and of the memorandum that it announces and that is not here. */
  readonly announced: Stated<string>;
  readonly memorandumSigned: Stated<string>;
  readonly inEffect: Stated<'fromIssuanceUntilSuperseded'>;
  /** What each rule says, in plain words, with its sources. */
  readonly rules: { readonly [rule in RuleId]: readonly [Stated<string>, ...Stated<string>[]] };
  /** What must hold in each situation of the decision table, in plain words. */
  readonly decisionTable: { readonly [row in RowId]: Stated<string> };
  readonly benefits: { readonly [benefit in Benefit]: BenefitRules };
  readonly consultation: DeadlineRules & {
    readonly mode: Stated<'hardGate'>;
    readonly notConsistent: Stated<'blocks'>;
  };
  readonly deconfliction: DeadlineRules & {
    /** Whether this class of partner is asked, unless a supervisor records why not. */
    readonly partnerClasses: { readonly [partnerClass in PartnerClass]: Stated<boolean> };
  };
  readonly clearance: {
    readonly validFor: Stated<IsoDuration>;
    /** How long a lapsed clearance waits for a renewal before the case ends as `expired`. */
    readonly lapsesFor: Stated<IsoDuration>;
    readonly counting: Stated<Counting>;
  };
  readonly calendar: BusinessCalendar;
  /** Every pair of duties is in exactly one of the two lists. */
  readonly separatedDuties: readonly Stated<readonly [Duty, Duty]>[];
  readonly combinableDuties: readonly Stated<readonly [Duty, Duty]>[];
  readonly training: Stated<'current'>;
  readonly certifiedPlaces: Stated<readonly PlaceClass[]>;
  readonly soleSource: Stated<'holdForCounsel'>;
  /** What becomes of open cases when this version supersedes theirs (row 18). */
  readonly transition: Stated<TransitionRule>;
  /** What becomes of open cases when this version is suspended, as by a court (row 19). */
  readonly suspension: Stated<'holdForCounsel'>;
  /** `twoPersons`: two people, with reasons, may let a case go on before the consultation is complete; it stays due. */
  readonly exigency: Stated<'disabled' | 'twoPersons'>;
  readonly expediteRequest: Stated<'refusedUnlessDetermined'>;
  /** The records schedule. A version that names none lets no text be destroyed. */
  readonly records?: {
    /** For how long at least the texts of an ended case are kept, counted from its end. */
    readonly keepTextsFor: Stated<IsoDays>;
  };
  readonly rescinded: readonly Stated<RescindedPolicy>[];
  readonly disclosureGrounds: readonly Stated<DisclosureGround>[];
}
