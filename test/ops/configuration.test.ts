/** The documentation of variables and the code that reads them say the same. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const ROOMS = [
  'activities',
  'api',
  'audit',
  'bench',
  'cli',
  'codec',
  'dev',
  'ledger',
  'ops',
  'schemas',
  'web',
  'worker',
];
/** Ours, by their prefix, and those of others that we read. */
const NAME =
  '(?:CASEGATE_[A-Z0-9_]*[A-Z0-9]|DATABASE_URL|TEMPORAL_(?:ADDRESS|NAMESPACE|CLI_PATH|TEST_SERVER_PATH|RETENTION_DAYS))';
/** As a text, a member, or a key of a schema: a constant of such a name is none. */
const READ = new RegExp(`(?:['"\`.]|^\\s+)(${NAME})\\b(?!\\s*=)`, 'gm');

async function namesIn(paths: readonly string[], pattern: RegExp): Promise<Set<string>> {
  const texts = await Promise.all(paths.map((path) => readFile(join(PROJECT, path), 'utf8')));
  return new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name]) => name!)));
}

async function sources(): Promise<string[]> {
  const files = await Promise.all(
    ROOMS.map(async (room) =>
      (await readdir(join(PROJECT, room), { recursive: true })).map((path) => join(room, path)),
    ),
  );
  return files.flat().filter((path) => /\.(ts|mjs)$/.test(path));
}

const read = async () => namesIn(await sources(), READ);
const documented = () => namesIn(['docs/configuration.md'], new RegExp(`\`(${NAME})\``, 'g'));

test('every variable that the code reads is documented', async () => {
  const [inCode, inDocs] = [await read(), await documented()];
  expect(inCode.size).toBeGreaterThan(30);
  expect([...inCode].filter((name) => !inDocs.has(name))).toEqual([]);
});

test('every variable that is documented is read', async () => {
  const [inCode, inDocs] = [await read(), await documented()];
  expect([...inDocs].filter((name) => !inCode.has(name))).toEqual([]);
});

test('what stands in other documents and the files of deployment is known, too', async () => {
  const docs = (await readdir(join(PROJECT, 'docs')))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  const mentioned = await namesIn([...docs, 'README.md'], /`(CASEGATE_[A-Z0-9_]*[A-Z0-9])\b/g);
  const compose = await namesIn(['docker-compose.yml', 'Dockerfile'], /\b(CASEGATE_[A-Z0-9_]*[A-Z0-9])\b/g);
  const known = new Set([...(await documented()), ...compose]);
  expect([...mentioned].filter((name) => !known.has(name))).toEqual([]);
});
