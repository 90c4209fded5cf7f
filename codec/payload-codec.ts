import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Payload, PayloadCodec, SerializationContext } from '@temporalio/common';
import proto from '@temporalio/proto';
import { UNAUTHENTIC } from '../schemas/unauthentic.ts';
import type { UnauthenticReason } from '../schemas/unauthentic.ts';
import { IV_BYTES, open, seal } from './aes-gcm.ts';
import {
  NOBODY,
  addresseeOf,
  authenticatedDataOf,
  fromPayload,
  sameAddressee,
  toPayload,
} from './encrypted-payload.ts';
import type { Addressee, EncryptedPayload } from './encrypted-payload.ts';
import { deriveKey, deriveSecret } from './key-ring.ts';
import type { KeyRing } from './key-ring.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { pad, unpad } from './padding.ts';

// A CommonJS module whose names Node cannot see ahead: they are on its default export only.
const InnerPayload = proto.temporal.api.common.v1.Payload;

export interface PayloadCodecOptions {
  /**
   * What to do with a payload that arrives without word of the workflow it belongs to. Workers and clients refuse it
   * (the default). The codec server, which is never told, trusts what the payload's authenticated metadata says.
   */
  readonly withoutContext?: 'refuse' | 'trustPayload';
  /**
   * Namespace to assume instead of the one that the SDK tells. Only for replaying stored histories: the SDK's replayer
   * calls every namespace `default`.
   */
  readonly namespace?: string;
}

/**
 * Encrypts each payload under the ring's active key, padded, for the workflow (and activity) it belongs to; decodes
 * what is not authentic to the marker of `schemas/unauthentic.ts` instead of throwing.
 *
 * Where the SDK does not tell whom a payload is for, `encode` addresses it to nobody. It must not throw: the worker
 * reports a failed workflow task that way (a missing key, for one), and dies if it can't.
 * `decode` throws MissingKeyError for an authentic key id that is not in the ring: there, waiting is right.
 */
export function createPayloadCodec(ring: KeyRing, options: PayloadCodecOptions = {}): PayloadCodec {
  const keyProofOf = createKeyProofs(ring);
  const activeKeyProof = keyProofOf(ring.activeKeyId);

  function addressee(context: SerializationContext): Addressee {
    const told = addresseeOf(context);
    return options.namespace === undefined ? told : { ...told, namespace: options.namespace };
  }

  function encodeOne(payload: Payload, to: Addressee): Payload {
    const keyId = ring.activeKeyId;
    const key = deriveKey(ring, keyId, 'payloads');
    const plaintext = pad(InnerPayload.encode(payload).finish());
    const sealed = seal(key, randomBytes(IV_BYTES), authenticatedDataOf(keyId, to), plaintext);
    return toPayload({ keyId, keyProof: activeKeyProof, addressee: to, sealed });
  }

  function decodeOne(payload: Payload, context: SerializationContext | undefined): Payload {
    const encrypted = fromPayload(payload);
    if (typeof encrypted === 'string') return markerOf(encrypted);
    const misdirected = misdirection(encrypted, context);
    if (misdirected) return markerOf(misdirected);
    if (!sameBytes(encrypted.keyProof, keyProofOf(encrypted.keyId))) return markerOf('forged');
    return decrypted(ring, encrypted);
  }

  function misdirection(
    encrypted: EncryptedPayload,
    context: SerializationContext | undefined,
  ): 'moved' | 'noContext' | undefined {
    if (context) return sameAddressee(encrypted.addressee, addressee(context)) ? undefined : 'moved';
    return options.withoutContext === 'trustPayload' ? undefined : 'noContext';
  }

  return {
    async encode(payloads, context) {
      const to = context ? addressee(context) : NOBODY;
      return payloads.map((payload) => encodeOne(payload, to));
    },
    async decode(payloads, context) {
      return payloads.map((payload) => decodeOne(payload, context));
    },
  };
}

/** @throws MissingKeyError */
function decrypted(ring: KeyRing, { keyId, addressee, sealed }: EncryptedPayload): Payload {
  const plaintext = open(deriveKey(ring, keyId, 'payloads'), authenticatedDataOf(keyId, addressee), sealed);
  if (!plaintext) return markerOf('forged');
  const inner = unpad(plaintext);
  return (inner && parsed(inner)) ?? markerOf('malformed');
}

function parsed(inner: Uint8Array): Payload | undefined {
  try {
    // Of a copy: views of the padded buffer would carry all of it into the workflow's thread and cache.
    return InnerPayload.decode(new Uint8Array(inner));
  } catch {
    return undefined;
  }
}

function markerOf(reason: UnauthenticReason): Payload {
  return {
    metadata: { encoding: Buffer.from('json/plain') },
    data: Buffer.from(JSON.stringify({ [UNAUTHENTIC]: reason })),
  };
}

/**
 * Whoever can send a payload could name a key that does not exist and make its receiver wait for ever. So a key id comes
 * with a proof (a MAC under the ring's secret): without it the payload is forged, with it the key is truly missing.
 */
function createKeyProofs(ring: KeyRing): (keyId: string) => Buffer {
  const secret = deriveSecret(ring, 'keyIds');
  const active = proofOf(ring.activeKeyId);
  function proofOf(keyId: string): Buffer {
    return createHmac('sha256', secret)
      .update(lengthPrefixed([keyId]))
      .digest()
      .subarray(0, 16);
  }
  return (keyId) => (keyId === ring.activeKeyId ? active : proofOf(keyId));
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
