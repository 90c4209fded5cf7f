/** The Dockerfile, by its structure, and what it copies by starting it: no container engine is needed for either. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DockerfileParser, type Copy, type From, type JSONInstruction } from 'dockerfile-ast';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT, read } from './compose-file.ts';
import { closureOf } from './entry-closure.ts';

const ENTRIES = ['api/main.ts', 'worker/main.ts', 'ops/register-namespace.ts'];

const dockerfile = DockerfileParser.parse(read('Dockerfile'));
const instructions = dockerfile.getInstructions();
const named = (keyword: string) => instructions.filter((instruction) => instruction.getKeyword() === keyword);
const manifest = JSON.parse(read('package.json')) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** What is copied from the project, not from another stage. */
const copied = named('COPY')
  .map((instruction) => instruction as Copy)
  .filter((copy) => copy.getFlags().length === 0)
  .flatMap((copy) => copy.getArguments().slice(0, -1).map(String));

describe('the Dockerfile', () => {
  it('starts every stage from one fixed version, the Node that the tests run on', () => {
    const [argument] = named('ARG').map((instruction) => instruction.getArgumentsContent());
    expect(argument).toBe(`NODE_IMAGE=node:${manifest.devDependencies['node']}-bookworm-slim`);
    expect(named('FROM').map((from) => (from as From).getImage())).toEqual(['${NODE_IMAGE}', '${NODE_IMAGE}']);
  });

  it('ends as a user without a name or a right, in exec form, without secrets, and adds nothing from afar', () => {
    const last = instructions.findLastIndex((instruction) => instruction.getKeyword() === 'USER');
    expect(instructions[last]?.getArgumentsContent()).toBe('10001:10001');
    // Whatever ran after it would not be root's, and whatever ran before may not be what is started.
    expect(instructions.slice(last + 1).map((instruction) => instruction.getKeyword())).toEqual([
      'EXPOSE',
      'ENTRYPOINT',
      'CMD',
    ]);
    for (const keyword of ['ENTRYPOINT', 'CMD'])
      for (const instruction of named(keyword))
        expect((instruction as JSONInstruction).getJSONStrings()).not.toEqual([]);
    expect(named('ADD')).toEqual([]);
    for (const keyword of ['ENV', 'ARG', 'RUN'])
      for (const instruction of named(keyword))
        expect(instruction.getArgumentsContent()).not.toMatch(/password|secret|token/i);
  });

  it('copies what the context holds, and the context holds nothing else', () => {
    for (const path of copied) expect(existsSync(join(PROJECT, path)), path).toBe(true);
    const ignore = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(ignore[0]).toBe('*');
    expect(ignore.slice(1).toSorted()).toEqual(copied.map((path) => `!${path}`).toSorted());
  });

  it('installs every package that its entries import', () => {
    const { packages } = closureOf(ENTRIES);
    expect(packages.size).toBeGreaterThan(10);
    expect([...packages].filter((name) => !(name in manifest.dependencies))).toEqual([]);
  });
});

describe('its files alone', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'casegate-image-'));
    for (const path of copied) cpSync(join(PROJECT, path), join(folder, path), { recursive: true });
    symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['api/main.ts', 'the environment is not right: TEMPORAL_ADDRESS is missing'],
    ['worker/main.ts', 'set CASEGATE_KEYS_FILE'],
    ['ops/register-namespace.ts', 'TEMPORAL_ADDRESS is missing'],
  ])('%s finds all its modules, and then says what the environment lacks', async (entry, complaint) => {
    const failure = await promisify(execFile)(process.execPath, [entry], {
      cwd: folder,
      env: { PATH: process.env['PATH'] },
    }).then(
      () => 'ended well',
      (error: { stderr: string }) => error.stderr,
    );
    expect(failure).toContain(complaint);
    expect(failure).not.toContain('ERR_MODULE_NOT_FOUND');
  });
});
