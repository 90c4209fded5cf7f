import { ApplicationFailure } from '@temporalio/activity';
import { TERMINAL_FAILURES, type TerminalFailure } from './contract.ts';

/** Ends an activity for good, with a code that tells nothing of a case. */
export const terminal = (code: TerminalFailure): ApplicationFailure => ApplicationFailure.nonRetryable(code, code);

/** What a port failed with, as a code: its text may quote what it failed on. */
export function asFailure(error: unknown): never {
  if (error instanceof ApplicationFailure) throw error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  const known = TERMINAL_FAILURES.find((failure) => failure === code);
  if (known !== undefined) throw terminal(known);
  throw ApplicationFailure.retryable('the outside did not take it', 'unavailable');
}
