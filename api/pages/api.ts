/** The API as the pages call it: within this process, for the person of a session, over the same routes as everybody. */
import type { Hono } from 'hono';
import type { Problem } from '../../schemas/problems.ts';
import type { Person } from '../../schemas/words.ts';
import {
  sendingOf,
  sendingTo,
  type Addressed,
  type AnswerTo,
  type BodyOf,
  type CallArguments,
  type CommandName,
  type JsonName,
  type ReadName,
  type Sending,
  type Written,
} from '../contract/call.ts';
import type { SignedInside } from '../http/identity.ts';

/** A problem that the page cannot go on with: it is shown instead of it. */
export class PageProblem extends Error {
  override readonly name = 'PageProblem';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }
}

export type Sent<Answer> =
  | { readonly is: 'taken'; readonly answer: Answer }
  | { readonly is: 'refused'; readonly problem: Problem };

export interface PageApi {
  /** @throws PageProblem */
  get<Name extends ReadName>(person: Person, name: Name, ...call: CallArguments<Name>): Promise<AnswerTo<Name>>;
  /**
   * @param key under which it is taken once; empty, as a form may send it: as often as it is sent
   * @param signal aborted when nobody waits for the answer any longer
   */
  post<Name extends CommandName>(
    person: Person,
    to: Addressed<Name>,
    body: Written,
    key: string,
    signal?: AbortSignal,
  ): Promise<Sent<AnswerTo<Name>>>;
  /** The lines of a bundle, which is larger than one wants to hold. */
  openBundle(person: Person, command: BodyOf<'exportBundle'>): Promise<Sent<ReadableStream<Uint8Array>>>;
}

export function createPageApi(app: Hono<SignedInside>): PageApi {
  const send = async (
    person: Person,
    { method, path, body }: Sending,
    key = '',
    signal: AbortSignal | null = null,
  ): Promise<Response> => {
    const headers = {
      // With its length, as it comes from elsewhere: what is too long is refused before it is read.
      ...(body === null
        ? {}
        : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
      ...(key === '' ? {} : { 'idempotency-key': key }),
    };
    return app.request(path, { method, headers, signal, ...(body === null ? {} : { body }) }, { person });
  };
  return {
    async get(person, name, ...call) {
      const got = await answerOf<typeof name>(await send(person, sendingOf(name, ...call)));
      if (got.is === 'refused') throw new PageProblem(got.problem);
      return got.answer;
    },
    async post<Name extends CommandName>(
      person: Person,
      to: Addressed<Name>,
      body: Written,
      key: string,
      signal?: AbortSignal,
    ) {
      return answerOf<Name>(await send(person, sendingTo(to, body), key, signal));
    },
    async openBundle(person, body) {
      const response = await send(person, sendingOf('exportBundle', { body }));
      return response.ok ? { is: 'taken', answer: response.body! } : answerOf<never>(response);
    },
  };
}

/** The one place where an answer of the app becomes what the contract says that it is, to which tests hold it. */
async function answerOf<Name extends JsonName>(response: Response): Promise<Sent<AnswerTo<Name>>> {
  const body: unknown = await response.json();
  return response.ok ? { is: 'taken', answer: body as AnswerTo<Name> } : { is: 'refused', problem: body as Problem };
}
