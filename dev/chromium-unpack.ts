/**
 * Run as a process of its own by `browser.ts`: unpacks the archives of `@sparticuz/chromium` into this process's temporary
 * folder (`TMPDIR`), the only place that the package knows.
 *
 * Argument: the package's folder of archives. Exit code 0 where all are unpacked.
 */
import { join } from 'node:path';
import { inflate } from '@sparticuz/chromium';

const [archives] = process.argv.slice(2);
if (!archives || !process.env['TMPDIR']) throw new TypeError('expected: FOLDER, and TMPDIR in the environment');
for (const name of ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'])
  await inflate(join(archives, name));
