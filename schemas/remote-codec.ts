/** Temporal's remote codec protocol: what Temporal UI and the `temporal` command send to have payloads decoded, in protobuf's JSON. */
import { z } from 'zod';

/**
 * Why somebody looks. It stands in the codec server's address, since Temporal UI sends nothing else that its user chooses, and is kept with
 * every decode.
 */
export const DECODE_PURPOSES = ['audit', 'incident', 'records-request'] as const;
export const decodePurposeSchema = z.enum(DECODE_PURPOSES);
export type DecodePurpose = z.infer<typeof decodePurposeSchema>;

/** Temporal UI asks for each attribute of an event on its own; the command line for one event at a time. */
export const PAYLOADS_MAX = 100;
/** Our payloads have six members of metadata. */
const METADATA_MAX = 16;

export const decodeRequestSchema = z.strictObject({ payloads: z.array(z.unknown()).max(PAYLOADS_MAX) });

const bytes = z.base64().transform((text) => new Uint8Array(Buffer.from(text, 'base64')));

/** Each is checked on its own: one that is not right keeps no other from being answered. */
export const payloadSchema = z.strictObject({
  metadata: z
    .record(z.string().max(100), bytes)
    .refine((metadata) => Object.keys(metadata).length <= METADATA_MAX, `at most ${METADATA_MAX} members`),
  data: bytes.default(() => new Uint8Array()),
});
