import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { KEY_RING_VARIABLE, KeyRingError, openKeyEnvelopeFile, openKeyEnvironment, openKeyFile } from './key-file.ts';
import type { KeyRing } from './key-ring.ts';
import { openEnvelope, type KeyService } from './key-service.ts';

export const KEYS_FILE_VARIABLE = 'CASEGATE_KEYS_FILE';
/** Absolute path of a module that exports `keyService`; then the keys file holds keys that this service has wrapped. */
export const KEY_SERVICE_VARIABLE = 'CASEGATE_KEY_SERVICE_MODULE';

/**
 * The ring of this process: from a file, from one variable, or from a file whose keys a key management service unwraps.
 * @throws KeyRingError where none of them is given, or two at once: a process must not guess which keys count
 */
export async function openKeyRing(environment: Readonly<Record<string, string | undefined>>): Promise<KeyRing> {
  const file = environment[KEYS_FILE_VARIABLE];
  const ring = environment[KEY_RING_VARIABLE];
  const module = environment[KEY_SERVICE_VARIABLE];
  if (ring && (file || module))
    throw new KeyRingError(`${KEY_RING_VARIABLE} and ${KEYS_FILE_VARIABLE} are both set; leave one out`);
  if (ring) return openKeyEnvironment(environment);
  if (!file) throw new KeyRingError(`set ${KEYS_FILE_VARIABLE}, or ${KEY_RING_VARIABLE}: see docs/keys.md`);
  return module ? openEnvelope(await openKeyEnvelopeFile(file), await keyServiceOf(module)) : openKeyFile(file);
}

async function keyServiceOf(path: string): Promise<KeyService> {
  if (!isAbsolute(path)) throw new KeyRingError(`${KEY_SERVICE_VARIABLE} must be an absolute path`);
  const { keyService } = (await import(pathToFileURL(path).href)) as { readonly keyService?: KeyService };
  if (typeof keyService?.wrap !== 'function' || typeof keyService.unwrap !== 'function')
    throw new KeyRingError(`${path} exports no \`keyService\` with \`wrap\` and \`unwrap\``);
  return keyService;
}
