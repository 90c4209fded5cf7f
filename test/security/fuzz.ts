/** Random requests over the whole HTTP surface: near what it takes, and far from it. Reproducible from the seed. */
import fc from 'fast-check';
import { OPERATION_LIST } from '../../api/contract/operations.ts';
import { SYNTHETIC_PEOPLE } from '../../dev/people.ts';
import { openArena, ORIGIN, UI_ORIGIN, type Arena } from './attack-arena.ts';
import { DISCLOSURE, START } from './attack-tries.ts';
import { EVERY_VERB } from './canary-play.ts';

/** Requests in one arena: a person's requests a minute are counted, and its clock stands still. */
const PER_ARENA = 250;

export interface Fuzzed {
  readonly requests: number;
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>;
  /** Requests that were answered with 5xx, threw, or made a fault inside. */
  readonly failures: readonly string[];
  /** Bytes on the heap after each arena was closed and garbage collected; empty without `--expose-gc`. */
  readonly heapBytes: readonly number[];
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly handle: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  readonly hasSession: boolean;
}

const HANDLES = SYNTHETIC_PEOPLE.map(({ handle }) => handle);
/** As a page of ours sends its forms. */
const FORM = { 'content-type': 'application/x-www-form-urlencoded', origin: ORIGIN };
const COLLECTIONS = ['/cases', '/tasks', '/requests'];
const PAGE_PATHS = ['', '/why', '/timeline', '/do/case.withdrawn', '/do/task.claimed', '/history/1', '/reopen'];

/** @param seed of the first arena; each has the next one */
export async function fuzz(seed: number, count: number): Promise<Fuzzed> {
  const statuses = new Map<number, number>();
  const failures: string[] = [];
  const heapBytes: number[] = [];
  const onRejection = (reason: unknown) => void failures.push(`unhandled rejection: ${String(reason)}`);
  process.on('unhandledRejection', onRejection);
  for (let done = 0; done < count; done += PER_ARENA) {
    const arena = await openArena();
    const arenaSeed = seed + done / PER_ARENA;
    const requests = fc.sample(requestOf(arena), { seed: arenaSeed, numRuns: Math.min(PER_ARENA, count - done) });
    const cookie = `casegate-8080-session=${await arena.session('supervisor-a')}`;
    for (const request of requests) await judge(arena, request, cookie, `seed ${arenaSeed}`, statuses, failures);
    await arena.close();
    if (globalThis.gc) {
      globalThis.gc();
      heapBytes.push(process.memoryUsage().heapUsed);
    }
  }
  process.off('unhandledRejection', onRejection);
  return { requests: [...statuses.values()].reduce((sum, times) => sum + times, 0), statuses, failures, heapBytes };
}

async function judge(
  arena: Arena,
  { method, path, handle, headers, body, hasSession }: Request,
  cookie: string,
  seed: string,
  statuses: Map<number, number>,
  failures: string[],
): Promise<void> {
  const faultsBefore = arena.stack.faults.length;
  const say = (what: string) =>
    failures.push(`${seed}: ${method} ${path} as ${handle}: ${what}: ${String(body).slice(0, 300)}`);
  try {
    const all = {
      ...(handle === null ? {} : { 'casegate-as': handle }),
      ...(hasSession ? { cookie } : {}),
      ...headers,
    };
    const init = {
      method,
      headers: all,
      ...(body === null || method === 'GET' || method === 'HEAD' ? {} : { body: body as string }),
    };
    const response = await arena.app.request(new URL(path, ORIGIN).href, init);
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    // A stream of changes has no end.
    if (response.headers.get('content-type')?.startsWith('text/event-stream')) await response.body?.cancel();
    else await response.arrayBuffer();
    if (response.status >= 500) say(`answered ${response.status}`);
  } catch (error) {
    say(`threw ${String(error)}`);
  }
  if (arena.stack.faults.length > faultsBefore) say(`fault: ${String(arena.stack.faults.at(-1))}`);
}

// — what is sent ——————————————————————————————————————————————————————————————————————————————————————————————————

function requestOf(arena: Arena): fc.Arbitrary<Request> {
  return fc
    .record({
      method: fc.oneof(
        { weight: 9, arbitrary: fc.constant('as the operation says') },
        fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'),
      ),
      operation: fc.constantFrom(...OPERATION_LIST),
      isPage: fc.nat(4).map((n) => n === 0),
      isCodec: fc.nat(9).map((n) => n === 0),
      id: idOf(arena),
      page: fc.tuple(fc.constantFrom(...COLLECTIONS), fc.constantFrom(...PAGE_PATHS)),
      query: queryOf,
      handle: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...HANDLES) }, fc.constant(null), headerText),
      headers: headersOf,
      body: bodyOf(arena),
      hasSession: fc.boolean(),
    })
    .map(({ method, operation, isPage, isCodec, id, page, query, handle, headers, body, hasSession }) => {
      const own = operation.path.replaceAll(/:([a-z]+)/g, (_part, name: string) =>
        encodeURIComponent(fitting(arena, name, id)),
      );
      const path = isPage
        ? `/web${page[0]}/${encodeURIComponent(fitting(arena, page[0].slice(1, -1), id))}${page[1]}`
        : isCodec
          ? '/codec/audit/decode'
          : own;
      const known = isPage ? (body === null ? 'GET' : 'POST') : isCodec ? 'POST' : operation.method;
      return {
        method: method.length > 7 ? known : method,
        path: path + query,
        handle: isPage ? null : handle,
        headers: isPage && hasSession ? { ...headers, ...FORM } : headers,
        body,
        hasSession: isPage && hasSession,
      };
    });
}

