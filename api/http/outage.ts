import type { ProblemName } from '../../schemas/problems.ts';

/** Errors of the operating system, and classes of PostgreSQL's SQLSTATE: connection, resources, operator intervention. */
const OUTAGES = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|08...|53...|57...)$/;
/** What `pg` and `pg-pool` say without a code. */
const SAID = ['timeout exceeded when trying to connect', 'Connection terminated', 'Query read timeout'];

/** What is said of an error that nobody foresaw. */
export const problemOfFault = (error: unknown): ProblemName => (isOutage(error) ? 'unavailable' : 'unexpected');

/** Whether an error passes by waiting: the database is away, restarts, or is overloaded. */
export function isOutage(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isOutage);
  if (!(error instanceof Error)) return false;
  return ('code' in error && OUTAGES.test(String(error.code))) || SAID.some((text) => error.message.startsWith(text));
}
