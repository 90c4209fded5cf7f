/** Process entry of the synthetic issuer. Configured by the environment; prints `ready`; ends on SIGTERM, SIGINT, or when its standard input closes. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { z } from 'zod';
import { startIdentityProvider } from './identity-provider.ts';
import { SYNTHETIC_PEOPLE } from './people.ts';

const environment = z
  .object({
    CASEGATE_IDENTITY_PORT: z.coerce.number().int().min(1).max(65_535),
    CASEGATE_PUBLIC_URL: z.url(),
    CASEGATE_OIDC_CLIENT_SECRET_FILE: z.string().min(1),
    CASEGATE_IDENTITY_KEYS_FILE: z.string().min(1),
  })
  .parse(process.env);

const provider = await startIdentityProvider({
  port: environment.CASEGATE_IDENTITY_PORT,
  publicUrl: environment.CASEGATE_PUBLIC_URL,
  clientSecret: (await readFile(environment.CASEGATE_OIDC_CLIENT_SECRET_FILE, 'utf8')).trim(),
  keys: await keysIn(environment.CASEGATE_IDENTITY_KEYS_FILE),
  people: SYNTHETIC_PEOPLE,
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
process.stdin.on('end', () => void stop()).resume();
console.log('ready');

async function stop(): Promise<void> {
  await provider.stop();
  process.exit(0);
}

/** Kept, so that a token outlives a restart. */
async function keysIn(path: string): Promise<JWK[]> {
  if (!existsSync(path)) {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    const key = { ...(await exportJWK(privateKey)), kid: 'embedded-1', alg: 'RS256', use: 'sig' };
    await writeFile(path, JSON.stringify([key]), { mode: 0o600, flag: 'wx' });
  }
  return JSON.parse(await readFile(path, 'utf8')) as JWK[];
}
