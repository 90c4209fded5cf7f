import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { KeyRing } from './key-ring.ts';
import { createPayloadCodec } from './payload-codec.ts';
import type { PayloadCodecOptions } from './payload-codec.ts';

/** By path, because the SDK loads it a second time into the workflow sandbox. */
export const FAILURE_CONVERTER_PATH = fileURLToPath(new URL('./failure-converter.ts', import.meta.url));

/**
 * The one data converter of clients and workers: payloads encrypted, messages and stacks of failures among them.
 * Workers that get a bundle made ahead must give the same `failureConverterPath` to `bundleWorkflowCode`.
 */
export function createDataConverter(ring: KeyRing, options: PayloadCodecOptions = {}): DataConverter {
  return { failureConverterPath: FAILURE_CONVERTER_PATH, payloadCodecs: [createPayloadCodec(ring, options)] };
}
