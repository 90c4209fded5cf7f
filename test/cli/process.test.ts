/** `npm start` and `casegate` as processes, against real servers: what a newcomer does, typed. */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '../../dev/free-port.ts';
import { temporalCliPath } from '../../dev/temporal-binary.ts';
import { TEST_BUNDLES } from '../workflows/test-bundles.ts';

/** Servers, a bundle, and reminders of the demonstration's policy, on a busy machine. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 });

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
let folder: string;
let url: string;
let stop: () => Promise<number | null>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casegate-process-test-'));
  const [api, temporal, ui, postgres, identity] = await Promise.all(Array.from({ length: 5 }, () => freePort()));
  url = `http://127.0.0.1:${api}`;
  const { DATABASE_URL: _others, ...own } = process.env;
  const child = spawn(process.execPath, [file('dev/start.ts')], {
    env: {
      ...own,
      CASEGATE_HOME: join(folder, 'home'),
      CASEGATE_API_PORT: String(api),
      CASEGATE_TEMPORAL_PORT: String(temporal),
      CASEGATE_TEMPORAL_UI_PORT: String(ui),
      CASEGATE_POSTGRES_PORT: String(postgres),
      CASEGATE_IDENTITY_PORT: String(identity),
      // The same gates with time limits of seconds, so that a late partner can be waited for.
      CASEGATE_POLICY: 'announcement-2025-01-31+demo',
      TEMPORAL_CLI_PATH: await temporalCliPath(),
      CASEGATE_BUNDLE_CACHE_DIR: TEST_BUNDLES,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const errors = text(child.stderr);
  stop = async () => {
    child.kill('SIGINT');
    return ended;
  };
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => line === 'ready' && resolve());
  });
  const early = await Promise.race([ready, ended.then(async (code) => `ended with ${code}: ${await errors}`)]);
  if (early !== undefined) throw new Error(early);
});

afterAll(async () => {
  await stop();
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function casegate(line: string, input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [file('cli/casegate.ts'), ...line.split(' ')], {
    cwd: folder,
    env: { ...process.env, CASEGATE_URL: url, NO_COLOR: '1' },
    stdio: 'pipe',
  });
  child.stdin.end(input);
  const [code, out, err] = await Promise.all([
    new Promise<number | null>((resolve) => child.once('exit', resolve)),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, out, err };
}

async function ok(line: string, input = ''): Promise<string> {
  const { code, out, err } = await casegate(line, input);
  expect(code, `${line}\n${out}${err}`).toBe(0);
  return out;
}

interface Shown {
  readonly state: string;
  readonly statements: readonly string[];
  readonly epoch: number;
  readonly tasks: readonly { readonly task: string }[];
  readonly requests: readonly { readonly request: string; readonly partnerClass: string }[];
  readonly gates: readonly {
    readonly gate: string;
    readonly partnerClass?: string;
    readonly met: boolean;
    readonly missing: string | null;
  }[];
}

/** What the case itself says. What is typed has processes of its own; one for each look would take as much again. */
async function shown(id: string, as = 'supervisor-a'): Promise<Shown> {
  const answer = await fetch(`${url}/cases/${id}`, { headers: { 'casegate-as': as } });
  return (await answer.json()) as Shown;
}

async function start(example: string, change: (body: { facts: { personKey: string } }) => void): Promise<string> {
  const body = JSON.parse(await ok(`example ${example}`)) as { facts: { personKey: string } };
  change(body);
  return (JSON.parse(await ok('start - --as supervisor-a --json', JSON.stringify(body))) as { case: string }).case;
}

/** @throws where it does not come true before the test's own limit */
async function until(id: string, holds: (now: Shown) => boolean): Promise<void> {
  while (!holds(await shown(id))) await delay(200);
}

