/** Which problems an operation can answer: what follows from how it is asked, and its own. */
import { PROBLEMS, type ProblemName } from '../../schemas/problems.ts';
import type { Operation } from './operations.ts';

const OF_ALL: readonly ProblemName[] = ['unexpected', 'unavailable'];
/** Of who asks. */
const OF_SIGNED: readonly ProblemName[] = [
  'not-signed-in',
  'not-in-directory',
  'wrong-host',
  'not-permitted',
  'too-many-requests',
];
const OF_BODY: readonly ProblemName[] = ['wrong-media-type', 'too-large', 'not-json', 'malformed'];

/** By status, as a client meets them. */
export function problemsOf(operation: Operation): readonly ProblemName[] {
  const { method, path, body, paged, filters, narrowing, tagged, unkeyed, open, problems = [] } = operation;
  const isCommand = method === 'POST';
  const found = new Set<ProblemName>([
    ...OF_ALL,
    ...(open === true ? [] : OF_SIGNED),
    ...(path.includes(':') ? ['not-found' as const] : []),
    ...(paged === true || filters !== undefined || narrowing !== undefined ? ['malformed' as const] : []),
    ...(body === null ? [] : OF_BODY),
    ...(isCommand && unkeyed !== true ? (['malformed', 'idempotency-key-reused'] as const) : []),
    ...(isCommand && tagged !== undefined ? ['precondition-failed' as const] : []),
    ...problems,
  ]);
  return [...found].sort((one, other) => PROBLEMS[one].status - PROBLEMS[other].status);
}
