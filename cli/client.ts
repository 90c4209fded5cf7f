/** The API's client: over `fetch`, without state; what it may be asked, and what it answers, is typed by the API's own table of operations. */
import {
  sendingOf,
  type AnswerTo,
  type CallArguments,
  type CallOf,
  type JsonName,
  type Sending,
} from '../api/contract/call.ts';
import type { OperationName } from '../api/contract/operations.ts';
import type { Problem } from '../schemas/problems.ts';
import { eventIds } from './event-stream.ts';

/** The service answered with a problem. */
export class ServiceProblem extends Error {
  override readonly name = 'ServiceProblem';
  readonly problem: Problem;
  /** Under which key the command was sent; null where nothing was to be changed. */
  readonly idempotencyKey: string | null;
  /** After how long the service asks to be asked again. */
  readonly retryAfterSeconds: number | null;

  constructor(problem: Problem, idempotencyKey: string | null, retryAfterSeconds: number | null = null) {
    super(problem.title);
    this.problem = problem;
    this.idempotencyKey = idempotencyKey;
    this.retryAfterSeconds = retryAfterSeconds;
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

/** A record of a million entries is written in minutes, and what answers when it is done begins to answer only then: see patient-fetch.ts. */
const WHOLE_RECORD_TIMEOUT_MS = 3_600_000;
const OF_WHOLE_RECORD: readonly OperationName[] = ['exportBundle', 'reconcile', 'rebuild', 'rewrap'];
/** Less than any answer may take. */
const WATCH_SECONDS = 20;
/** A stream of changes shows every 15 s that it lives. */
const SILENCE_MS_MAX = 45_000;
/** Longer than the service itself goes through several tasks. */
const BULK_TIMEOUT_MS = 120_000;
/** Longer than the service itself waits for a case. */
const ANSWER_TIMEOUT_MS = 30_000;

function timeoutOf(name: OperationName): number {
  if (OF_WHOLE_RECORD.includes(name)) return WHOLE_RECORD_TIMEOUT_MS;
  return name === 'actOnTasks' ? BULK_TIMEOUT_MS : ANSWER_TIMEOUT_MS;
}

/** A handle, where identity is embedded, or an access token of the issuer: read when it is first sent, so that its text is kept nowhere else. */
export type Who = { readonly handle: string } | { readonly token: () => Promise<string> };

export interface ClientOptions {
  readonly url: string;
  /** Who acts; null where nobody needs to. */
  readonly who: Who | null;
  readonly idempotencyKey: string | null;
  /** Entity tag of what is acted on, without quotes; null where it may stand as it will. */
  readonly ifMatch?: string | null;
  readonly fetch: typeof fetch;
}

/** Of each: @throws ServiceProblem, Unreachable */
export interface Client {
  call<Name extends JsonName>(name: Name, ...call: CallArguments<Name>): Promise<AnswerTo<Name>>;
  /** The case once it stands otherwise than under this entity tag; null where it did not change for a while. */
  changed(
    call: CallOf<'getCase'>,
    tag: string | null,
  ): Promise<{ readonly tag: string | null; readonly case: AnswerTo<'getCase'> } | null>;
  /**
   * A tag of the queue whenever it stands otherwise, first where it does not stand as under this one; ends when the service ends the
   * stream, which it does every few minutes.
   */
  queueChanges(tag: string | null): AsyncGenerator<string>;
  /** The bytes of a bundle as they come. */
  openBundle(call: CallOf<'exportBundle'>): Promise<ReadableStream<Uint8Array>>;
}

export function createClient({ url, who, idempotencyKey, ifMatch = null, fetch: send }: ClientOptions): Client {
  const keyOf = ({ isKeyed }: Sending): string | null => (isKeyed ? idempotencyKey : null);

  const matchOf = ({ isMatched }: Sending): Headed =>
    isMatched && ifMatch !== null ? { 'if-match': `"${ifMatch}"` } : {};

  async function reach(
    name: OperationName,
    sending: Sending,
    more: Headed = {},
    signal = AbortSignal.timeout(timeoutOf(name)),
  ): Promise<Response> {
    const { method, path, body } = sending;
    const key = keyOf(sending);
    const headers = {
      accept: 'application/json, application/problem+json',
      ...(await identified(who)),
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(key === null ? {} : { 'idempotency-key': key }),
      ...matchOf(sending),
      ...more,
    };
    try {
      return await send(new URL(path, url), {
        method,
        headers,
        ...(body === null ? {} : { body }),
        redirect: 'error',
        signal,
      });
    } catch {
      throw new Unreachable(`nothing answers at ${new URL(url).origin}`, key);
    }
  }

  async function* queueChanges(tag: string | null): AsyncGenerator<string> {
    const more = {
      accept: 'text/event-stream, application/problem+json',
      ...(tag === null ? {} : { 'last-event-id': tag }),
    };
    // For its headers alone: the stream goes on for minutes.
    const begun = new AbortController();
    const timer = setTimeout(() => begun.abort(), ANSWER_TIMEOUT_MS);
    const response = await reach('awaitQueueChanges', sendingOf('awaitQueueChanges'), more, begun.signal).finally(() =>
      clearTimeout(timer),
    );
    if (!response.ok || response.body === null) return answerOf<never>(response, null);
    try {
      yield* eventIds(response.body, SILENCE_MS_MAX);
    } catch {
      throw new Unreachable(`the connection to ${new URL(url).origin} was lost`, null);
    }
  }

  return {
    async call(name, ...call) {
      const sending = sendingOf(name, ...call);
      return answerOf<typeof name>(await reach(name, sending), keyOf(sending));
    },
    async changed(call, tag) {
      const more = tag === null ? {} : { 'if-none-match': tag, prefer: `wait=${WATCH_SECONDS}` };
      const response = await reach('getCase', sendingOf('getCase', call), more);
      if (response.status === 304) return null;
      return { tag: response.headers.get('etag'), case: await answerOf<'getCase'>(response, null) };
    },
    queueChanges,
    async openBundle(call) {
      const lines = { accept: 'application/jsonl, application/problem+json' };
      const response = await reach('exportBundle', sendingOf('exportBundle', call), lines);
      return response.ok && response.body !== null ? response.body : answerOf<never>(response, null);
    },
  };
}

type Headed = { readonly [name: string]: string };

async function identified(who: Who | null): Promise<Headed> {
  if (who === null) return {};
  return 'handle' in who ? { 'casegate-as': who.handle } : { authorization: `Bearer ${await who.token()}` };
}

/** The one place where what came over the network becomes what the contract says that it is. */
async function answerOf<Name extends JsonName>(response: Response, key: string | null): Promise<AnswerTo<Name>> {
  const type = response.headers.get('content-type') ?? '';
  const body = await bodyOf(response);
  if (response.ok && type.startsWith('application/json')) return body as AnswerTo<Name>;
  if (type.startsWith('application/problem+json') && body !== null)
    throw new ServiceProblem(body as Problem, key, secondsIn(response.headers.get('retry-after')));
  throw new Unreachable('what answers there is not casegate', key);
}

/** Seconds alone: this service gives no dates (RFC 9110 §10.2.3). */
const secondsIn = (retryAfter: string | null): number | null =>
  retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null;

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}
