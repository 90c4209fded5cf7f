import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

interface Sbom {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly hashes?: readonly object[];
    readonly properties?: readonly { readonly name: string }[];
  }[];
}

/** npm's own `--omit dev` leaves out what a development package needs as well, half of what runs in production: so all are listed. */
test('the list of packages names each with its version and hash, as CycloneDX', async () => {
  const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], {
    cwd: PROJECT,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { bomFormat, specVersion, components } = JSON.parse(stdout) as Sbom;
  expect([bomFormat, specVersion]).toEqual(['CycloneDX', expect.stringMatching(/^1\.[5-9]$/)]);
  const { dependencies } = JSON.parse(await readFile(`${PROJECT}/package.json`, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const runs = components.filter(
    ({ properties = [] }) => !properties.some(({ name }) => name === 'cdx:npm:package:development'),
  );
  const listed = runs.map(({ name, version }) => `${name}@${version}`);
  const ours = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
  expect(ours.filter((one) => !listed.includes(one))).toEqual([]);
  expect(components.filter(({ hashes = [] }) => hashes.length === 0).map(({ name }) => name)).toEqual([]);
});
