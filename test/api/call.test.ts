/** The typed client: what it sends for a call, and what does not compile. `tsc` holds the types, as part of every check. */
import { expect, expectTypeOf, test } from 'vitest';
import { drafted, sendingOf, sendingTo, Written, type AnswerTo, type BodyOf } from '../../api/contract/call.ts';
import type { PageApi } from '../../api/pages/api.ts';
import { createClient, type Client } from '../../cli/client.ts';
import type { Answer } from '../../schemas/answers.ts';
import { SYNTHETIC_PEOPLE } from '../../dev/people.ts';

const nothing = createClient({
  url: 'http://127.0.0.1:1',
  who: null,
  idempotencyKey: null,
  fetch: async () => Response.json({ people: [] }),
});

test('a call becomes method, address and body, and what somebody named cannot leave its place in the address', () => {
  const query = { state: 'ready', after: null, limit: 5, order: undefined };
  expect(sendingOf('listTasks', { query })).toEqual({
    method: 'GET',
    path: '/tasks?state=ready&limit=5',
    body: null,
    isKeyed: false,
    isMatched: false,
  });
  expect(sendingOf('getWhatIf', { params: { version: '../a?b', case: 'c/#' } }).path).toBe(
    '/policies/..%2Fa%3Fb/cases/c%2F%23',
  );
  expect(sendingOf('reconcile', { body: { caseId: null } })).toMatchObject({
    body: '{"caseId":null}',
    isKeyed: false,
    isMatched: false,
  });
  const to = { name: 'actOnTask', params: { task: 't_1' } } as const;
  expect(sendingTo(to, new Written('{"a":1,"a":2}'))).toEqual({
    method: 'POST',
    path: '/tasks/t_1/events',
    body: '{"a":1,"a":2}',
    isKeyed: true,
    isMatched: true,
  });
});

test('an answer has the type that the contract gives it, whatever its status', async () => {
  expectTypeOf(nothing.call('getCase', { params: { case: 'c_1' } })).resolves.toEqualTypeOf<Answer<'Case'>>();
  expectTypeOf<AnswerTo<'startCase'>>().toEqualTypeOf<Answer<'Opened'> | Answer<'Accepted'>>();
  expect(await nothing.call('listPeople')).toEqual({ people: [] });
});

/** Never called: what is wrong in it is wrong before it runs. */
function refusedByTheCompiler(client: Client, api: PageApi): void {
  const [{ person }] = SYNTHETIC_PEOPLE as [(typeof SYNTHETIC_PEOPLE)[number]];
  // @ts-expect-error no such operation
  void client.call('getCases');
  // @ts-expect-error no case
  void client.call('getCase');
  // @ts-expect-error another parameter
  void client.call('getCase', { params: { task: 't_1' } });
  // @ts-expect-error a parameter too many
  void client.call('getTask', { params: { task: 't_1', case: 'c_1' } });
  // @ts-expect-error a filter that the list does not have
  void client.call('listCases', { query: { claimed: 'me' } });
  // @ts-expect-error no list
  void client.call('getCase', { params: { case: 'c_1' }, query: { after: '1' } });
  // @ts-expect-error no body
  void client.call('redactCase', { params: { case: 'c_1' } });
  // @ts-expect-error a body for what has none
  void client.call('rebuild', { body: {} });
  // @ts-expect-error a field that lacks
  void client.call('takeMeasure', { params: { case: 'c_1' }, body: { measure: 'hold' } });
  // @ts-expect-error a word that there isn't
  void client.call('takeMeasure', { params: { case: 'c_1' }, body: { measure: 'keep', reference: 'SYN-1' } });
  // @ts-expect-error an event of tasks
  void client.call('actInCase', { params: { case: 'c_1' }, body: { type: 'task.claimed' } });
  // @ts-expect-error a field of another event
  drafted<'actInCase'>({ type: 'case.withdrawn', condition: 'condition-1' });
  // @ts-expect-error lines are no JSON document
  void client.call('exportBundle', { body: { caseId: null, content: null } });
  // @ts-expect-error a field that the answer does not have
  void client.call('getWhy', { params: { case: 'c_1' } }).then(({ facts }) => facts);
  // @ts-expect-error a command
  void api.get(person, 'rebuild');
  // @ts-expect-error no case
  void api.post(person, { name: 'actInCase' }, new Written('{}'), '');
}

test('dates are text in a body, and a draft may lack fields', () => {
  expectTypeOf<BodyOf<'reportIncident'>['occurredAt']>().toEqualTypeOf<string>();
  expectTypeOf(refusedByTheCompiler).returns.toBeVoid();
  expect(drafted<'actInCase'>({ type: 'decision.declined' }).json).toBe('{"type":"decision.declined"}');
});