/** An id of the kind that the address takes, where there is one for it. */
function fitting({ east, own }: Arena, name: string, id: string): string {
  if (id === FITTING)
    return name === 'task' ? east.task : name === 'case' ? own.case : (Object.values(east.requests)[0] ?? id);
  return id;
}
const FITTING = 'of the right kind';

/** What a header can hold at all: visible ASCII. */
const headerText = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCodePoint(code)),
  minLength: 1,
  maxLength: 60,
});

const idOf = ({ east, west, own }: Arena): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.constant(FITTING) },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        ...[east, west, own].flatMap((ids) => [ids.case, ids.task, ...Object.values(ids.requests)]),
      ),
    },
    fc.constantFrom(`c_${'0'.repeat(26)}`, 'c_', '..', '%00', 'constructor', '__proto__'),
    fc.string({ maxLength: 40 }).filter((text) => text.isWellFormed()),
  );

const queryOf: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc
    .dictionary(
      fc.constantFrom('limit', 'after', 'state', 'office', 'wait', 'entry', 'return'),
      fc.oneof(fc.nat().map(String), fc.string({ maxLength: 30 })),
      { maxKeys: 3 },
    )
    .map((query) => `?${new URLSearchParams(query).toString()}`),
);

/** Mostly as they should be: what is refused at the door tells nothing of the rooms. */
const rarely = (arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string | null> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, arbitrary);

const headersOf: fc.Arbitrary<Record<string, string>> = fc
  .record({
    'content-type': fc.oneof(
      { weight: 9, arbitrary: fc.constant('application/json') },
      fc.constantFrom('text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'),
    ),
    'idempotency-key': rarely(headerText),
    'if-match': rarely(fc.oneof(fc.constantFrom('*', '"1"', 'W/"1"', '"99"'), headerText)),
    'if-none-match': rarely(fc.oneof(fc.constantFrom('*', '"1"'), headerText)),
    authorization: rarely(
      fc.oneof(
        headerText.map((text) => `Bearer ${text}`),
        headerText,
      ),
    ),
    origin: rarely(fc.constantFrom(ORIGIN, UI_ORIGIN, 'null', 'https://evil.invalid')),
    'last-event-id': rarely(headerText),
  })
  .map((headers) =>
    Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null)),
  );

/** What would be taken, the same with something else in some place, and anything at all. */
function bodyOf({ east }: Arena): fc.Arbitrary<string | Uint8Array | null> {
  const given = { canary: 'a note', factsDigest: east.factsDigest, facts: START.facts };
  const commands: readonly object[] = [
    ...EVERY_VERB.map(([, type, fields]) => ({ type, ...fields(given) })),
    START,
    { tasks: [east.task], event: { type: 'task.claimed' } },
    { category: 'improperAccess', case: east.case, occurredAt: '2026-11-01T12:00:00Z', note: 'a note' },
    { type: 'incident.acknowledged', reference: 'INC-1' },
    DISCLOSURE,
    { to: 'auditor', reference: 'MEMO-1' },
    { reason: 'mended', reference: 'TICKET-1' },
    { reference: 'FOIA-1' },
    { payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'MQ==' }] },
  ];
  const command = fc.constantFrom(...commands);
  return fc.oneof(
    { weight: 4, arbitrary: command.map((value) => JSON.stringify(value)) },
    {
      weight: 4,
      arbitrary: fc.tuple(command, fc.nat(), fc.jsonValue()).map(([value, at, other]) => mutated(value, at, other)),
    },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    { weight: 1, arbitrary: fc.constant(null) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(headerText, headerText)
        .map(([name, value]) => new URLSearchParams({ [name]: value, note: value }).toString()),
    },
  );
}

/** One member is replaced, taken out, or comes in. */
function mutated(value: object, at: number, other: unknown): string {
  const members = Object.entries(value);
  const index = at % (members.length + 1);
  const name = members[index]?.[0] ?? 'unknown';
  if (at % 3 === 0) return JSON.stringify(Object.fromEntries(members.filter((_, position) => position !== index)));
  return JSON.stringify({ ...value, [name]: other });
}
