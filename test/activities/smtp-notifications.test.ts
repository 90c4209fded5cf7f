/** Mail against a real SMTP server, which answers as each test says. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDeadLetters, type DeadLetters } from '../../activities/dead-letters.ts';
import type { Notification } from '../../activities/ports.ts';
import { createSmtpNotifications, type SmtpNotifications } from '../../activities/smtp-notifications.ts';
import { smtpSettings } from '../../activities/smtp-settings.ts';
import type { NotificationFile } from '../../schemas/notification-file.ts';

interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

const GROUPS: NotificationFile = {
  from: 'casegate@agency.invalid',
  groups: [
    {
      audience: 'legal',
      office: 'OFFICE-EAST',
      addresses: ['legal-east-1@agency.invalid', 'legal-east-2@agency.invalid'],
    },
    { audience: 'legal', addresses: ['legal@agency.invalid'] },
  ],
};
const KEY = 'c_canary-case:12:notify';
const EAST: Notification = { key: KEY, audience: 'legal', office: 'OFFICE-EAST' };
const LINK = 'https://casegate.agency.invalid/web/work';

let folder: string;
let server: SMTPServer;
let url: URL;
let taken: Taken[];
/** Replies to recipients and to contents; null takes them. */
let replyTo: (address: string) => number | null;
let replyToContent: () => number | null;
/** What the server waits for before it answers a mail. */
let gate: Promise<void>;
let deadLetters: DeadLetters;
let attempt: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casegate-mail-'));
  taken = [];
  replyTo = () => null;
  replyToContent = () => null;
  gate = Promise.resolve();
  attempt = 1;
  deadLetters = createDeadLetters(folder);
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: ({ address }, _session, done) => done(failure(replyTo(address))),
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const code = replyToContent();
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const mail = {
          from,
          to: envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString(),
        };
        if (code === null) taken.push(mail);
        void gate.then(() => done(failure(code)));
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = new URL(`smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`);
});
afterEach(async () => {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await rm(folder, { recursive: true });
});

function failure(responseCode: number | null): Error | null {
  return responseCode === null ? null : Object.assign(new Error(`quotes ${KEY}`), { responseCode });
}

const smtp = (file = GROUPS): SmtpNotifications =>
  createSmtpNotifications({
    url,
    file,
    signInUrl: LINK,
    deadLetters,
    nameOf: (key) => `n_${key.length}`,
    attempt: () => attempt,
  });

const files = async (name: string): Promise<string[]> => readdir(join(folder, name)).catch(() => []);

test('a mail says "you have a task" with a link, and nothing of the case, the group or this machine', async () => {
  await smtp().send(EAST);
  expect(taken).toHaveLength(1);
  const [{ from, to, text }] = taken as [Taken];
  expect(from).toBe('casegate@agency.invalid');
  expect(to).toEqual(['legal-east-1@agency.invalid', 'legal-east-2@agency.invalid']);
  const [head, body] = text.split('\r\n\r\n') as [string, string];
  expect(body.trim()).toBe(`You have a task. Sign in to see it: ${LINK}`);
  const headers = head.split('\r\n').map((line) => line.slice(0, line.indexOf(':')));
  expect(headers.toSorted()).toEqual([
    'Auto-Submitted',
    'Content-Transfer-Encoding',
    'Content-Type',
    'Date',
    'From',
    'MIME-Version',
    'Message-ID',
    'Subject',
    'To',
  ]);
  expect(head).toContain(`Message-ID: <n_${KEY.length}@agency.invalid>`);
  expect(text).not.toMatch(/canary|legal|OFFICE/);
});

test('mails to different groups about different things differ in recipients, id and date alone', async () => {
  const mail = smtp();
  await mail.send(EAST);
  await mail.send({ key: `${KEY}-other`, audience: 'legal', office: 'OFFICE-WEST' });
  expect(taken[1]!.to).toEqual(['legal@agency.invalid']);
  const [one, other] = taken.map(({ text }) => text.replaceAll(/^(Message-ID|Date): .*\r\n/gm, ''));
  expect(one).toBe(other);
});

test('a key is mailed once, however often and at whatever moment it is sent again, and after a restart too', async () => {
  const open = Promise.withResolvers<void>();
  gate = open.promise;
  const mail = smtp();
  const both = [mail.send(EAST), mail.send(EAST)];
  open.resolve();
  await Promise.all(both);
  await mail.send(EAST);
  await smtp().send(EAST);
  expect(taken).toHaveLength(1);
  expect(await files('sent')).toEqual([`n_${KEY.length}`]);
});

describe('what passes by waiting is thrown, for Temporal to try again', () => {
  test('a server that is away', async () => {
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await expect(smtp().send(EAST)).rejects.toThrow(/.+/);
    expect(await deadLetters.list()).toEqual([]);
  });

  test('a temporary refusal (4yz), and the next try goes through', async () => {
    replyToContent = () => 451;
    await expect(smtp().send(EAST)).rejects.toThrow(/.+/);
    replyToContent = () => null;
    await smtp().send(EAST);
    expect(taken).toHaveLength(1);
    expect(await deadLetters.list()).toEqual([]);
  });
});

