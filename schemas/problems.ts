/**
 * The one catalogue of problems (RFC 9457): each says what happened and what to do. None repeats a value that was sent,
 * since a value sent to the wrong place is protected all the same.
 */
import { z } from 'zod';
import type { Unchanging } from './unchanging.ts';
import type { Json } from './words.ts';

interface ProblemKind {
  readonly status: 400 | 401 | 403 | 404 | 405 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 503;
  readonly title: string;
  /** What to do. */
  readonly remedy: string;
}

export const PROBLEMS = {
  'not-signed-in': {
    status: 401,
    title: 'Nobody is signed in',
    remedy:
      'Send a valid access token (Authorization: Bearer …); in embedded mode the header Casegate-As with a handle that GET /people lists will do.',
  },
  'not-in-directory': {
    status: 403,
    title: 'The staff directory does not have this person, or no longer',
    remedy: 'Ask whoever keeps the staff directory of your agency.',
  },
  'session-ended': {
    status: 401,
    title: 'Your session has ended, so nothing was sent',
    remedy: 'Sign in again in another tab, as the same person. Then come back to this page and send what you typed.',
  },
  'foreign-form': {
    status: 403,
    title: 'The form was not opened by you in this browser, so nothing was sent',
    remedy: 'Look at what would be sent below. If it is yours, send it again.',
  },
  'foreign-origin': {
    status: 403,
    title: 'The request came from a page of another site, so nothing was done',
    remedy: 'If you meant to do this, open the page from here and do it there.',
  },
  'sign-in-refused': {
    status: 403,
    title: 'You have not been signed in',
    remedy: 'Start again from the sign-in page. If it happens twice, tell the operators the time.',
  },
  'wrong-host': {
    status: 403,
    title: 'The request came under another host name',
    remedy: 'Use the address that the service printed when it started.',
  },
  'not-permitted': {
    status: 403,
    title: 'This person may not do this',
    remedy: 'Ask a person whom the reasons name; the attempt has been recorded.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here for this person',
    remedy: 'Check the id. If it is right, this person has no need to know, which reads the same.',
  },
  'no-such-route': {
    status: 404,
    title: 'The service has no such address',
    remedy: 'Pages begin at /web/work; the addresses of the API are listed at /reference.',
  },
  'wrong-media-type': {
    status: 415,
    title: 'The body is not declared as JSON',
    remedy: 'Send it with Content-Type: application/json.',
  },
  'too-large': {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send at most 64 KiB, of a policy file 256 KiB: a longer text belongs in the file that a note refers to.',
  },
  'not-json': {
    status: 400,
    title: 'The body is not strict JSON (RFC 8259, I-JSON)',
    remedy: 'Correct the body at the place named and send it again.',
  },
  malformed: {
    status: 422,
    title: 'The request has parts that are wrong',
    remedy: 'Correct each part named in errors and send it again; nothing has been recorded.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key belongs to another command',
    remedy: 'Nothing new was done. Send a new command with a new key.',
  },
  'facts-changed': {
    status: 409,
    title: 'The facts have changed since they were read',
    remedy: 'Read the case again, decide on the facts as they are now, and send the factsDigest that it shows.',
  },
  'not-in-this-state': {
    status: 409,
    title: 'This cannot be done in the present state',
    remedy: 'Look at the case: it says what is missing, who can do it, and what you can do now.',
  },
  'policy-refused': {
    status: 409,
    title: 'The register of policy versions does not take this',
    remedy: 'Nothing changed. The reasons say what stands against it, the register of versions where it stands.',
  },
  'too-long': {
    status: 422,
    title: 'The case is too long for this',
    remedy: 'Nothing changed. Look at its timeline instead.',
  },
  'measure-refused': {
    status: 409,
    title: 'The measure cannot be taken',
    remedy: 'Nothing changed; the attempt has been recorded. The reasons say what stands against it.',
  },
  'incident-refused': {
    status: 409,
    title: 'The report cannot be taken, or does not take this step',
    remedy: 'Nothing changed. The reasons say what stands against it; look at the report: it says where it stands.',
  },
  'not-held': {
    status: 409,
    title: 'The case is not held',
    remedy: 'Nothing changed. It goes on by itself.',
  },
  'case-ended': {
    status: 409,
    title: 'The case has ended',
    remedy: 'Nothing changed; the message has been recorded beside the case. Reopening starts a new epoch.',
  },
  held: {
    status: 503,
    title: 'The case is held until an operator has looked',
    remedy: 'Nothing changed. Tell the operators; they see the case as held.',
  },
  busy: {
    status: 429,
    title: 'Too many commands for this case at a time',
    remedy: 'Nothing changed. Send it again in a moment, with the same Idempotency-Key.',
  },
  'precondition-failed': {
    status: 412,
    title: 'The case is no longer as you saw it',
    remedy:
      'Nothing changed. Read it again, then decide whether you still want to do this; if so, send it under a new Idempotency-Key.',
  },
  'not-tried': {
    status: 503,
    title: 'It was not tried, since those before it took too long',
    remedy: 'Nothing changed. Send it again in a moment, with the same Idempotency-Key.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests, or too many that were refused',
    remedy:
      'Nothing changed. Wait as long as Retry-After says, a minute at most; ask the operators if your work needs more.',
  },
  unavailable: {
    status: 503,
    title: 'The service cannot reach what it needs',
    remedy: 'It may or may not have taken effect. Send it again with the same Idempotency-Key: it takes effect once.',
  },
  unexpected: {
    status: 500,
    title: 'Something went wrong in the service',
    remedy: 'Tell the operators the time of this answer; the cause is in the log.',
  },
} as const satisfies { readonly [kind: string]: ProblemKind };

export type ProblemName = keyof typeof PROBLEMS;

/** One thing that is wrong, and where: a JSON pointer (RFC 6901) into the body, empty for the whole of it; `?name` for a parameter; or a header. */
export interface Fault {
  readonly pointer: string;
  readonly message: string;
}

/** A relative reference: what each means is on the page of the API's reference. */
export const problemTypeOf = <Name extends ProblemName>(name: Name) => `/problems/${name}` as const;

/** The body of an `application/problem+json` answer. */
export const problemSchema = z.strictObject({
  type: z.enum((Object.keys(PROBLEMS) as ProblemName[]).map(problemTypeOf)),
  status: z.literal(Object.values(PROBLEMS).map(({ status }) => status)),
  title: z.string(),
  detail: z.string().exactOptional(),
  remedy: z.string().describe('What to do'),
  errors: z.array(z.strictObject({ pointer: z.string(), message: z.string() })).exactOptional(),
  reasons: z.array(z.custom<Json>()).exactOptional().describe('Why the engine refused, as data and in words'),
});
export type Problem = Unchanging<z.output<typeof problemSchema>>;

export interface ProblemExtras {
  readonly detail?: string;
  readonly errors?: readonly Fault[];
  readonly reasons?: readonly Json[];
}

export function problemOf(name: ProblemName, extras: ProblemExtras = {}): Problem {
  return { type: problemTypeOf(name), ...PROBLEMS[name], ...extras };
}

/** More than this many faults at once tells nobody more, and would let a request of 64 KiB make a much larger answer. */
const FAULTS_MAX = 20;

/** What zod found. Its paths hold names of our own fields and indexes only: an unknown field is reported at its parent. */
export function faultsOf(error: z.core.$ZodError): Fault[] {
  return error.issues.slice(0, FAULTS_MAX).map(({ path, message }) => ({ pointer: pointerOf(path), message }));
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
