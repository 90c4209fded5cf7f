/** The API as the pages call it: within this process, for the person of a session, over the same routes as everybody. */
import type { Hono } from 'hono';
import type { Problem } from '../../schemas/problems.ts';
import type { Json, Person } from '../../schemas/words.ts';
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
  get<Answer>(person: Person, path: string): Promise<Answer>;
  /** For an answer that is larger than one wants to hold. */
  open(person: Person, path: string, command: Json): Promise<Sent<ReadableStream<Uint8Array>>>;
  post<Answer>(person: Person, path: string, command: Json, idempotencyKey: string | null): Promise<Sent<Answer>>;
}

export function createPageApi(app: Hono<SignedInside>): PageApi {
  const call = async <Answer>(person: Person, path: string, init: RequestInit): Promise<Sent<Answer>> => {
    const response = await app.request(path, init, { person });
    const body: unknown = await response.json();
    return response.ok ? { is: 'taken', answer: body as Answer } : { is: 'refused', problem: body as Problem };
  };
  return {
    async get<Answer>(person: Person, path: string) {
      const got = await call<Answer>(person, path, {});
      if (got.is === 'refused') throw new PageProblem(got.problem);
      return got.answer;
    },
    async open(person, path, command) {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(command) };
      const response = await app.request(path, init, { person });
      return response.ok
        ? { is: 'taken', answer: response.body! }
        : { is: 'refused', problem: (await response.json()) as Problem };
    },
    post: (person, path, command, idempotencyKey) =>
      call(person, path, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(idempotencyKey === null ? {} : { 'idempotency-key': idempotencyKey }),
        },
        body: JSON.stringify(command),
      }),
  };
}
