import { ActivityFailure, ApplicationFailure, RetryState } from '@temporalio/common';
import type { ProtoFailure, SerializationContext } from '@temporalio/common';
import {
  decodeOptionalFailureToOptionalError,
  encodeErrorToFailure,
  loadDataConverter,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import proto from '@temporalio/proto';
import { expect, test } from 'vitest';
import { createDataConverter } from '../../codec/data-converter.ts';
import { UNAUTHENTIC } from '../../schemas/unauthentic.ts';
import { ringOf } from './rings.ts';

const converter = loadDataConverter(createDataConverter(ringOf('one', { one: 1 })));
const context: SerializationContext = { type: 'workflow', namespace: 'cases', workflowId: 'c_1' };

/** The bytes of a failure as they go to Temporal, read as text. */
function sentOf(failure: ProtoFailure): string {
  const { Failure } = proto.temporal.api.failure.v1;
  return Buffer.from(Failure.encode(Failure.fromObject(failure)).finish()).toString('latin1');
}

function failureWithSecrets(): ApplicationFailure {
  const cause = new Error('canary-cause');
  return ApplicationFailure.create({ message: 'canary-message', type: 'refused', details: ['canary-detail'], cause });
}

test('message, stack, details and cause of a failure are encrypted and come back', async () => {
  const error = failureWithSecrets();
  const failure = await encodeErrorToFailure(converter, error, context);
  const sent = sentOf(failure);
  expect(sent).not.toContain('canary');
  expect(sent).not.toContain('data-converter.test');
  expect(sent).toContain('refused');

  const back = await decodeOptionalFailureToOptionalError(converter, failure, context);
  expect(back).toBeInstanceOf(ApplicationFailure);
  expect(back).toMatchObject({ message: 'canary-message', type: 'refused', details: ['canary-detail'] });
  expect(back?.cause).toMatchObject({ message: 'canary-cause' });
  expect(back?.stack).toContain('data-converter.test');
});

test('an error that is passed on twice keeps its text the second time', async () => {
  const received = await decodeOptionalFailureToOptionalError(
    converter,
    await encodeErrorToFailure(converter, failureWithSecrets(), context),
    context,
  );
  const wrapped = new ActivityFailure('failed', 'act', '1', RetryState.TIMEOUT, 'worker', received);
  for (const _ of [1, 2]) {
    const failure = await encodeErrorToFailure(converter, wrapped, context);
    expect(sentOf(failure)).not.toContain('canary');
    const back = await decodeOptionalFailureToOptionalError(converter, failure, context);
    expect(back?.cause).toMatchObject({ message: 'canary-message', details: ['canary-detail'] });
  }
});

test('a failure that was made for another workflow gives no text of it', async () => {
  const failure = await encodeErrorToFailure(converter, failureWithSecrets(), context);
  const back = await decodeOptionalFailureToOptionalError(converter, failure, { ...context, workflowId: 'c_2' });
  expect(back?.message).toBe('Encoded failure');
  expect(back).toMatchObject({ details: [{ [UNAUTHENTIC]: 'moved' }], cause: { message: 'Encoded failure' } });
  expect(JSON.stringify(back)).not.toContain('canary');
});

test('a failure can be reported where the SDK tells no context', async () => {
  expect(sentOf(await encodeErrorToFailure(converter, failureWithSecrets()))).not.toContain('canary');
});
