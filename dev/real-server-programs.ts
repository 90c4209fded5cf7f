/** The Temporal server as it runs in production, and its schema tool, built from their Go module and kept in the project's cache. */
import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { commandRunner, type RunCommand } from './run-command.ts';
import { SettingsError } from './settings.ts';
import { cacheFolderOf, stateFolderOf } from './state-folder.ts';

/** The version inside the pinned dev server (pinned-servers.ts), and of the images in docker-compose.yml. */
export const REAL_SERVER_VERSION = '1.32.0';
const MODULE = 'go.temporal.io/server';
/** Seen: 4 min on two idle cores, 13 on busy ones, most of it for downloads and the compiler. */
const BUILD_TIMEOUT_MS = 40 * 60_000;
const VERSION_TIMEOUT_MS = 10_000;

export interface RealServerPrograms {
  readonly server: string;
  /** Folder with `temporal-sql-tool`, as the admin-tools image calls it. */
  readonly toolsFolder: string;
}

export interface BuildOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly run?: RunCommand;
  readonly progress?: (line: string) => void;
}

/** @throws SettingsError where Go is not there or does not build them, with what it said */
export async function realServerPrograms({
  environment = process.env,
  run = commandRunner(),
  progress = console.error,
}: BuildOptions = {}): Promise<RealServerPrograms> {
  const cache = cacheFolderOf(stateFolderOf(environment));
  const folder = join(cache, `temporal-real-${REAL_SERVER_VERSION}`);
  const programs = { server: join(folder, 'temporal-server'), toolsFolder: folder };
  if (await isThere(folder)) return programs;
  const go = await run('go', ['version'], VERSION_TIMEOUT_MS);
  if (go.code !== 0)
    throw new SettingsError(
      `Go is needed to build the Temporal server ${REAL_SERVER_VERSION}, and \`go version\` failed: ${go.output.trim()}\nInstall Go from https://go.dev/dl/ and run this again; npm test needs none of it.`,
    );
  progress(`building ${MODULE} ${REAL_SERVER_VERSION} with ${go.output.trim()}, which takes minutes …`);
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const draft = await mkdtemp(`${folder}-draft-`);
  try {
    const sources = ['cmd/server', 'cmd/tools/sql'].map((path) => `${MODULE}/${path}@v${REAL_SERVER_VERSION}`);
    // Go takes the folder from its environment alone; at low priority, so that the machine stays usable.
    const install = ['-n', '10', 'env', `GOBIN=${draft}`, 'go', 'install', ...sources];
    const { code, output } = await run('nice', install, BUILD_TIMEOUT_MS);
    if (code !== 0) throw new SettingsError(`Go could not build the Temporal server:\n${output.slice(-2000)}`);
    await rename(join(draft, 'server'), join(draft, 'temporal-server'));
    await rename(join(draft, 'sql'), join(draft, 'temporal-sql-tool'));
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return programs;
}

async function isThere(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
