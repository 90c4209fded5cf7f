/** An API that does nothing: it takes what its contract lets it take, and answers with the least that its contract lets it answer. */
import { operationOf } from '../api/contract.ts';
import { leastAnswer } from '../api/least-answer.ts';
import { problemOf, type ProblemName } from '../../schemas/problems.ts';

export interface RecordingApi {
  request(request: Request): Promise<Response>;
  /** What the next command that changes something is answered with instead. */
  readonly refusals: ProblemName[];
}

/** Of whoever looks at a consultation that they have claimed. */
const BEGINS = { action: 'task.started', words: 'begin the consultation', whyNot: [] };

export function createRecordingApi(): RecordingApi {
  const refusals: ProblemName[] = [];
  return {
    refusals,
    async request(request) {
      const operation = operationOf(request.method, new URL(request.url).pathname);
      if (operation === undefined) return refused('no-such-route');
      // The least of a stream would be none.
      if (operation.name === 'awaitQueueChanges') return refused('not-permitted');
      const text = await request.text();
      if (operation.body !== null) {
        const { error } = operation.body.safeParse(JSON.parse(text));
        if (error !== undefined)
          return refused(
            'malformed',
            error.issues.map(({ path, message }) => ({ pointer: path.join('/'), message })),
          );
      }
      const refusal = operation.method === 'POST' ? refusals.shift() : undefined;
      if (refusal !== undefined) return refused(refusal);
      const { status, type, body } = leastAnswer(operation);
      const answer = operation.name === 'getTask' ? { ...(body as object), actions: [BEGINS] } : body;
      return new Response(JSON.stringify(answer), { status, headers: { 'content-type': type } });
    },
  };
}

function refused(name: ProblemName, errors: readonly { pointer: string; message: string }[] = []): Response {
  const problem = problemOf(name, { errors });
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json' },
  });
}
