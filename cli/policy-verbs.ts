/** What policy staff do with policy versions; auditors read. Files are checked and signed here, before the service sees them. */
import { Argument, type Command } from 'commander';
import { drafted, written } from '../api/contract/call.ts';
import type { Answer } from '../schemas/answers.ts';
import { policyDifferences } from '../policy/differences.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import { policyDigestOf } from '../policy/registry.ts';
import { PolicyFileRefused, policyFileFrom, trustedKeysFrom, verifyPolicySignature } from '../schemas/policy-file.ts';
import { newSigningKey, signingKeyFrom, signPolicyFile, trustedKeysOf } from '../schemas/policy-signing.ts';
import { noted, noteOf, type Noted } from './case-verbs.ts';
import { readBytes, readObject, readText, UsageError, type Io } from './io.ts';
import {
  renderDifferences,
  renderImpact,
  renderLint,
  renderPolicy,
  renderRegister,
  renderWhatIf,
  type ImpactedCase,
  type Impacts,
} from './policy-render.ts';
import { withProgress, type Count } from './progress.ts';
import { actingVerb, clientFor, listing, print, verb, type Listing, type Shared } from './verb.ts';

export function policyVerbs(program: Command, io: Io): void {
  const policy = program.command('policy').description('policy versions: read, compare, check, sign, bring into force');
  readingPolicyVerbs(policy, io);
  filePolicyVerbs(policy, io);
  decidingPolicyVerbs(policy, io);
  verb(program, 'whatif <case>', "run a case's events under another policy version (policy staff, auditors)")
    .requiredOption('--policy <version>', 'the other version')
    .action(async (id: string, options: Shared & { readonly policy: string }) => {
      const params = { version: options.policy, case: id };
      print(io, options, await clientFor(io, options).call('getWhatIf', { params }), renderWhatIf);
    });
}

function readingPolicyVerbs(policy: Command, io: Io): void {
  listing(
    policy,
    'status',
    'where the register stands: in force, proposed, suspended, and how far it has reached',
  ).action(async ({ after, ...options }: Listing) =>
    print(io, options, await clientFor(io, options).call('getPolicyRegister', { query: { after } }), renderRegister),
  );
  verb(policy, 'show <version>', 'show a version: each value with whose it is')
    .option('--file', 'print it as a policy file with its page, to begin another version with')
    .action(async (version: string, options: Shared & { readonly file?: true }) => {
      const client = clientFor(io, options);
      const call = { params: { version } };
      if (options.file) return io.stdout(JSON.stringify(await client.call('getVersionFile', call), null, 2));
      print(io, options, await client.call('getVersion', call), renderPolicy);
    });
  verb(
    policy,
    'diff <one> <other>',
    'what differs between two versions; each a name, or a file that ends with .json',
  ).action(async (one: string, other: string, options: Shared) => {
    const [before, after] = [await documentFrom(io, options, one), await documentFrom(io, options, other)];
    print(io, options, policyDifferences(before, after), renderDifferences);
  });
  verb(
    policy,
    'impact <version>',
    'which open cases the version would change, and how, if it were activated now',
  ).action(async (version: string, options: Shared) =>
    print(
      io,
      options,
      await withProgress(io, options, 'Looking at open cases', (count) => impactOf(io, options, version, count)),
      renderImpact,
    ),
  );
}

async function documentFrom(io: Io, options: Shared, name: string): Promise<PolicyVersion> {
  if (name.endsWith('.json')) return checked(name, await readBytes(io, name)).policy;
  return (await clientFor(io, options).call('getVersion', { params: { version: name } })).policy;
}

/** All pages: an impact of half the cases is none. */
async function impactOf(io: Io, options: Shared, version: string, count: Count): Promise<Impacts> {
  const client = clientFor(io, options);
  const cases: ImpactedCase[] = [];
  let looked = 0;
  for (let after: string | null = null; ;) {
    const page: Answer<'Impact'> = await client.call('getImpact', { params: { version }, query: { after } });
    cases.push(...page.cases);
    looked += page.looked;
    count('cases', looked);
    after = page.next;
    if (after === null) return { version: page.version, rule: page.rule, looked, cases };
  }
}

// — files ————————————————————————————————————————————————————————————————————————————————————————————————————————

