/** The API's client: typed, over `fetch`, without state. */
import type { Reconciled } from '../api/adapters/audit-port.ts';
import type { ListedPerson } from '../api/ports.ts';
import type {
  CaseRepresentation,
  CaseRowRepresentation,
  RequestRowRepresentation,
  RequestRepresentation,
  TaskRepresentation,
  TaskRowRepresentation,
  WhyRepresentation,
} from '../api/resources/representations.ts';
import type { HistoryRepresentation } from '../api/resources/history-routes.ts';
import type { TimelineEntry } from '../api/resources/timeline.ts';
import type { ExportCommand } from '../schemas/audit-bundle.ts';
import type { Problem } from '../schemas/problems.ts';
import type { Person } from '../schemas/words.ts';

/** The service answered with a problem. */
export class ServiceProblem extends Error {
  override readonly name = 'ServiceProblem';
  readonly problem: Problem;
  /** Under which key the command was sent; null where nothing was to be changed. */
  readonly idempotencyKey: string | null;

  constructor(problem: Problem, idempotencyKey: string | null) {
    super(problem.title);
    this.problem = problem;
    this.idempotencyKey = idempotencyKey;
  }
}

/** The service did not answer, or something else did. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
  readonly idempotencyKey: string | null;

  constructor(message: string, idempotencyKey: string | null) {
    super(message);
    this.idempotencyKey = idempotencyKey;
  }
}

/**
 * A record of a million entries is written in minutes. Where an answer begins only at the work's end, Node's `fetch` itself waits for five
 * minutes: work that takes longer goes on in the service, and takes effect.
 */
const WHOLE_RECORD_TIMEOUT_MS = 3_600_000;
/** Less than any answer may take. */
const WATCH_SECONDS = 20;
/** Longer than the service itself waits for a case. */
const ANSWER_TIMEOUT_MS = 30_000;

/** A handle, where identity is embedded, or an access token of the issuer: read when it is first sent, so that its text is kept nowhere else. */
export type Who = { readonly handle: string } | { readonly token: () => Promise<string> };

export interface ClientOptions {
  readonly url: string;
  /** Who acts; null where nobody needs to. */
  readonly who: Who | null;
  readonly idempotencyKey: string | null;
  readonly fetch: typeof fetch;
}

export type PersonRepresentation = Omit<ListedPerson, 'person'> & Omit<Person, 'id'>;
export interface Acted {
  readonly entry?: number | null;
  readonly at?: string;
  readonly case?: string;
  readonly request?: string;
  readonly remedy?: string;
}
/** Of one task among several. */
export interface BulkResult {
  readonly task: string;
  readonly done: boolean;
  readonly problem?: Problem;
  /** Where it is accepted, and not in the record yet. */
  readonly remedy?: string;
}
export interface Rebuilt {
  readonly cases: number;
  readonly entries: number;
  readonly shredded: number;
  readonly diverging: readonly string[];
}
export interface MemoRepresentation {
  readonly case: CaseRepresentation;
  readonly policyDigest: string;
  readonly entries: readonly TimelineEntry[];
  readonly printedAt: string;
}
/** Of a list: parameters of its address. */
export type Filter = { readonly [name: string]: string };
export interface Paged {
  readonly next: string | null;
}

export type Client = ReturnType<typeof createClient>;

