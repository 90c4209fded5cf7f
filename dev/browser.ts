/**
 * A real Chromium for tests that look at pages as a person would. An installed one first, since it is kept current by
 * whoever installed it; else the one that the npm package `@sparticuz/chromium` holds for Linux on x86-64.
 */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { z } from 'zod';
import { SettingsError } from './settings.ts';
import { cacheFolderOf, makePrivateFolder, stateFolderOf } from './state-folder.ts';

export const CHROMIUM_PATH_VARIABLE = 'CASEGATE_CHROMIUM_PATH';

const NAMES_ON_PATH = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const MACOS_PROGRAM = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const UNPACK_SCRIPT = fileURLToPath(new URL('./chromium-unpack.ts', import.meta.url));
/** Seen: 3 s for 210 MB. */
const UNPACK_TIMEOUT_MS = 120_000;

const manifestSchema = z.object({ version: z.string() });

export interface ChromiumProgram {
  readonly path: string;
  /** What the program needs in its environment, beside this process's. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts a headless browser; whoever starts it closes it. @throws SettingsError where there is no Chromium */
export async function launchBrowser(): Promise<Browser> {
  const { path, environment } = await findChromium();
  return await chromium.launch({
    executablePath: path,
    env: { ...definedOnly(process.env), ...environment },
    // Chromium's sandbox refuses to run as root, as which containers and CI often run. Only pages of our own servers are opened.
    chromiumSandbox: process.getuid?.() !== 0,
    // A page lives for moments here: scripts end before a compiler that makes them fast has made up for its own time (an eighth of all that
    // Chromium takes in test/browser/pages.test.ts).
    args: ['--disable-gpu', '--font-render-hinting=none', '--js-flags=--no-maglev --no-turbofan'],
  });
}

/** @throws SettingsError that says what to install or set */
export async function findChromium(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<ChromiumProgram> {
  const chosen = environment[CHROMIUM_PATH_VARIABLE];
  // A choice that was made and can't be honoured is an error, not an invitation to choose something else.
  if (chosen && !(await isExecutable(chosen)))
    throw new SettingsError(`${CHROMIUM_PATH_VARIABLE} names ${chosen}, which is not an executable file`);
  const installed = chosen || (await installedChromium(environment));
  if (installed) return { path: installed, environment: {} };
  if (process.platform === 'linux' && process.arch === 'x64') return await packagedChromium(environment);
  throw new SettingsError(
    `no Chromium found on PATH (${NAMES_ON_PATH.join(', ')}); install one, or set ${CHROMIUM_PATH_VARIABLE} to its executable`,
  );
}

async function installedChromium(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(Boolean);
  const places = NAMES_ON_PATH.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const place of [...places, MACOS_PROGRAM]) if (await isExecutable(place)) return place;
  return undefined;
}

/** The package's own `executablePath` unpacks into the temporary folder, where a second process would run a file half written. */
async function packagedChromium(environment: Readonly<Record<string, string | undefined>>): Promise<ChromiumProgram> {
  const packageFolder = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')));
  const { version } = manifestSchema.parse(JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')));
  const cache = makePrivateFolder(cacheFolderOf(stateFolderOf(environment)));
  const folder = join(cache, `chromium-${version}`);
  const path = join(folder, 'chromium');
  if (!(await isExecutable(path))) await unpack(join(packageFolder, 'bin'), folder);
  return {
    path,
    environment: {
      // The libraries that Chromium takes for granted and a server has not; those of the system, where it has them, are as good.
      LD_LIBRARY_PATH: [join(folder, 'al2023', 'lib'), environment['LD_LIBRARY_PATH']].filter(Boolean).join(':'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  };
}

async function unpack(archives: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const draft = await mkdtemp(`${folder}-draft-`);
  try {
    // The package unpacks into whatever is the temporary folder of its process.
    await promisify(execFile)(process.execPath, [UNPACK_SCRIPT, archives], {
      env: { ...process.env, TMPDIR: draft },
      timeout: UNPACK_TIMEOUT_MS,
    });
    await writeFile(join(draft, 'fonts.conf'), fontConfiguration(folder));
    await rename(draft, folder).catch(async (error: NodeJS.ErrnoException) => {
      // Another process was faster, with the same files.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Its own names places that are not ours. The system's fonts as well, for scripts that the packaged one lacks. */
const fontConfiguration = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function definedOnly(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