describe('what cannot be sent is kept as a dead letter, and holds up no case', () => {
  const letters = async () => (await deadLetters.list()).map(({ letter: { code, to } }) => ({ code, to }));
  const ALL = GROUPS.groups[0]!.addresses;

  test('refused for good (5yz)', async () => {
    replyToContent = () => 552;
    await smtp().send(EAST);
    expect(await letters()).toEqual([{ code: 'smtp552', to: ALL }]);
    replyToContent = () => null;
    // Not behind a person's back: a dead letter waits for one.
    await smtp().send(EAST);
    expect(taken).toEqual([]);
  });

  test('some recipients refused: the letter is for those alone', async () => {
    replyTo = (address) => (address.includes('-2') ? 550 : null);
    await smtp().send(EAST);
    expect(taken).toHaveLength(1);
    expect(await letters()).toEqual([{ code: 'someRefused', to: ['legal-east-2@agency.invalid'] }]);
  });

  test('a group without an address', async () => {
    await smtp().send({ ...EAST, audience: 'privacy' });
    expect(await letters()).toEqual([{ code: 'noAddress', to: [] }]);
  });

  test('not taken in all the tries that a mail has', async () => {
    replyToContent = () => 451;
    attempt = 40;
    await smtp().send(EAST);
    expect(await letters()).toEqual([{ code: 'smtp451', to: [] }]);
  });

  test('no letter quotes the server, and each can be sent again', async () => {
    replyToContent = () => 552;
    await smtp().send(EAST);
    const [file] = await files('dead-letters');
    expect(await readFile(join(folder, 'dead-letters', file!), 'utf8')).not.toContain('quotes');
    replyToContent = () => null;
    const [{ name, letter }] = (await deadLetters.list()) as [Awaited<ReturnType<DeadLetters['list']>>[number]];
    await smtp().resend(letter.notification, letter.to);
    await deadLetters.settle(name);
    expect(taken.map(({ to }) => to)).toEqual([ALL]);
    expect(await deadLetters.list()).toEqual([]);
    await smtp().send(EAST);
    expect(taken).toHaveLength(1);
  });
});

test('a server elsewhere that offers no TLS gets no mail and no password', async () => {
  // The same server under a name that is none of this machine's own.
  url = new URL(`smtp://user:canary-password@[::ffff:127.0.0.1]:${url.port}`);
  let received = '';
  server.server.on('connection', (socket: Socket) => socket.on('data', (bytes) => (received += bytes.toString())));
  await expect(smtp().send(EAST)).rejects.toThrow(/TLS/);
  expect(taken).toEqual([]);
  expect(received).toContain('EHLO casegate');
  expect(received).not.toMatch(/AUTH|MAIL/);
});

describe('settings', () => {
  const write = async (name: string, content: unknown): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const environmentWith = async (mailUrl: unknown, groups: unknown) => ({
    CASEGATE_SMTP_URL_FILE: await write('url', mailUrl),
    CASEGATE_SMTP_GROUPS_FILE: await write('groups.json', groups),
    CASEGATE_PUBLIC_URL: 'https://casegate.agency.invalid',
  });

  test('none asked for is none', async () => {
    expect(await smtpSettings({})).toBeNull();
  });

  test('from files', async () => {
    const settings = await smtpSettings(await environmentWith('smtps://user:secret@mail.agency.invalid\n', GROUPS));
    expect(settings).toMatchObject({ file: GROUPS, signInUrl: LINK });
    expect(settings!.url.hostname).toBe('mail.agency.invalid');
  });

  test.each<[string, unknown, unknown]>([
    ['an address that is no mail server', 'https://user:canary@mail.invalid', GROUPS],
    ['a path in it', 'smtps://user:canary@mail.invalid/x', GROUPS],
    ['no JSON', 'smtps://user:canary@mail.invalid', '{"canary'],
    ['an unknown field', 'smtps://user:canary@mail.invalid', { ...GROUPS, canary: 1 }],
    [
      'no address',
      'smtps://user:canary@mail.invalid',
      { ...GROUPS, groups: [{ audience: 'legal', addresses: ['canary'] }] },
    ],
    ['a group twice', 'smtps://user:canary@mail.invalid', { ...GROUPS, groups: [GROUPS.groups[1], GROUPS.groups[1]] }],
  ])('refuses %s, and quotes nothing', async (_what, mailUrl, groups) => {
    const error = await smtpSettings(await environmentWith(mailUrl, groups)).catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/^Error: CASEGATE_SMTP_(URL|GROUPS)_FILE: the file is not right/);
    expect(String(error)).not.toContain('user:');
  });
});
