/** Commands beside a case's own events under a client's key: done once, answered the same, and another command is told so. */
import { beforeEach, expect, test } from 'vitest';
import { createMemoryStack, ROW_2, type MemoryStack } from './memory-stack.ts';

let stack: MemoryStack;
let id: string;
beforeEach(async () => {
  stack = createMemoryStack();
  const opened = await stack.send('POST', '/cases', 'supervisor-a', ROW_2);
  id = ((await opened.json()) as { case: string }).case;
});

const release = async (body: object, key: string, as = 'legal-a') => {
  const response = await stack.send('POST', `/cases/${id}/releases`, as, body, { 'idempotency-key': key });
  return { status: response.status, body: (await response.json()) as object };
};
const RELEASE = { to: 'auditor', reference: 'MEMO-1' };
const released = (): number => stack.acts.filter(({ kind }) => kind === 'release').length;

test('sent again, it is answered as the first try was, and is not done again', async () => {
  const first = await release(RELEASE, 'one');
  expect(first.status).toBe(200);
  expect(await release(RELEASE, 'one')).toEqual(first);
  expect(released()).toBe(1);
  expect((await release(RELEASE, 'two')).status).toBe(200);
  expect(released()).toBe(2);
});

test('another command under the same key is refused; the same key of another person, or of another case, is another key', async () => {
  await release(RELEASE, 'one');
  expect(await release({ ...RELEASE, to: 'privacy' }, 'one')).toMatchObject({
    status: 422,
    body: { type: '/problems/idempotency-key-reused' },
  });
  expect((await release(RELEASE, 'one', 'legal-b')).status).toBe(200);
  expect(released()).toBe(2);
});

test('what was refused may be sent again under its key; a key that is none is refused', async () => {
  expect((await release({ ...RELEASE, to: 'nobody' }, 'one')).status).toBe(422);
  expect((await release(RELEASE, 'one')).status).toBe(200);
  expect(await release(RELEASE, 'a b')).toMatchObject({
    status: 422,
    body: { errors: [{ pointer: 'Idempotency-Key' }] },
  });
  expect(released()).toBe(1);
});
