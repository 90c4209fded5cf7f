/** `npm run resend-notifications` as an operator runs it: a process, on a folder of dead letters, against a real SMTP server. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createDeadLetters, type DeadLetters } from '../../activities/dead-letters.ts';
import { createKeyFile } from '../../codec/key-file.ts';

const SCRIPT = fileURLToPath(new URL('../../worker/resend-notifications.ts', import.meta.url));
const GROUPS = {
  from: 'casegate@agency.invalid',
  groups: [{ audience: 'legal', addresses: ['legal-1@agency.invalid', 'legal-2@agency.invalid'] }],
};

let folder: string;
let server: SMTPServer;
let letters: DeadLetters;
/** Recipients of each mail that was taken. */
let taken: string[][];
let refused: readonly string[];
let environment: Record<string, string>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casegate-resend-'));
  [taken, refused] = [[], []];
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) =>
      done(refused.includes(address) ? Object.assign(new Error('no such box'), { responseCode: 550 }) : null),
    onData(stream, { envelope }, done) {
      stream.resume().on('end', () => {
        taken.push(envelope.rcptTo.map(({ address }) => address));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  letters = createDeadLetters(join(folder, 'outbox', 'mail'));
  const file = async (name: string, content: string): Promise<string> => {
    await writeFile(join(folder, name), content);
    return join(folder, name);
  };
  await createKeyFile(join(folder, 'keys.json'));
  environment = {
    PATH: process.env['PATH']!,
    CASEGATE_KEYS_FILE: join(folder, 'keys.json'),
    CASEGATE_OUTBOX_DIR: join(folder, 'outbox'),
    CASEGATE_PUBLIC_URL: 'https://casegate.agency.invalid',
    CASEGATE_SMTP_URL_FILE: await file('url', `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`),
    CASEGATE_SMTP_GROUPS_FILE: await file('groups.json', JSON.stringify(GROUPS)),
  };
});
afterEach(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await rm(folder, { recursive: true });
});

async function resend(): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const child = spawn(process.execPath, [SCRIPT], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

const names = async (): Promise<string[]> => (await letters.list()).map(({ name }) => name);
const toGroup = { key: 'c_canary:7:notify', audience: 'legal', office: 'OFFICE-EAST' } as const;
const toOne = { key: 'training:canary', staffId: 'STAFF-CANARY', mail: 'one@agency.invalid' } as const;

test('each letter goes to whom it is for: the group as it is listed now, those alone who lack it, or one person', async () => {
  await letters.keep('n_1', { notification: toGroup, code: 'noAddress', to: [] });
  await letters.keep('n_2', { notification: toGroup, code: 'someRefused', to: ['legal-2@agency.invalid'] });
  await letters.keep('n_3', { notification: toOne, code: 'smtp451', to: [] });
  expect(await resend()).toEqual({ code: 0, out: 'n_1 sent\nn_2 sent\nn_3 sent\n', err: '' });
  expect(taken).toEqual([GROUPS.groups[0]!.addresses, ['legal-2@agency.invalid'], ['one@agency.invalid']]);
  expect(await names()).toEqual([]);
  expect([await letters.isSettled('n_1'), await letters.isSettled('n_4')]).toEqual([true, false]);
});

test('what is refused again stays, does not hold up the next, and is told by how it ends; mended, it goes the next time', async () => {
  await letters.keep('n_1', { notification: toOne, code: 'smtp550', to: [] });
  await letters.keep('n_2', { notification: toGroup, code: 'noAddress', to: [] });
  refused = [toOne.mail];
  const { code, out, err } = await resend();
  expect([code, out, err]).toEqual([1, 'n_1 not sent (SmtpRefused)\nn_2 sent\n', '']);
  expect(await names()).toEqual(['n_1']);
  expect(out).not.toMatch(/canary|agency/i);
  refused = [];
  expect(await resend()).toMatchObject({ code: 0, out: 'n_1 sent\n' });
  expect(await resend()).toEqual({ code: 0, out: '', err: '' });
  expect(taken).toEqual([GROUPS.groups[0]!.addresses, [toOne.mail]]);
});

test('where no mail is set up it says so, and touches nothing', async () => {
  await letters.keep('n_1', { notification: toOne, code: 'smtp550', to: [] });
  const { CASEGATE_SMTP_URL_FILE: _url, ...others } = environment;
  environment = others;
  const { code, err } = await resend();
  expect([code, err]).toEqual([1, expect.stringContaining('CASEGATE_SMTP_URL_FILE is not set')]);
  expect(await names()).toEqual(['n_1']);
});
