import type { Payload, SerializationContext } from '@temporalio/common';
import { defaultPayloadConverter } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MissingKeyError } from '../../codec/key-ring.ts';
import { createPayloadCodec } from '../../codec/payload-codec.ts';
import type { PayloadCodecOptions } from '../../codec/payload-codec.ts';
import { UNAUTHENTIC, isUnauthentic } from '../../schemas/unauthentic.ts';
import { ringOf } from './rings.ts';

const ring = ringOf('one', { one: 1 });
const codec = createPayloadCodec(ring);
const workflow: SerializationContext = { type: 'workflow', namespace: 'cases', workflowId: 'c_1' };
const activity: SerializationContext = {
  type: 'activity',
  namespace: 'cases',
  workflowId: 'c_1',
  activityId: '7',
  isLocal: false,
};

function payloadOf(value: unknown): Payload {
  return defaultPayloadConverter.toPayload(value);
}

async function encoded(payload: Payload, context: SerializationContext | undefined = workflow): Promise<Payload> {
  const [result] = await codec.encode([payload], context);
  return result!;
}

async function decoded(
  payload: Payload,
  context: SerializationContext | undefined = workflow,
  by = codec,
): Promise<unknown> {
  const [result] = await by.decode([payload], context);
  return defaultPayloadConverter.fromPayload(result!);
}

const markerOf = (reason: string): unknown => ({ [UNAUTHENTIC]: reason });

