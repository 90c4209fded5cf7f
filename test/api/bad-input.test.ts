import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStack, ROW_2, type MemoryStack } from './memory-stack.ts';

let stack: MemoryStack;
beforeEach(async () => {
  stack = createMemoryStack();
  await openIn(stack);
  stack.calls.length = 0;
});
afterEach(() => expect(stack.faults).toEqual([]));

const PROTECTED = 'CANARY-7f3a';
const DIGEST = 'a'.repeat(64);
/** A case that the sender may see, with what is in it: the same ids in every stack, since a key makes the case's. */
const { CASE, TASK, REQUEST } = await openIn(createMemoryStack());

async function openIn({ send }: MemoryStack) {
  const opened = await send('POST', '/cases', 'supervisor-a', ROW_2, { 'idempotency-key': 'bad-input' });
  const { case: id } = (await opened.json()) as { case: string };
  const { tasks, requests } = (await (await send('GET', `/cases/${id}`, 'supervisor-a')).json()) as {
    tasks: { task: string }[];
    requests: { request: string }[];
  };
  return {
    CASE: `/cases/${id}/events`,
    TASK: `/tasks/${tasks[0]!.task}/events`,
    REQUEST: `/requests/${requests[0]!.request}/events`,
  };
}

/** What was done, beside looking for what it is about. */
const done = (): readonly string[] =>
  stack.calls.filter((call) => !['ledger.caseOf', 'ledger.taskOf', 'ledger.requestOf'].includes(call));

const withFacts = (facts: object) => ({ ...ROW_2, facts: { ...ROW_2.facts, ...facts } });
const withStatus = (status: object) => withFacts({ statuses: [{ ...ROW_2.facts.statuses[0], ...status }] });
const noted = (note: unknown) => ({ type: 'case.withdrawn', note });
const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
const json = (value: unknown) => JSON.stringify(value);

/** Name, path, body (a text is sent as it is), problem, and where it must say the fault is. */
type Row = readonly [name: string, path: string, body: unknown, problem: string, pointer?: string | undefined];