function filePolicyVerbs(policy: Command, io: Io): void {
  policy
    .command('lint <file>')
    .description('check a policy file as the service will, without asking it')
    .option('--signature <file>', 'check its signature, too')
    .option('--keys <file>', 'the trusted public keys: a JSON Web Key Set')
    .action(async (path: string, { signature, keys }: { readonly signature?: string; readonly keys?: string }) => {
      const bytes = await readBytes(io, path);
      const { policy: version } = checked(path, bytes);
      const keyId = signature === undefined ? null : await verified(io, path, bytes, signature, keys);
      io.stdout(renderLint(version, policyDigestOf(version), keyId));
    });
  policy
    .command('sign <file>')
    .description('print the detached signature of a policy file; the service only ever sees the public key')
    .requiredOption('--key <file>', 'a private Ed25519 key as a JSON Web Key, as `new-key` prints one')
    .action(async (path: string, { key }: { readonly key: string }) => {
      const bytes = await readBytes(io, path);
      checked(path, bytes);
      io.stdout(await signPolicyFile(bytes, await signingKeyAt(io, key)));
    });
  policy
    .command('new-key <kid>')
    .description('print a new private key for signing policies: keep it away from the service')
    .action(async (kid: string) => io.stdout(JSON.stringify(await newSigningKey(kid), null, 2)));
  policy
    .command('public-key <file>')
    .description('print the public part of a private key, for CASEGATE_POLICY_KEYS_FILE')
    .action(async (path: string) => io.stdout(JSON.stringify(trustedKeysOf(await signingKeyAt(io, path)), null, 2)));
}

const checked = (path: string, bytes: Uint8Array) => orUsage(path, () => policyFileFrom(bytes));

async function verified(io: Io, path: string, bytes: Uint8Array, signature: string, keys?: string): Promise<string> {
  if (keys === undefined)
    throw new UsageError(
      'no keys are named to check the signature with',
      '--keys',
      'name the file of trusted public keys',
    );
  const trusted = trustedKeysFrom(await readBytes(io, keys));
  const text = await readText(io, signature);
  try {
    return await verifyPolicySignature(bytes, text, trusted);
  } catch (error) {
    return orUsage(path, () => {
      throw error;
    });
  }
}

function orUsage<T>(path: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof PolicyFileRefused)) throw error;
    const { refusal, message } = error;
    const faults = 'faults' in refusal ? refusal.faults : [];
    const where = [path, ...faults.map(({ pointer, message: what }) => `  ${pointer}: ${what}`)].join('\n');
    throw new UsageError(message, where, 'correct it and try again');
  }
}

async function signingKeyAt(io: Io, path: string) {
  try {
    return signingKeyFrom(await readObject(io, path));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('the file holds no signing key', path, 'make one with `casegate policy new-key`');
  }
}

// — decisions ————————————————————————————————————————————————————————————————————————————————————————————————————

function decidingPolicyVerbs(policy: Command, io: Io): void {
  actingVerb(policy, 'load <file>', 'bring a signed version to the service')
    .option('--signature <file>', 'its detached signature; default: the file with .jws after it')
    .action(async (path: string, options: Shared & { readonly signature?: string }) => {
      const file = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readBytes(io, path));
      const signature = (await readText(io, options.signature ?? `${path}.jws`)).trim();
      const loaded = await clientFor(io, options).call('loadVersion', { body: { file, signature } });
      print(
        io,
        options,
        loaded,
        ({ version, digest }) =>
          `loaded ${version}\n${digest}\nNothing is in force by that: propose it, and have another person activate it.`,
      );
    });
  noted(actingVerb(policy, 'propose', 'propose a version for activation, with the record of its proof'), 'the reason')
    .addArgument(new Argument('<version>'))
    .requiredOption('--proof <file>', 'what `npm run prove` recorded for it')
    .action(async (version: string, options: Noted & { readonly proof: string }) => {
      const client = clientFor(io, options);
      const params = { version };
      const { digest } = await client.call('getVersion', { params });
      const proof = await readObject(io, options.proof);
      const body = written({ digest, proof, ...(await noteOf(io, options)) });
      print(
        io,
        options,
        await client.call('proposeVersion', { params, body }),
        ({ order }) => `proposed as order ${order}: another person activates it`,
      );
    });
  noted(actingVerb(policy, 'activate', 'activate what another person proposed: every open case is told'), 'the reason')
    .addArgument(new Argument('<version>'))
    .option('--digest <digest>', 'the version as you read it; default: as it is')
    .action(async (version: string, options: Noted & { readonly digest?: string }) => {
      const client = clientFor(io, options);
      const params = { version };
      const digest = options.digest ?? (await client.call('getVersion', { params })).digest;
      const body = drafted<'activateVersion'>({ digest, ...(await noteOf(io, options)) });
      const activated = await client.call('activateVersion', { params, body });
      print(
        io,
        options,
        activated,
        ({ order, rule }) => `in force by order ${order}; open cases: ${rule}. See casegate policy status`,
      );
    });
  noted(
    actingVerb(policy, 'suspend', 'suspend the version in force, as by a court order: open cases are held for counsel'),
    'the reason',
  ).action(async (options: Noted) => {
    const body = drafted<'suspendVersion'>(await noteOf(io, options));
    const suspended = await clientFor(io, options).call('suspendVersion', { body });
    print(io, options, suspended, ({ order }) => `suspended by order ${order}: open cases are held for counsel`);
  });
}
