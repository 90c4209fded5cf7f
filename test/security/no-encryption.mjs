/**
 * For the copy of the product in which nothing is encrypted: `node --import`ed into each of its processes, it puts plaintext where
 * codec/aes-gcm.ts puts ciphertext, of the same length. A search that then finds nothing would have found nothing anyway.
 */
import { registerHooks } from 'node:module';

const PLAIN = `
export const IV_BYTES = 12;
export const TAG_BYTES = 16;
export const seal = (_key, iv, _authenticated, plaintext) => Buffer.concat([iv, plaintext, Buffer.alloc(TAG_BYTES)]);
export const open = (_key, _authenticated, sealed) => Buffer.from(sealed.subarray(IV_BYTES, sealed.length - TAG_BYTES));
`;

registerHooks({
  load: (url, context, nextLoad) =>
    url.endsWith('/codec/aes-gcm.ts')
      ? { format: 'module', source: PLAIN, shortCircuit: true }
      : nextLoad(url, context),
});