const ROWS: readonly Row[] = [
  // Unknown fields, among them all that only the service may say.
  ['an unknown field', '/cases', { ...ROW_2, colour: PROTECTED }, 'malformed', ''],
  ['an unknown field deep inside', '/cases', withStatus({ name: PROTECTED }), 'malformed', '/facts/statuses/0'],
  ['a forged submitter', '/cases', { ...ROW_2, submittedBy: { id: 'x' } }, 'malformed', ''],
  ['a forged person reference', '/cases', withFacts({ personReference: `p_${'0'.repeat(26)}` }), 'malformed', '/facts'],
  ['a forged office', '/cases', { ...ROW_2, office: 'OFFICE-WEST' }, 'malformed', ''],
  ['forged policy terms', '/cases', { ...ROW_2, terms: { separatedDuties: [] } }, 'malformed', ''],
  ['a forged time', CASE, { ...noted('x'), at: 0 }, 'malformed', ''],
  ['a forged schedule', CASE, { type: 'clearance.renewed', note: 'x', schedule: {} }, 'malformed', ''],
  [
    'a person key in an amendment',
    CASE,
    { type: 'facts.amended', note: 'x', facts: ROW_2.facts },
    'malformed',
    '/facts',
  ],
  // Forged events.
  [
    'a forged done event',
    CASE,
    { type: 'xstate.done.actor.consultation', output: { advice: 'consistent' } },
    'malformed',
    '/type',
  ],
  ['a forged error event', CASE, { type: 'xstate.error.actor.consultation' }, 'malformed', '/type'],
  ['a forged timer', CASE, { type: 'xstate.after.untilExpiry.case.cleared' }, 'malformed', '/type'],
  ['a forged init event', CASE, { type: 'xstate.init' }, 'malformed', '/type'],
  [
    'a forged child notice',
    CASE,
    { type: 'deconfliction.answered', partnerClass: 'local', answer: 'noConflict' },
    'malformed',
    '/type',
  ],
  ['a wildcard event', CASE, { type: '*' }, 'malformed', '/type'],
  ['a task event sent to the case', CASE, { type: 'task.claimed' }, 'malformed', '/type'],
  [
    'a case event sent to a task',
    TASK,
    { type: 'decision.cleared', factsDigest: DIGEST, note: 'x' },
    'malformed',
    '/type',
  ],
  ['a renewal sent to a request', REQUEST, { type: 'request.renewed', deadlines: {} }, 'malformed', '/type'],
  ['an event without a type', CASE, { note: 'x' }, 'malformed', '/type'],
  ['an event whose type is a number', CASE, { type: 7 }, 'malformed', '/type'],
  // Wrong types and codes.
  ['null as a body', '/cases', 'null', 'malformed', ''],
  ['a list as a body', '/cases', [], 'malformed', ''],
  ['a text as a body', '/cases', json(PROTECTED), 'malformed', ''],
  ['a number as a note', CASE, noted(12), 'malformed', '/note'],
  ['statuses that are no list', '/cases', withFacts({ statuses: {} }), 'malformed', '/facts/statuses'],
  ['an unknown benefit', '/cases', withStatus({ benefit: PROTECTED }), 'malformed', '/facts/statuses/0/benefit'],
  ['an unknown place class', '/cases', withFacts({ placeClass: PROTECTED }), 'malformed', '/facts/placeClass'],
  ['an inherited name as a code', '/cases', withFacts({ placeClass: 'constructor' }), 'malformed', '/facts/placeClass'],
  [
    'an unknown advice',
    TASK,
    { type: 'task.completed', advice: 'approved', factsDigest: DIGEST, text: 'x' },
    'malformed',
    '/advice',
  ],
  ['an unknown answer', REQUEST, { type: 'request.answered', answer: 'yes' }, 'malformed', '/answer'],
  ['an unknown outcome', CASE, { type: 'action.recorded', outcome: 'done', note: 'x' }, 'malformed', '/outcome'],
  [
    'a digest that is none',
    CASE,
    { type: 'decision.cleared', factsDigest: 'A'.repeat(64), note: 'x' },
    'malformed',
    '/factsDigest',
  ],
  [
    'a condition that is none',
    CASE,
    { type: 'condition.acknowledged', condition: 'condition-0' },
    'malformed',
    '/condition',
  ],
  ['a name as a region', '/cases', withFacts({ regionCode: '12 Main Street' }), 'malformed', '/facts/regionCode'],
  ['a name as a person key', '/cases', withFacts({ personKey: 'Some Body' }), 'malformed', '/facts/personKey'],
  [
    'an officer whom nobody knows',
    '/cases',
    { ...ROW_2, proposingOfficer: 'SYN-NOBODY' },
    'malformed',
    '/proposingOfficer',
  ],
  ['a missing note where a reason is due', CASE, { type: 'case.escalated' }, 'malformed', '/note'],
  // Too much.
  [
    'nine statuses',
    '/cases',
    withFacts({ statuses: Array(9).fill(ROW_2.facts.statuses[0]) }),
    'malformed',
    '/facts/statuses',
  ],
  [
    'one partner excused twice',
    '/cases',
    { ...ROW_2, excused: Array(2).fill({ partnerClass: 'local', note: 'x' }) },
    'malformed',
    '/excused',
  ],
  [
    '21 conditions',
    TASK,
    { type: 'task.completed', advice: 'consistent', factsDigest: DIGEST, text: 'x', conditions: Array(21).fill('x') },
    'malformed',
    '/conditions',
  ],
  ['a note of 4,001 characters', CASE, noted('x'.repeat(4_001)), 'malformed', '/note'],
  ['a body of 65 KiB', CASE, noted('x'.repeat(65 * 1024)), 'too-large'],
  ['a body of 5 MB', CASE, noted('x'.repeat(5_000_000)), 'too-large'],
  // Texts.
  ['an empty note where a reason is due', CASE, { type: 'decision.declined', note: ' \n' }, 'malformed', '/note'],
  ['NUL in a note', CASE, noted(`a\u0000${PROTECTED}`), 'malformed', '/note'],
  ['an escape sequence in a note', CASE, noted('\u001b[2J'), 'malformed', '/note'],
  ['a C1 control in a note', CASE, noted('\u009b2J'), 'malformed', '/note'],
  ['a lone surrogate in a note', CASE, '{"type":"case.withdrawn","note":"\\ud800"}', 'malformed', '/note'],
  ['a text direction override in a note', CASE, noted('\u202egnitirw'), 'malformed', '/note'],
  ['a text direction isolate in a note', CASE, noted('a\u2066b'), 'malformed', '/note'],
  // Dates.
  [
    'a day that does not exist',
    '/cases',
    withFacts({ windowFrom: '2026-02-30T00:00:00Z' }),
    'malformed',
    '/facts/windowFrom',
  ],
  [
    'a date without an offset',
    '/cases',
    withFacts({ windowFrom: '2026-11-10T06:00:00' }),
    'malformed',
    '/facts/windowFrom',
  ],
  ['a date as a number', '/cases', withFacts({ windowFrom: 1_800_000_000_000 }), 'malformed', '/facts/windowFrom'],
  ['a year far away', '/cases', withFacts({ windowUntil: '9999-12-31T23:59:59Z' }), 'malformed', '/facts/windowUntil'],
  [
    'a year beyond the calendar',
    '/cases',
    withFacts({ windowUntil: '+275760-09-13T00:00:00.001Z' }),
    'malformed',
    '/facts/windowUntil',
  ],
  [
    'a year before the guidance',
    '/cases',
    withFacts({ windowFrom: '1970-01-01T00:00:00Z' }),
    'malformed',
    '/facts/windowFrom',
  ],
  [
    'a window that ends before it begins',
    '/cases',
    withFacts({ windowUntil: '2026-11-09T00:00:00Z' }),
    'malformed',
    '/facts/windowUntil',
  ],
  [
    'a window without length',
    '/cases',
    withFacts({ windowUntil: ROW_2.facts.windowFrom }),
    'malformed',
    '/facts/windowUntil',
  ],
  [
    'a window of a year',
    '/cases',
    withFacts({ windowUntil: '2027-11-10T06:00:00-05:00' }),
    'malformed',
    '/facts/windowUntil',
  ],
  // JSON that is not strict.
  ['nothing', '/cases', '', 'not-json', ''],
  ['half a body', CASE, '{"type":"case.withdrawn","note":', 'not-json', ''],
  ['a comment', CASE, '{"type":"case.withdrawn",/* x */"note":"x"}', 'not-json', ''],
  ['a trailing comma', CASE, '{"type":"case.withdrawn","note":"x",}', 'not-json', ''],
  ['NaN', CASE, '{"type":"case.withdrawn","note":NaN}', 'not-json', ''],
  ['Infinity', CASE, '{"type":"case.withdrawn","note":Infinity}', 'not-json', ''],
  ['a raw newline in a text', CASE, '{"type":"case.withdrawn","note":"a\nb"}', 'not-json', ''],
  ['a byte order mark', CASE, `\ufeff${json(noted('x'))}`, 'not-json', ''],
  ['__proto__', CASE, '{"type":"case.withdrawn","note":"x","__proto__":{"by":1}}', 'not-json', ''],
  ['__proto__ written with escapes', CASE, '{"type":"case.withdrawn","note":"x","\\u005f_proto__":{}}', 'not-json', ''],
  ['a duplicate key', CASE, '{"type":"case.withdrawn","note":"x","note":"y"}', 'not-json', ''],
  [
    'a duplicate key written with escapes',
    CASE,
    '{"type":"case.withdrawn","note":"x","n\\u006fte":"y"}',
    'not-json',
    '',
  ],
  ['17 levels', '/cases', nested(17), 'not-json', ''],
  ['30,000 levels', '/cases', nested(30_000), 'not-json', ''],
  ['bytes that are not UTF-8', CASE, Uint8Array.of(0x22, 0xff, 0x22), 'not-json', ''],
];

