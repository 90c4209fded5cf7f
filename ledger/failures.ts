/**
 * What the ledger refuses for good. Each has a `code` of the activities' contract, so that the case goes into a hold instead of
 * trying again. Whatever else is thrown (a lost connection, a time limit) may be tried again. No message quotes what is recorded.
 */
import type { TerminalFailure } from '../activities/contract.ts';

export abstract class LedgerFailure extends Error {
  abstract readonly code: TerminalFailure;
}

/** The case's history has split: another input stands at this entry, or this update stands at another entry. */
export class LedgerFork extends LedgerFailure {
  override readonly name = 'LedgerFork';
  readonly code = 'fork';
}

/** The input does not lead from the recorded state to the state that the case claims. */
export class LedgerDivergence extends LedgerFailure {
  override readonly name = 'LedgerDivergence';
  readonly code = 'divergence';
}

/**
 * The entry does not follow the last one. Terminal: a case appends one entry at a time and goes on only when it is kept, so what is
 * missing was lost here, and trying again brings nothing back.
 */
export class LedgerGap extends LedgerFailure {
  override readonly name = 'LedgerGap';
  readonly code = 'malformed';
}

/** Not an entry: wrong in shape or size, or a start where no epoch may begin. */
export class LedgerMalformed extends LedgerFailure {
  override readonly name = 'LedgerMalformed';
  readonly code = 'malformed';
}

/** What is stored was not written by a holder of the key for this place: changed, or moved from elsewhere. */
export class LedgerUnreadable extends LedgerFailure {
  override readonly name = 'LedgerUnreadable';
  readonly code = 'divergence';
}

/** The case's key was destroyed: nothing can be added to what nobody can read any more. */
export class CaseShredded extends LedgerFailure {
  override readonly name = 'CaseShredded';
  readonly code = 'malformed';
}

/** The log is not the one that was signed: somebody changed, moved or took away what had been kept. */
export class LedgerRewritten extends LedgerFailure {
  override readonly name = 'LedgerRewritten';
  readonly code = 'divergence';
}