export function createClient({ url, who, idempotencyKey, fetch: send }: ClientOptions) {
  async function call<Answer>(
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    timeoutMs?: number,
  ): Promise<Answer> {
    const key = method === 'POST' ? idempotencyKey : null;
    const headers = await headersFor({
      ...(body === undefined ? {} : JSON_BODY),
      ...(key === null ? {} : { 'idempotency-key': key }),
    });
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    const response = await reach(path, key, { method, headers, ...sent }, timeoutMs);
    return answerOf<Answer>(response, key);
  }

  /** Of every request: what is understood, and who asks. */
  async function headersFor(more: Headed = {}): Promise<Headed> {
    return { accept: 'application/json, application/problem+json', ...(await identified(who)), ...more };
  }

  async function reach(
    path: string,
    key: string | null,
    init: RequestInit,
    timeoutMs = ANSWER_TIMEOUT_MS,
  ): Promise<Response> {
    try {
      return await send(new URL(path, url), {
        ...init,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
    } catch {
      throw new Unreachable(`nothing answers at ${new URL(url).origin}`, key);
    }
  }

  const under = (collection: string, id: string, rest = ''): string =>
    `/${collection}/${encodeURIComponent(id)}${rest}`;
  const paged = (path: string, after: string | null, filter: Filter = {}): string => {
    const query = new URLSearchParams({ ...filter, ...(after === null ? {} : { after }) }).toString();
    return query === '' ? path : `${path}?${query}`;
  };

  return {
    /** For addresses whose answers are typed where they are asked for. */
    get: <Answer>(path: string) => call<Answer>('GET', path),
    post: <Answer>(path: string, body: object) => call<Answer>('POST', path, body),
    people: () => call<{ readonly people: readonly PersonRepresentation[] }>('GET', '/people'),
    /** @param body JSON as it was read: the service parses it strictly, duplicate names and all */
    start: (body: string) => call<Acted>('POST', '/cases', body),
    /** @param body as for a start, without the key of the person concerned */
    reopen: (id: string, body: string) => call<Acted>('POST', under('cases', id, '/epochs'), body),
    cases: (after: string | null, filter: Filter) =>
      call<Paged & { readonly cases: readonly CaseRowRepresentation[] }>('GET', paged('/cases', after, filter)),
    case: (id: string) => call<CaseRepresentation>('GET', under('cases', id)),
    caseAfter: (id: string, entry: string) =>
      call<HistoryRepresentation>('GET', under('cases', id, `/history/${encodeURIComponent(entry)}`)),
    /** The case once it stands otherwise than under this entity tag; null where it did not change for a while. */
    async changed(id: string, tag: string | null) {
      const headers = await headersFor(tag === null ? {} : { 'if-none-match': tag, prefer: `wait=${WATCH_SECONDS}` });
      const response = await reach(under('cases', id), null, { method: 'GET', headers });
      if (response.status === 304) return null;
      return { tag: response.headers.get('etag'), case: await answerOf<CaseRepresentation>(response, null) };
    },
    why: (id: string) => call<WhyRepresentation>('GET', under('cases', id, '/why')),
    memo: (id: string) => call<MemoRepresentation>('GET', under('cases', id, '/memo')),
    timeline: (id: string, after: string | null) =>
      call<Paged & { readonly case: string; readonly entries: readonly TimelineEntry[] }>(
        'GET',
        paged(under('cases', id, '/timeline'), after),
      ),
    tasks: (after: string | null, filter: Filter) =>
      call<Paged & { readonly tasks: readonly TaskRowRepresentation[] }>('GET', paged('/tasks', after, filter)),
    task: (id: string) => call<TaskRepresentation>('GET', under('tasks', id)),
    request: (reference: string) => call<RequestRepresentation>('GET', under('requests', reference)),
    requests: (after: string | null, filter: Filter) =>
      call<Paged & { readonly requests: readonly RequestRowRepresentation[] }>(
        'GET',
        paged('/requests', after, filter),
      ),
    bulk: (tasks: readonly string[], event: object) =>
      call<{ readonly results: readonly BulkResult[] }>('POST', '/tasks/bulk', { tasks, event }),
    auditKey: () => call<{ readonly verifierKey: string }>('GET', '/audit/key'),
    /** The bundle's bytes as they come. */
    exportBundle: async (command: ExportCommand): Promise<ReadableStream<Uint8Array>> => {
      const init = { method: 'POST', headers: await headersFor(BUNDLE), body: JSON.stringify(command) };
      const response = await reach('/audit/exports', null, init, WHOLE_RECORD_TIMEOUT_MS);
      return response.ok && response.body !== null ? response.body : answerOf(response, null);
    },
    reconcile: (caseId: string | null) =>
      call<Reconciled>('POST', '/audit/reconciliations', { caseId }, WHOLE_RECORD_TIMEOUT_MS),
    rebuild: () => call<Rebuilt>('POST', '/audit/rebuilds', {}, WHOLE_RECORD_TIMEOUT_MS),
    rewrap: () => call<{ readonly rewrapped: number }>('POST', '/audit/rewraps', {}, WHOLE_RECORD_TIMEOUT_MS),
    act: (collection: 'cases' | 'tasks' | 'requests', id: string, event: object) =>
      call<Acted>('POST', under(collection, id, '/events'), event),
  };
}

type Headed = { readonly [name: string]: string };
const JSON_BODY: Headed = { 'content-type': 'application/json' };
const BUNDLE: Headed = { ...JSON_BODY, accept: 'application/jsonl, application/problem+json' };

async function identified(who: Who | null): Promise<Headed> {
  if (who === null) return {};
  return 'handle' in who ? { 'casegate-as': who.handle } : { authorization: `Bearer ${await who.token()}` };
}

async function answerOf<Answer>(response: Response, key: string | null): Promise<Answer> {
  const type = response.headers.get('content-type') ?? '';
  const body = await bodyOf(response);
  if (response.ok && type.startsWith('application/json')) return body as Answer;
  if (type.startsWith('application/problem+json') && body !== null) throw new ServiceProblem(body as Problem, key);
  throw new Unreachable('what answers there is not casegate', key);
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
