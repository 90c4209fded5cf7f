/** Who people are, from the configuration: synthetic people on this machine, or an issuer and a staff directory. */
import { readFile } from 'node:fs/promises';
import type { Database } from '../../ledger/database.ts';
import type { ApiConfiguration } from '../../schemas/configuration.ts';
import { claimsMappingSchema, type ClaimsMapping } from '../../schemas/staff.ts';
import { createAccessTokens } from './access-token.ts';
import type { AppPorts, People } from '../ports.ts';
import { migrateSessions } from './session-migrations.ts';
import { createSessionStore } from './session-store.ts';
import type { SignIn } from './sign-in.ts';
import { createIdentityProvider } from './sign-in-provider.ts';
import { embeddedPersonOf, openStaffFile, type StaffDirectory } from './staff-directory.ts';

type IdentityPorts = Pick<AppPorts, 'acceptsHandles' | 'people' | 'signIn'>;

/** @throws where a file that the configuration names cannot be read, or is not right */
export async function identityPorts(
  configuration: ApiConfiguration,
  db: Database,
  synthetic: People,
): Promise<IdentityPorts> {
  const acceptsHandles = configuration.CASEGATE_IDENTITY === 'embedded';
  const issuer = configuration.CASEGATE_OIDC_ISSUER;
  if (issuer === undefined) return { acceptsHandles, people: synthetic };
  const directory = await directoryOf(configuration, issuer, synthetic);
  const signIn = await signInOf(configuration, issuer, db, directory);
  return { acceptsHandles, people: directory, signIn };
}

async function directoryOf(
  { CASEGATE_IDENTITY, CASEGATE_STAFF_FILE }: ApiConfiguration,
  issuer: string,
  synthetic: People,
): Promise<StaffDirectory> {
  return CASEGATE_IDENTITY === 'embedded'
    ? { ...synthetic, personOf: embeddedPersonOf(synthetic, issuer) }
    : await openStaffFile(CASEGATE_STAFF_FILE!, issuer);
}

async function signInOf(
  configuration: ApiConfiguration,
  issuer: string,
  db: Database,
  { personOf }: StaffDirectory,
): Promise<SignIn> {
  await migrateSessions(configuration.DATABASE_URL);
  const claims = await claimsMappingOf(configuration);
  const publicUrl = configuration.CASEGATE_PUBLIC_URL!;
  return {
    publicUrl,
    personOf,
    sessions: createSessionStore(db),
    accessTokens: createAccessTokens({ issuer, audience: configuration.CASEGATE_OIDC_AUDIENCE, claims }),
    provider: createIdentityProvider({
      issuer,
      publicUrl,
      claims,
      clientId: configuration.CASEGATE_OIDC_CLIENT_ID!,
      clientSecret: (await readFile(configuration.CASEGATE_OIDC_CLIENT_SECRET_FILE!, 'utf8')).trim(),
    }),
  };
}

async function claimsMappingOf({ CASEGATE_OIDC_CLAIMS_FILE: path }: ApiConfiguration): Promise<ClaimsMapping> {
  return claimsMappingSchema.parse(path === undefined ? {} : JSON.parse(await readFile(path, 'utf8')));
}