describe('what is encoded', () => {
  test('comes back, whatever JSON it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        // JSON has no negative zero, so it is what JSON makes of the value that must come back.
        expect(await decoded(await encoded(payloadOf(value)))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test.each([
    ['undefined (binary/null)', undefined],
    ['null', null],
    ['an empty text', ''],
    ['bytes', new Uint8Array([0, 255, 1])],
    ['no bytes', new Uint8Array(0)],
    ['a value of several buckets', 'x'.repeat(200_000)],
  ])('%s comes back, and is encrypted', async (_, value) => {
    const payload = await encoded(payloadOf(value));
    expect(Buffer.from(payload.metadata!['encoding']!).toString()).toBe('binary/encrypted');
    expect(await decoded(payload)).toEqual(value);
  });

  test('keeps metadata of the payload converter', async () => {
    const metadata = { encoding: Buffer.from('json/plain'), messageType: Buffer.from('some.Type') };
    const [result] = await codec.decode([await encoded({ metadata, data: Buffer.from('1') })], workflow);
    expect(Object.keys(result!.metadata!).sort()).toEqual(['encoding', 'messageType']);
  });

  test('keeps order and number of several payloads', async () => {
    const payloads = await codec.encode([1, 2, 3].map(payloadOf), workflow);
    const results = await codec.decode(payloads, workflow);
    expect(results.map((result) => defaultPayloadConverter.fromPayload(result))).toEqual([1, 2, 3]);
    expect(await codec.encode([], workflow)).toEqual([]);
    expect(await codec.decode([], workflow)).toEqual([]);
  });

  test('carries no more memory than it needs', async () => {
    const [result] = await codec.decode([await encoded(payloadOf('x'))], workflow);
    expect(result!.data!.buffer.byteLength).toBeLessThan(100);
    expect(result!.metadata!['encoding']!.buffer.byteLength).toBeLessThan(100);
  });

  test('shows no byte of its text, neither in data nor in metadata', async () => {
    const { metadata, data } = await encoded(payloadOf('canary-5e1f'));
    const shown = Buffer.concat([data!, ...Object.values(metadata!)]);
    expect(shown.includes('canary')).toBe(false);
    expect(shown.includes('json/plain')).toBe(false);
  });

  test('differs each time', async () => {
    const one = await encoded(payloadOf('same'));
    const other = await encoded(payloadOf('same'));
    expect(Buffer.from(one.data!).subarray(0, 12)).not.toEqual(Buffer.from(other.data!).subarray(0, 12));
    expect(Buffer.from(one.data!).subarray(12)).not.toEqual(Buffer.from(other.data!).subarray(12));
  });

  test('has the same length for every text of a bucket, even none', async () => {
    const lengths = await Promise.all(
      [undefined, null, true, '', 'x'.repeat(900)].map(async (value) => (await encoded(payloadOf(value))).data!.length),
    );
    expect(new Set(lengths)).toEqual(new Set([12 + 1024 + 16]));
  });
});

describe('what was changed is decoded to a marker', () => {
  async function flipped(at: number): Promise<unknown> {
    const payload = await encoded(payloadOf({ amount: 1 }));
    const data = Buffer.from(payload.data!);
    data[at < 0 ? data.length + at : at]! ^= 1;
    return decoded({ ...payload, data });
  }

  test.each([
    ['first byte of the IV', 0],
    ['last byte of the IV', 11],
    ['first byte of the ciphertext', 12],
    ['a byte in the middle', 500],
    ['last byte of the ciphertext', -17],
    ['first byte of the tag', -16],
    ['last byte of the tag', -1],
  ])('%s', async (_, at) => {
    expect(await flipped(at)).toEqual(markerOf('forged'));
  });

  test('any one bit of data or metadata', async () => {
    const payload = await encoded(payloadOf('value'), activity);
    const names = ['data', ...Object.keys(payload.metadata!)];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.nat(7), async (name, position, bit) => {
        const bytes = Buffer.from(name === 'data' ? payload.data! : payload.metadata![name]!);
        bytes[position % bytes.length]! ^= 1 << bit;
        const changed =
          name === 'data'
            ? { ...payload, data: bytes }
            : { ...payload, metadata: { ...payload.metadata, [name]: bytes } };
        expect(isUnauthentic(await decoded(changed, activity))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test.each(['encoding', 'encryption-key-id', 'encryption-key-proof', 'namespace', 'workflow-id', 'activity-id'])(
    'metadata without %s',
    async (name) => {
      const payload = await encoded(payloadOf('value'), activity);
      const metadata = { ...payload.metadata };
      delete metadata[name];
      expect(isUnauthentic(await decoded({ ...payload, metadata }, activity))).toBe(true);
    },
  );

  test.each<[string, string, SerializationContext]>([
    ['workflow-id', 'c_2', { ...activity, workflowId: 'c_2' }],
    ['namespace', 'other', { ...activity, namespace: 'other' }],
    ['activity-id', '8', { ...activity, activityId: '8' }],
  ])('%s changed to fit the context it was moved to', async (name, text, context) => {
    const payload = await encoded(payloadOf('value'), activity);
    const metadata = { ...payload.metadata, [name]: Buffer.from(text) };
    expect(await decoded({ ...payload, metadata }, context)).toEqual(markerOf('forged'));
  });

  test('the activity taken away, to pass for a value of the workflow', async () => {
    const payload = await encoded(payloadOf('value'), activity);
    const { 'activity-id': _, ...metadata } = payload.metadata!;
    expect(await decoded({ ...payload, metadata }, workflow)).toEqual(markerOf('forged'));
  });

  test.each<[string, (payload: Payload) => Payload]>([
    [
      'metadata beside the known',
      (payload) => ({ ...payload, metadata: { ...payload.metadata, more: Buffer.from('1') } }),
    ],
    ['a pointer to a store elsewhere', (payload) => ({ ...payload, externalPayloads: [{}] })],
    ['no data', (payload) => ({ metadata: payload.metadata! })],
    ['data cut short', (payload) => ({ ...payload, data: payload.data!.subarray(0, 1000) })],
    ['data too short for IV and tag', (payload) => ({ ...payload, data: payload.data!.subarray(0, 20) })],
    ['data with more after it', (payload) => ({ ...payload, data: Buffer.concat([payload.data!, Buffer.alloc(1)]) })],
    [
      'a workflow id that is no text',
      (payload) => ({ ...payload, metadata: { ...payload.metadata, 'workflow-id': Buffer.from([0xff]) } }),
    ],
  ])('%s is malformed', async (_, change) => {
    expect(await decoded(change(await encoded(payloadOf('value'))))).toEqual(markerOf('malformed'));
  });

  test('whatever bytes someone sends: never a throw, never a value', async () => {
    const bytes = fc.uint8Array({ maxLength: 40 });
    const name = fc.constantFrom('encryption-key-id', 'encryption-key-proof', 'namespace', 'workflow-id', 'x');
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(name, bytes),
        fc.oneof(bytes, fc.uint8Array({ minLength: 1052, maxLength: 1052, size: 'max' })),
        fc.boolean(),
        async (metadata, data, encrypted) => {
          const encoding = Buffer.from(encrypted ? 'binary/encrypted' : 'binary/plain');
          expect(isUnauthentic(await decoded({ metadata: { ...metadata, encoding }, data }))).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('what was never encrypted is decoded to a marker', () => {
  test.each<[string, Payload]>([
    ['a plain value', payloadOf({ cleared: true })],
    ['a plain undefined', payloadOf(undefined)],
    ['an empty payload', {}],
    ['null metadata', { metadata: null, data: null }],
    ['a marker', payloadOf(markerOf('forged'))],
  ])('%s', async (_, payload) => {
    expect(await decoded(payload)).toEqual(markerOf('unencrypted'));
  });
});

test('a payload that is refused leaves its neighbours alone', async () => {
  const results = await codec.decode(
    [await encoded(payloadOf(1)), payloadOf(2), await encoded(payloadOf(3))],
    workflow,
  );
  const values = results.map((result) => defaultPayloadConverter.fromPayload(result));
  expect(values).toEqual([1, markerOf('unencrypted'), 3]);
});

test.each([undefined, null, '', UNAUTHENTIC, 0, [], [UNAUTHENTIC], {}, { of: markerOf('forged') }])(
  '%j is no marker',
  (value) => {
    expect(isUnauthentic(value)).toBe(false);
  },
);

describe('what was made for another is decoded to a marker', () => {
  test.each<[string, SerializationContext, SerializationContext]>([
    ['another workflow', workflow, { ...workflow, workflowId: 'c_2' }],
    ['another namespace', workflow, { ...workflow, namespace: 'other' }],
    ['an activity of the workflow', workflow, activity],
    ['the workflow of the activity', activity, workflow],
    ['another activity', activity, { ...activity, activityId: '8' }],
    ['an activity of no workflow', activity, { type: 'activity', namespace: 'cases', activityId: '7', isLocal: false }],
  ])('%s', async (_, madeFor, arrivedAt) => {
    const payload = await encoded(payloadOf('value'), madeFor);
    expect(await decoded(payload, madeFor)).toBe('value');
    expect(await decoded(payload, arrivedAt)).toEqual(markerOf('moved'));
  });

  test('a receiver that does not know where it is refuses', async () => {
    const [result] = await codec.decode([await encoded(payloadOf('value'))]);
    expect(defaultPayloadConverter.fromPayload(result!)).toEqual(markerOf('noContext'));
  });
});

describe('a payload for nobody in particular', () => {
  const trusting = createPayloadCodec(ring, { withoutContext: 'trustPayload' });

  test('is encrypted, no worker or client accepts it, and the codec server shows it', async () => {
    const [payload] = await codec.encode([payloadOf('why the task failed')]);
    expect(Buffer.from(payload!.data!).includes('task')).toBe(false);
    expect(await decoded(payload!)).toEqual(markerOf('moved'));
    expect(await decoded(payload!, activity)).toEqual(markerOf('moved'));
    const [untold] = await codec.decode([payload!]);
    expect(defaultPayloadConverter.fromPayload(untold!)).toEqual(markerOf('noContext'));
    const [shown] = await trusting.decode([payload!]);
    expect(defaultPayloadConverter.fromPayload(shown!)).toBe('why the task failed');
  });
});

describe('the codec server, which is not told of contexts', () => {
  const trusting = createPayloadCodec(ring, { withoutContext: 'trustPayload' });

  test('reads by what the payload says, which must be authentic', async () => {
    const payload = await encoded(payloadOf('value'));
    const moved = { ...payload, metadata: { ...payload.metadata, 'workflow-id': Buffer.from('c_2') } };
    const results = await trusting.decode([payload, moved, payloadOf('plain')]);
    expect(results.map((result) => defaultPayloadConverter.fromPayload(result))).toEqual([
      'value',
      markerOf('forged'),
      markerOf('unencrypted'),
    ]);
  });

  test('still compares where it is told', async () => {
    const payload = await encoded(payloadOf('value'));
    expect(await decoded(payload, { ...workflow, workflowId: 'c_2' }, trusting)).toEqual(markerOf('moved'));
  });
});

test('a replayer that calls every namespace "default" reads with the namespace it is given', async () => {
  const payload = await encoded(payloadOf('value'));
  const replayed = { ...workflow, namespace: 'default' };
  const options: PayloadCodecOptions = { namespace: 'cases' };
  expect(await decoded(payload, replayed)).toEqual(markerOf('moved'));
  expect(await decoded(payload, replayed, createPayloadCodec(ring, options))).toBe('value');
});

describe('keys', () => {
  test('an old key still decodes, and the active one encodes', async () => {
    const rotated = createPayloadCodec(ringOf('two', { one: 1, two: 2 }));
    expect(await decoded(await encoded(payloadOf('old')), workflow, rotated)).toBe('old');
    const [fresh] = await rotated.encode([payloadOf('new')], workflow);
    expect(Buffer.from(fresh!.metadata!['encryption-key-id']!).toString()).toBe('two');
  });

  test('a missing key makes the receiver wait, and the error names it', async () => {
    const rotated = createPayloadCodec(ringOf('two', { one: 1, two: 2 }));
    const payloads = await rotated.encode([payloadOf('new')], workflow);
    await expect(codec.decode(payloads, workflow)).rejects.toThrow(MissingKeyError);
    await expect(codec.decode(payloads, workflow)).rejects.toThrow(/"two"/);
  });

  test('nobody without the secret can make a receiver wait by naming a key', async () => {
    const payload = await encoded(payloadOf('value'));
    const named = { ...payload, metadata: { ...payload.metadata, 'encryption-key-id': Buffer.from('three') } };
    expect(await decoded(named)).toEqual(markerOf('forged'));
  });

  test('a missing key stops nobody at a payload that belongs elsewhere', async () => {
    const rotated = createPayloadCodec(ringOf('two', { one: 1, two: 2 }));
    const [payload] = await rotated.encode([payloadOf('new')], workflow);
    expect(await decoded(payload!, { ...workflow, workflowId: 'c_2' })).toEqual(markerOf('moved'));
  });

  test('naming another key of the ring than the one it was made under is a forgery', async () => {
    const rotated = createPayloadCodec(ringOf('two', { one: 1, two: 2 }));
    const [payload] = await rotated.encode([payloadOf('new')], workflow);
    const old = await encoded(payloadOf('old'));
    const names = ['encryption-key-id', 'encryption-key-proof'] as const;
    const metadata = { ...payload!.metadata, ...Object.fromEntries(names.map((name) => [name, old.metadata![name]!])) };
    expect(await decoded({ ...payload!, metadata }, workflow, rotated)).toEqual(markerOf('forged'));
  });

  test('another key under the same id is a forgery', async () => {
    const other = createPayloadCodec(ringOf('one', { one: 99 }));
    const [payload] = await other.encode([payloadOf('value')], workflow);
    expect(await decoded(payload!)).toEqual(markerOf('forged'));
  });

  test('a ring of another installation forges', async () => {
    const other = createPayloadCodec(ringOf('one', { one: 1 }, 201));
    const [payload] = await other.encode([payloadOf('value')], workflow);
    expect(await decoded(payload!)).toEqual(markerOf('forged'));
  });
});
