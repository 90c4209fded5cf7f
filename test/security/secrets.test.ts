import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const SECRETLINT = join(PROJECT, 'node_modules/secretlint/bin/secretlint.js');
const CONFIGURATION = join(PROJECT, '.secretlintrc.json');

/** Exit code of the scan of a folder: 0 where it found nothing. */
const scan = (folder: string, pattern: string): Promise<number> =>
  new Promise((resolve) => {
    const options = [
      '--secretlintrc',
      CONFIGURATION,
      '--secretlintignore',
      join(PROJECT, '.secretlintignore'),
      pattern,
    ];
    const child = execFile(process.execPath, [SECRETLINT, ...options], { cwd: folder });
    child.on('close', (code) => resolve(code ?? -1));
  });

test('there is no secret in the tree', async () => {
  expect(await scan(PROJECT, '**/*')).toBe(0);
}, 120_000);

test('a private key that somebody left lying about is found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'casegate-secrets-'));
  try {
    await cp(join(PROJECT, 'package.json'), join(folder, 'package.json'));
    expect(await scan(folder, '**/*')).toBe(0);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    await writeFile(join(folder, 'notes.txt'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    expect(await scan(folder, '**/*')).toBe(1);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 120_000);
