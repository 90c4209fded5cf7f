import type { Context } from 'hono';
import { problemOf, type ProblemExtras, type ProblemName } from '../../schemas/problems.ts';

/** Thrown wherever a request cannot go on; the app answers it as `application/problem+json` (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: ProblemName;
  readonly extras: ProblemExtras;

  constructor(problem: ProblemName, extras: ProblemExtras = {}) {
    super(problem);
    this.problem = problem;
    this.extras = extras;
  }
}

export function respondWithProblem(context: Context, name: ProblemName, extras: ProblemExtras = {}): Response {
  const problem = problemOf(name, extras);
  return context.body(JSON.stringify(problem), problem.status, { 'content-type': 'application/problem+json' });
}
