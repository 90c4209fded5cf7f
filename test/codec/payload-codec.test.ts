import { defaultPayloadConverter } from '@temporalio/common';
import type { Payload, SerializationContext } from '@temporalio/common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IV_BYTES, TAG_BYTES } from '../../codec/aes-gcm.ts';
import { MissingKeyError, keyRingOf } from '../../codec/key-ring.ts';
import { createPayloadCodec } from '../../codec/payload-codec.ts';
import { isUnauthentic } from '../../schemas/unauthentic.ts';
import { bytes32, foreignRing, keyFile, oldRing, rotatedRing } from './rings.ts';

const CASE: SerializationContext = { type: 'workflow', namespace: 'casegate', workflowId: 'c_one' };
const ACTIVITY: SerializationContext = {
  type: 'activity',
  namespace: 'casegate',
  workflowId: 'c_one',
  activityId: '7',
  isLocal: false,
};

const codec = createPayloadCodec(oldRing);

function payloadOf(value: unknown): Payload {
  return defaultPayloadConverter.toPayload(value)!;
}

async function encrypt(value: unknown, context = CASE, by = codec): Promise<Payload> {
  return (await by.encode([payloadOf(value)], context))[0]!;
}

async function decrypt(payload: Payload, context: SerializationContext | undefined = CASE, by = codec) {
  return defaultPayloadConverter.fromPayload<unknown>((await by.decode([payload], context))[0]!);
}

function marker(reason: string) {
  return { 'casegate/unauthentic': reason };
}

/** The payload with one bit of its data turned. */
function withBitTurned(payload: Payload, index: number, bit: number): Payload {
  const data = new Uint8Array(payload.data!);
  data[index]! ^= 1 << bit;
  return { ...payload, data };
}

function withMetadata(payload: Payload, changes: Record<string, string | undefined>): Payload {
  const metadata = { ...payload.metadata };
  for (const [name, text] of Object.entries(changes)) {
    if (text === undefined) delete metadata[name];
    else metadata[name] = Buffer.from(text);
  }
  return { ...payload, metadata };
}

describe('what was encoded', () => {
  it('comes back, whatever it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        // JSON has no -0; what the converter makes of a value is what must come back.
        expect(await decrypt(await encrypt(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('comes back as bytes, at the edges of every padded size', async () => {
    for (const length of [0, 1, 900, 1024, 4000, 4096, 16_000, 16_384, 65_500, 65_536, 200_000]) {
      const bytes = new Uint8Array(length).fill(length % 251);
      expect(await decrypt(await encrypt(bytes))).toEqual(bytes);
    }
  });

  it('keeps undefined and null, which are encrypted like everything else', async () => {
    for (const nothing of [undefined, null]) {
      const payload = await encrypt(nothing);
      expect(Buffer.from(payload.metadata!['encoding']!).toString()).toBe('binary/encrypted');
      expect(await decrypt(payload)).toBe(nothing);
    }
  });

  it('keeps number and order of several payloads, and an empty list', async () => {
    const payloads = await codec.encode([payloadOf('a'), payloadOf('b')], CASE);
    expect((await codec.decode(payloads, CASE)).map((one) => defaultPayloadConverter.fromPayload(one))).toEqual([
      'a',
      'b',
    ]);
    expect(await codec.encode([], CASE)).toEqual([]);
    expect(await codec.decode([], CASE)).toEqual([]);
  });

  it('carries no more memory than it needs', async () => {
    const [decoded] = await codec.decode([await encrypt('short')], CASE);
    expect(decoded!.data!.buffer.byteLength).toBeLessThan(100);
    expect(decoded!.metadata!['encoding']!.buffer.byteLength).toBeLessThan(100);
  });

  it('shows nothing of the plaintext', async () => {
    const payload = await encrypt({ advice: 'CANARY' });
    const wire = Buffer.concat([payload.data!, ...Object.values(payload.metadata!)]);
    expect(wire.includes('CANARY')).toBe(false);
    expect(wire.includes('json/plain')).toBe(false);
  });

  it('differs each time', async () => {
    const payloads = await Promise.all(Array.from({ length: 100 }, () => encrypt('same')));
    const ivs = new Set(payloads.map((one) => Buffer.from(one.data!.subarray(0, IV_BYTES)).toString('hex')));
    const rests = new Set(payloads.map((one) => Buffer.from(one.data!.subarray(IV_BYTES)).toString('hex')));
    expect(ivs.size).toBe(100);
    expect(rests.size).toBe(100);
  });

  it('is for one workflow: without word of it there is nothing to encode for', async () => {
    await expect(codec.encode([payloadOf(1)])).rejects.toThrow(TypeError);
  });
});

describe('the size of what was encoded', () => {
  it('is the same for every content of one padded size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 980 }), async (length) => {
        expect((await encrypt(new Uint8Array(length))).data).toHaveLength(1024 + IV_BYTES + TAG_BYTES);
      }),
    );
  });

  it.each([
    [1500, 4],
    [3900, 4],
    [5000, 16],
    [16_000, 16],
    [17_000, 64],
    [65_000, 64],
    [66_000, 128],
  ])('of %i bytes is %i KiB', async (length, kib) => {
    expect((await encrypt(new Uint8Array(length))).data).toHaveLength(kib * 1024 + IV_BYTES + TAG_BYTES);
  });
});