test('a case from its start to its end and into a second epoch, as four kinds of people', async () => {
  expect(await ok('people')).toMatch(/^supervisor-a +Supervisor A \(synthetic\)/m);
  const id = await start('--row 2', ({ facts }) => (facts.personKey = 'SYN-PROCESS-1'));
  expect(await ok('list --as supervisor-a')).toContain(id);
  expect(await ok(`why ${id} --as legal-a`)).toMatch(/OPLA consultation/);
  const { tasks, requests } = await shown(id);
  const task = tasks[0]!.task;
  expect(await casegate(`claim ${task} --as supervisor-a`)).toMatchObject({ code: 3 });
  await ok(`claim ${task} --as legal-a`);
  await ok(`release ${task} --as legal-a`);
  await ok(`claim ${task} --as legal-b`);
  const advice = JSON.stringify({ text: 'synthetic advice', conditions: ['synthetic condition'] });
  await ok(`complete ${task} --as legal-b --advice consistent-with-conditions --file -`, advice);
  for (const { request, partnerClass } of requests)
    await ok(`answer ${request} --as partner-${partnerClass} --answer no-conflict`);
  await until(id, ({ state }) => state === 'awaitingReview');
  expect(await casegate(`decide ${id} clear --as supervisor-b`)).toMatchObject({ code: 3 });
  await ok(`acknowledge ${id} condition-1 --as supervisor-b`);
  await ok(`decide ${id} clear --as supervisor-b`);
  expect(await ok(`show ${id} --as supervisor-b`)).toContain('Process requirements met');
  await ok(`record ${id} action-not-taken --as supervisor-b`);
  expect((await shown(id)).state).toBe('closed');
  expect(await casegate(`withdraw ${id} --as supervisor-b`)).toMatchObject({ code: 3 });
  const timeline = await ok(`timeline ${id} --as supervisor-a`);
  expect(timeline).toMatch(/Legal staff B \(synthetic\) +claim the consultation/);

  const { facts, ...opening } = JSON.parse(await ok('example --row 1')) as { facts: Record<string, unknown> };
  const { personKey: _personKey, ...again } = facts;
  await writeFile(join(folder, 'again.json'), JSON.stringify({ ...opening, facts: again }));
  await ok(`reopen ${id} again.json --as supervisor-a`);
  // Row 22: nothing of the first epoch clears the second; rows 22, 29: what was known stays protected, though it is not said again.
  expect(await shown(id)).toMatchObject({ state: 'gating', epoch: 2, tasks: [{}] });
  expect((await shown(id)).statements).toContain('held for legal review');
});

test('row 29: protection follows the person concerned into a case that is open already', async () => {
  const open = await start('--row 1', ({ facts }) => (facts.personKey = 'SYN-PROCESS-2'));
  expect((await shown(open)).statements).toEqual(['checking deconfliction with partner agencies']);
  await start('--row 2', ({ facts }) => (facts.personKey = 'SYN-PROCESS-2'));
  await until(open, ({ statements }) => statements.includes('held for legal review'));
  expect((await shown(open, 'legal-a')).statements).toContain('awaiting OPLA consultation');
});

test.each([
  [
    'SYN-CLEAR',
    'every partner answers at once',
    (gates: Shown['gates']) => gates.every(({ gate, met }) => met || gate === 'review'),
  ],
  [
    'SYN-LATE',
    'partners answer when they are reminded',
    (gates: Shown['gates']) => gates.every(({ gate, met }) => met || gate === 'review'),
  ],
] as const)('synthetic partner agencies, %s: %s', async (region, _words, settled) => {
  const id = await start(`--row 1 --region ${region}`, ({ facts }) => (facts.personKey = `SYN-PROCESS-${region}`));
  await until(id, ({ gates }) => settled(gates));
  expect((await shown(id)).state).toBe('awaitingReview');
  const outbox = join(folder, 'home', 'outbox', 'partner-requests', 'local');
  const messages = await Promise.all((await readdir(outbox)).map((name) => readFile(join(outbox, name), 'utf8')));
  expect(messages.some((message) => message.includes(region) && message.includes('reminder'))).toBe(
    region === 'SYN-LATE',
  );
});

test('synthetic partner agencies, SYN-CONFL and SYN-NEVER: a conflict, and silence that stays silence', async () => {
  const silent = await start('--row 1 --region SYN-NEVER', ({ facts }) => (facts.personKey = 'SYN-PROCESS-NEVER'));
  const conflict = await start('--row 1 --region SYN-CONFL', ({ facts }) => (facts.personKey = 'SYN-PROCESS-CONFL'));
  await until(conflict, ({ gates }) => gates.some(({ missing }) => missing?.includes('conflict')));
  expect(await ok(`why ${conflict} --as supervisor-a`)).toContain('a conflict is reported');
  expect((await shown(silent)).gates.some(({ met }) => met)).toBe(false);
});

test('Ctrl-C ends it in good order', async () => {
  expect(await stop()).toBe(0);
  expect(await casegate('list --as supervisor-a')).toMatchObject({ code: 5 });
});
