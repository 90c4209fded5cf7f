/** Answers of keyed commands, over a real database: one try at a time, one answer for all, and another command is told so. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeptAnswers, type KeptAnswers } from '../../ledger/kept-answers.ts';
import { startStack, type Stack } from './stack.ts';

let stack: Stack;
let answers: KeptAnswers;
beforeAll(async () => {
  stack = await startStack();
  answers = createKeptAnswers(stack.db);
});
afterAll(() => stack.stop());

const NOW = Date.UTC(2026, 10, 2);
const MINUTE_MS = 60_000;
const command = (reference: string, at = NOW, digest = 'one') => ({ reference, digest, at });

test('of many who send it at once, one does it; who comes while it is under way, and who comes after, is told so', async () => {
  const taken = await Promise.all(Array.from({ length: 8 }, () => answers.take(command('k_1'))));
  expect(taken.filter(({ is }) => is === 'new')).toHaveLength(1);
  expect(taken.filter(({ is }) => is === 'running')).toHaveLength(7);
  await answers.keep('k_1', 201, '{"done":true}');
  expect(await answers.take(command('k_1'))).toEqual({ is: 'answered', status: 201, body: '{"done":true}' });
  expect(await answers.take(command('k_1', NOW, 'other'))).toEqual({ is: 'other' });
});

test('what was refused may be sent again; what has been answered is not forgotten by that', async () => {
  await answers.take(command('k_2'));
  await answers.forget('k_2');
  expect(await answers.take(command('k_2'))).toEqual({ is: 'new' });
  await answers.keep('k_2', 200, '{}');
  await answers.forget('k_2');
  expect(await answers.take(command('k_2'))).toMatchObject({ is: 'answered' });
});

test('a try that was cut off is taken up after a minute, by one; an answer is kept for a day', async () => {
  await answers.take(command('k_3'));
  expect(await answers.take(command('k_3', NOW + MINUTE_MS))).toEqual({ is: 'running' });
  const later = NOW + MINUTE_MS + 1;
  const taken = await Promise.all(Array.from({ length: 4 }, () => answers.take(command('k_3', later))));
  expect(taken.filter(({ is }) => is === 'new')).toHaveLength(1);
  await answers.keep('k_3', 200, '{}');
  expect(await answers.take(command('k_3', later + 24 * 60 * MINUTE_MS))).toMatchObject({ is: 'answered' });
  expect(await answers.take(command('k_3', later + 24 * 60 * MINUTE_MS + 1))).toEqual({ is: 'new' });
});

test('the answer to the very same command is found as long as it is kept, and nothing is taken by that', async () => {
  expect(await answers.find(command('k_4'))).toBeNull();
  expect(await answers.take(command('k_4'))).toEqual({ is: 'new' });
  expect(await answers.find(command('k_4'))).toBeNull();
  await answers.keep('k_4', 201, '{"done":true}');
  expect(await answers.find(command('k_4', NOW + 24 * 60 * MINUTE_MS))).toEqual({ status: 201, body: '{"done":true}' });
  expect(await answers.find(command('k_4', NOW + 24 * 60 * MINUTE_MS + 1))).toBeNull();
  expect(await answers.find(command('k_4', NOW, 'other'))).toBeNull();
});