describe('a payload that is not authentic becomes a marker', () => {
  it('when it is plaintext', async () => {
    expect(await decrypt(payloadOf({ advice: 'consistent' }))).toEqual(marker('unencrypted'));
    expect(await decrypt(payloadOf(undefined))).toEqual(marker('unencrypted'));
    expect(await decrypt({})).toEqual(marker('unencrypted'));
    expect(await decrypt({ metadata: null, data: null })).toEqual(marker('unencrypted'));
  });

  it('when any bit of IV, ciphertext or tag was turned', async () => {
    const payload = await encrypt({ advice: 'notConsistent' });
    const last = payload.data!.length - 1;
    for (const index of [0, IV_BYTES - 1, IV_BYTES, IV_BYTES + 5, last - TAG_BYTES, last - TAG_BYTES + 1, last])
      expect(await decrypt(withBitTurned(payload, index, 0))).toEqual(marker('forged'));
    await fc.assert(
      fc.asyncProperty(fc.nat(last), fc.nat(7), async (index, bit) => {
        expect(await decrypt(withBitTurned(payload, index, bit))).toEqual(marker('forged'));
      }),
    );
  });

  it('when its metadata was changed to fit where it was moved', async () => {
    const payload = await encrypt('a');
    expect(await decrypt(withMetadata(payload, { 'workflow-id': 'c_two' }), { ...CASE, workflowId: 'c_two' })).toEqual(
      marker('forged'),
    );
    expect(await decrypt(withMetadata(payload, { namespace: 'other' }), { ...CASE, namespace: 'other' })).toEqual(
      marker('forged'),
    );
    expect(await decrypt(withMetadata(payload, { 'activity-id': '7' }), ACTIVITY)).toEqual(marker('forged'));
  });

  it('when its key id or the proof of it was changed', async () => {
    const payload = await encrypt('a');
    expect(await decrypt(withMetadata(payload, { 'encryption-key-id': 'k-none' }))).toEqual(marker('forged'));
    expect(await decrypt(withMetadata(payload, { 'encryption-key-proof': '0123456789abcdef' }))).toEqual(
      marker('forged'),
    );
    expect(await decrypt(withMetadata(payload, { 'encryption-key-proof': '' }))).toEqual(marker('forged'));
  });

  it('when it names another key of the ring than the one it was made under', async () => {
    const codecAfter = createPayloadCodec(rotatedRing);
    const [old, young] = [await encrypt('a'), await encrypt('a', CASE, codecAfter)];
    const mixed = { ...old, metadata: young.metadata! };
    expect(await decrypt(mixed, CASE, codecAfter)).toEqual(marker('forged'));
  });

  it('when it was made by someone with other keys', async () => {
    expect(await decrypt(await encrypt('a', CASE, createPayloadCodec(foreignRing)))).toEqual(marker('forged'));
    const sameSecret = keyRingOf(keyFile({ keys: { 'k-old': bytes32(3) } }));
    expect(await decrypt(await encrypt('a', CASE, createPayloadCodec(sameSecret)))).toEqual(marker('forged'));
  });

  it('when it lacks metadata, has more than ours, or has bytes that are no text', async () => {
    const payload = await encrypt('a', ACTIVITY);
    for (const name of ['encryption-key-id', 'encryption-key-proof', 'namespace'])
      expect(await decrypt(withMetadata(payload, { [name]: undefined }), ACTIVITY)).toEqual(marker('malformed'));
    expect(await decrypt(withMetadata(payload, { extra: '1' }), ACTIVITY)).toEqual(marker('malformed'));
    for (const name of ['encryption-key-id', 'namespace', 'workflow-id', 'activity-id']) {
      const metadata = { ...payload.metadata, [name]: Uint8Array.of(0xff) };
      expect(await decrypt({ ...payload, metadata }, ACTIVITY)).toEqual(marker('malformed'));
    }
    expect(await decrypt(withMetadata(payload, { 'activity-id': undefined }), CASE)).toEqual(marker('forged'));
  });

  it('when its data is cut, lengthened or missing', async () => {
    const payload = await encrypt('a');
    for (const data of [
      undefined,
      new Uint8Array(),
      new Uint8Array(27),
      new Uint8Array(28),
      payload.data!.slice(1),
      Buffer.concat([payload.data!, Buffer.alloc(1)]),
    ]) {
      expect(await decrypt({ metadata: payload.metadata!, ...(data && { data }) })).toEqual(marker('malformed'));
    }
  });

  it('whatever bytes arrive: decode never throws', async () => {
    const text = fc.string();
    const metadata = fc.record(
      {
        encoding: fc.constantFrom('binary/encrypted', 'json/plain', ''),
        'encryption-key-id': fc.oneof(fc.constant('k-old'), text),
        'encryption-key-proof': text,
        namespace: fc.constant('casegate'),
        'workflow-id': fc.oneof(fc.constant('c_one'), text),
      },
      { requiredKeys: [] },
    );
    const length = fc.oneof(fc.nat(2000), fc.constant(1024 + IV_BYTES + TAG_BYTES));
    await fc.assert(
      fc.asyncProperty(metadata, length, async (texts, bytes) => {
        const forged = withMetadata({ metadata: {}, data: new Uint8Array(bytes) }, texts);
        expect(isUnauthentic(await decrypt(forged))).toBe(true);
      }),
    );
  });

  it('when it was moved from another workflow, activity or namespace', async () => {
    const ofCase = await encrypt('a');
    const ofActivity = await encrypt('a', ACTIVITY);
    const moved = marker('moved');
    expect(await decrypt(ofCase, { ...CASE, workflowId: 'c_two' })).toEqual(moved);
    expect(await decrypt(ofCase, { ...CASE, namespace: 'other' })).toEqual(moved);
    expect(await decrypt(ofCase, ACTIVITY)).toEqual(moved);
    expect(await decrypt(ofActivity, CASE)).toEqual(moved);
    expect(await decrypt(ofActivity, { ...ACTIVITY, activityId: '8' })).toEqual(moved);
    expect(await decrypt(ofActivity, ACTIVITY)).toBe('a');
  });

  it('when the receiver is not told where it belongs, unless it is the codec server', async () => {
    const payload = await encrypt('a');
    expect(defaultPayloadConverter.fromPayload((await codec.decode([payload]))[0]!)).toEqual(marker('noContext'));

    const server = createPayloadCodec(oldRing, { withoutContext: 'trustPayload' });
    expect(defaultPayloadConverter.fromPayload((await server.decode([payload]))[0]!)).toBe('a');
    const changed = withMetadata(payload, { 'workflow-id': 'c_two' });
    expect(defaultPayloadConverter.fromPayload((await server.decode([changed]))[0]!)).toEqual(marker('forged'));
  });

  it('alone: its neighbours are decoded', async () => {
    const payloads = [payloadOf('plain'), await encrypt('good')];
    const values = (await codec.decode(payloads, CASE)).map((one) => defaultPayloadConverter.fromPayload(one));
    expect(values).toEqual([marker('unencrypted'), 'good']);
  });
});

