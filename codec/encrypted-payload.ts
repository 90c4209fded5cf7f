/**
 * The form of an encrypted payload on the wire.
 *
 *   metadata  encoding               `binary/encrypted`
 *             encryption-key-id      id of the key
 *             encryption-key-proof   shows that the id was written by a holder of the ring's secret
 *             namespace, workflow-id, activity-id   whom it was made for, as far as the SDK told
 *   data      IV (12 bytes), ciphertext of the padded inner payload, tag (16 bytes)
 *
 * All metadata but the proof is authenticated data; the proof follows from the key id.
 */
import type { Payload, SerializationContext } from '@temporalio/common';
import { IV_BYTES, TAG_BYTES } from './aes-gcm.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { isPaddedSize } from './padding.ts';

const ENCODING = 'binary/encrypted';
const FORM = 'casegate/payload/1';

const NAMES = {
  encoding: 'encoding',
  keyId: 'encryption-key-id',
  keyProof: 'encryption-key-proof',
  namespace: 'namespace',
  workflowId: 'workflow-id',
  activityId: 'activity-id',
} as const;
const KNOWN_NAMES: ReadonlySet<string> = new Set(Object.values(NAMES));

/** For whom a payload is made. Compared as a whole: an absent field only equals an absent one. */
export interface Addressee {
  readonly namespace: string | undefined;
  /** Absent for activities that no workflow started. */
  readonly workflowId: string | undefined;
  /** Present for arguments, results, heartbeats and failures of an activity, so that one's result can't stand for another's. */
  readonly activityId: string | undefined;
}

export interface EncryptedPayload {
  readonly keyId: string;
  readonly keyProof: Uint8Array;
  readonly addressee: Addressee;
  readonly sealed: Uint8Array;
}

/** Fits no context, so no worker or client accepts what is addressed so; the codec server shows it. */
export const NOBODY: Addressee = { namespace: undefined, workflowId: undefined, activityId: undefined };

export function addresseeOf(context: SerializationContext): Addressee {
  const activityId = context.type === 'activity' ? context.activityId : undefined;
  return { namespace: context.namespace, workflowId: context.workflowId, activityId };
}

export function sameAddressee(one: Addressee, other: Addressee): boolean {
  return (
    one.namespace === other.namespace && one.workflowId === other.workflowId && one.activityId === other.activityId
  );
}

/** What is authenticated beside the ciphertext. */
export function authenticatedDataOf(keyId: string, to: Addressee): Buffer {
  return lengthPrefixed([FORM, ENCODING, keyId, to.namespace, to.workflowId, to.activityId]);
}

export function toPayload(encrypted: EncryptedPayload): Payload {
  const { keyId, keyProof, addressee, sealed } = encrypted;
  const metadata: Record<string, Uint8Array> = {
    [NAMES.encoding]: Buffer.from(ENCODING),
    [NAMES.keyId]: Buffer.from(keyId),
    [NAMES.keyProof]: keyProof,
  };
  if (addressee.namespace !== undefined) metadata[NAMES.namespace] = Buffer.from(addressee.namespace);
  if (addressee.workflowId !== undefined) metadata[NAMES.workflowId] = Buffer.from(addressee.workflowId);
  if (addressee.activityId !== undefined) metadata[NAMES.activityId] = Buffer.from(addressee.activityId);
  return { metadata, data: sealed };
}

/** @returns the parts of a payload in this form, or why it is not one */
export function fromPayload(payload: Payload): EncryptedPayload | 'unencrypted' | 'malformed' {
  const metadata = payload.metadata ?? {};
  if (textOf(metadata[NAMES.encoding]) !== ENCODING) return 'unencrypted';
  if (!Object.keys(metadata).every((name) => KNOWN_NAMES.has(name))) return 'malformed';
  if (payload.externalPayloads?.length) return 'malformed';
  const keyId = textOf(metadata[NAMES.keyId]);
  const keyProof = metadata[NAMES.keyProof];
  const addressee = addresseeIn(metadata);
  const sealed = payload.data;
  if (!keyId || !keyProof || !addressee || !sealed) return 'malformed';
  if (!isPaddedSize(sealed.length - IV_BYTES - TAG_BYTES)) return 'malformed';
  return { keyId, keyProof, addressee, sealed };
}

function addresseeIn(metadata: Record<string, Uint8Array>): Addressee | undefined {
  const namespace = textOf(metadata[NAMES.namespace]);
  const workflowId = textOf(metadata[NAMES.workflowId]);
  const activityId = textOf(metadata[NAMES.activityId]);
  // Bytes that are no text must not pass for an absent field.
  if (namespace === undefined && NAMES.namespace in metadata) return undefined;
  if (workflowId === undefined && NAMES.workflowId in metadata) return undefined;
  if (activityId === undefined && NAMES.activityId in metadata) return undefined;
  return { namespace, workflowId, activityId };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array | null | undefined): string | undefined {
  if (!bytes) return undefined;
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}