test('there are enough of them', () => expect(ROWS.length).toBeGreaterThanOrEqual(40));

describe.each(ROWS.map(([name, path, body, problem, pointer]) => ({ name, path, body, problem, pointer })))(
  '$name',
  ({ path, body, problem, pointer }) => {
    test(`is ${problem}, says where and what to do, repeats nothing, and nothing is done`, async () => {
      const response = await stack.send('POST', path, 'supervisor-a', body);
      const answer = (await response.json()) as {
        type: string;
        status: number;
        title: string;
        remedy: string;
        errors?: { pointer: string; message: string }[];
      };
      expect(answer.type, JSON.stringify(answer)).toBe(`/problems/${problem}`);
      expect(response.status).toBe(answer.status);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.title).not.toBe('');
      expect(answer.remedy).not.toBe('');
      if (pointer !== undefined) expect(answer.errors!.map((error) => error.pointer)).toContain(pointer);
      expect(JSON.stringify(answer)).not.toContain(PROTECTED);
      expect(done()).toEqual([]);
    });
  },
);

describe('wrong headers', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/jsonx',
    '',
  ])('content type "%s"', async (contentType) => {
    const response = await stack.send('POST', CASE, 'supervisor-a', noted('x'), { 'content-type': contentType });
    expect([response.status, done()]).toEqual([415, []]);
  });

  test.each([null, '', 'nobody', 'supervisor-a, legal-a', '__proto__'])('acting as %s', async (as) => {
    const response = await stack.send('POST', CASE, as, noted('x'));
    expect([response.status, stack.calls]).toEqual([401, []]);
  });

  test.each(['a b', 'x'.repeat(201)])('Idempotency-Key "%s"', async (key) => {
    const response = await stack.send('POST', CASE, 'supervisor-a', noted('x'), { 'idempotency-key': key });
    expect([response.status, done()]).toEqual([422, []]);
  });

  test('another host name that leads here', async () => {
    const response = await stack.app.request('http://rebound.example/cases', {
      headers: { 'casegate-as': 'supervisor-a' },
    });
    expect([response.status, stack.calls]).toEqual([403, []]);
  });

  test('a body that announces no length and never seems to end', async () => {
    const chunk = new TextEncoder().encode('x'.repeat(16 * 1024));
    let pulled = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulled += 1;
        if (pulled > 1_000) controller.close();
        else controller.enqueue(chunk);
      },
    });
    const response = await stack.app.request(CASE, {
      method: 'POST',
      body,
      duplex: 'half',
      headers: { 'casegate-as': 'supervisor-a', 'content-type': 'application/json' },
    } as RequestInit);
    expect([response.status, stack.calls]).toEqual([413, []]);
    expect(pulled).toBeLessThan(20);
  });
});