describe('keys', () => {
  it('that are old decrypt and no longer encrypt', async () => {
    const codecAfter = createPayloadCodec(rotatedRing);
    expect(await decrypt(await encrypt('before'), CASE, codecAfter)).toBe('before');
    const after = await encrypt('after', CASE, codecAfter);
    expect(Buffer.from(after.metadata!['encryption-key-id']!).toString()).toBe('k-new');
  });

  it('that are lacking are named in an error, and are no forgery', async () => {
    const after = await encrypt('after', CASE, createPayloadCodec(rotatedRing));
    const refused = expect(codec.decode([after], CASE)).rejects;
    await refused.toThrow(MissingKeyError);
    await expect(codec.decode([after], CASE)).rejects.toThrow('"k-new"');
  });

  it('that are lacking stop nobody at a payload that belongs elsewhere', async () => {
    const after = await encrypt('after', CASE, createPayloadCodec(rotatedRing));
    expect(await decrypt(after, { ...CASE, workflowId: 'c_two' })).toEqual(marker('moved'));
  });
});

describe('replay', () => {
  it('decodes the histories of any namespace, which the replayer calls `default`', async () => {
    const payload = await encrypt('a');
    const replayed: SerializationContext = { ...CASE, namespace: 'default' };
    expect(await decrypt(payload, replayed)).toEqual(marker('moved'));
    expect(await decrypt(payload, replayed, createPayloadCodec(oldRing, { namespace: 'casegate' }))).toBe('a');
  });
});

describe('isUnauthentic', () => {
  it('is true of the marker and of nothing that we send', () => {
    expect(isUnauthentic(marker('forged'))).toBe(true);
    expect(isUnauthentic({ ...marker('forged'), advice: 'consistent' })).toBe(true);
    for (const value of [undefined, null, 'casegate/unauthentic', {}, [], Object.create(marker('forged'))])
      expect(isUnauthentic(value)).toBe(false);
  });
});
