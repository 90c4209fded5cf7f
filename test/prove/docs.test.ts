/** What is generated in docs/ is what the machines say now. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { generatedDocs } from '../../prove/case-spec.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const generated = await generatedDocs(PROJECT);

it.each([...generated.keys()])('%s has not drifted: npm run docs', (path) => {
  expect(readFileSync(join(PROJECT, path), 'utf8')).toBe(generated.get(path));
});
