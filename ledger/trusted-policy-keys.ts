import { readFile } from 'node:fs/promises';
import { NO_TRUSTED_KEYS, trustedKeysFrom, type TrustedKeys } from '../schemas/policy-file.ts';

/**
 * The public keys whose holders may sign policy versions. A key stays in the file as long as a version that it signed is in use.
 * @param path undefined where there is none: then no file is believed, and the versions of the build are all there are
 * @throws Error that says where the file is wrong
 */
export async function openTrustedPolicyKeys(path: string | undefined): Promise<TrustedKeys> {
  return path === undefined || path === '' ? NO_TRUSTED_KEYS : trustedKeysFrom(await readFile(path));
}
