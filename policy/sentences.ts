import type { Mark, PolicyVersion, RowId, RuleId, Stated } from './policy-version.ts';

/** What stands behind a requirement: whose words, and which. */
export interface Sentence {
  readonly mark: Mark;
  /** In plain words. */
  readonly says: string;
  readonly label: Stated<unknown>['label'];
  /** The page's own words, byte for byte. */
  readonly quote?: string;
  readonly citation?: string;
  /** Why we chose it, or how it is read. */
  readonly note?: string;
}

/** The sentences behind a mark: of a rule all that it rests on, of a row what must hold there. None for a mark that the version does not have. */
export function sentencesFor({ rules, decisionTable }: PolicyVersion, mark: string): Sentence[] {
  const stated = Object.hasOwn(rules, mark)
    ? rules[mark as RuleId]
    : Object.hasOwn(decisionTable, mark)
      ? [decisionTable[mark as RowId]]
      : [];
  return stated.map(({ value, ...source }) => ({ says: value, ...source }));
}
