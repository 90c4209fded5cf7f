import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CHROMIUM_PATH_VARIABLE, findChromium } from '../../dev/browser.ts';
import { SettingsError } from '../../dev/settings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'casegate-chromium-'));
  for (const name of ['google-chrome', 'chromium']) writeFileSync(join(folder, name), '', { mode: 0o755 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a browser that is named comes first, then one on PATH, Chromium before Chrome', async () => {
  const named = join(folder, 'google-chrome');
  const found = async (environment: Record<string, string>) => (await findChromium(environment)).path;
  expect(await found({ [CHROMIUM_PATH_VARIABLE]: named, PATH: folder })).toBe(named);
  expect(await found({ PATH: `/nowhere:${folder}` })).toBe(join(folder, 'chromium'));
});

it('one that is named and not there is not replaced by another', async () => {
  const finding = findChromium({ [CHROMIUM_PATH_VARIABLE]: join(folder, 'missing'), PATH: folder });
  await expect(finding).rejects.toThrow(SettingsError);
  await expect(finding).rejects.toThrow(CHROMIUM_PATH_VARIABLE);
});