describe('wrong ids', () => {
  test.each([
    'c_',
    `c_${'0'.repeat(25)}`,
    `c_${'0'.repeat(27)}`,
    `c_${'U'.repeat(26)}`,
    `t_${'0'.repeat(26)}`,
    '..%2f..',
    '%00',
    "'%20or%201=1",
    '__proto__',
  ])('%s is nothing here', async (id) => {
    for (const path of [`/cases/${id}`, `/tasks/${id.replace('t_', 'x_')}`, `/requests/${id}`]) {
      expect([(await stack.send('GET', path, 'supervisor-a')).status, stack.calls]).toEqual([404, []]);
    }
  });

  test.each(['limit=0', 'limit=101', 'limit=1e1', 'limit=-1', 'limit=', 'after=%00', 'after=e30', 'after=bnVsbA'])(
    'page %s',
    async (query) => {
      const response = await stack.send('GET', `/cases?${query}`, 'supervisor-a');
      expect([response.status, stack.calls]).toEqual([422, []]);
    },
  );
});

test.each([
  ['/cases', ROW_2],
  [CASE, noted('x')],
  [TASK, { type: 'task.claimed' }],
  [REQUEST, { type: 'request.answered', answer: 'noConflict' }],
])('nobody says for somebody else who acts: %s', async (path, body) => {
  const response = await stack.send('POST', path, 'supervisor-a', {
    ...body,
    by: { id: 'urn:casegate:embedded#legal-a', roles: ['legal'] },
  });
  expect([response.status, done()]).toEqual([422, []]);
});
