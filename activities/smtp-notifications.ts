/** Notifications as mail: "you have a task", a link behind sign-in, and nothing else. */
import { createTransport, type Transporter } from 'nodemailer';
import type { NotificationFile } from '../schemas/notification-file.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Notification, NotificationPort } from './ports.ts';

/** Mail servers answer in seconds; the activity around a delivery has 30. */
const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 10_000;
/** The patient tries of a delivery, at most 30 s apart: a quarter of an hour. Then a mail must no longer hold up a case. */
const TRIES_MAX = 40;

const SUBJECT = 'You have a task in casegate';
const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

export interface SmtpNotificationOptions {
  /** With user and password: see smtpUrlSchema. */
  readonly url: URL;
  readonly file: NotificationFile;
  /** The same in every mail: where a person's own work is listed, behind sign-in. */
  readonly signInUrl: string;
  readonly deadLetters: DeadLetters;
  /** An opaque name for a key, since keys name cases. */
  readonly nameOf: (key: string) => string;
  /** Which try of its activity this is, from 1. */
  readonly attempt: () => number;
}

export interface SmtpNotifications extends NotificationPort {
  /** Sends a mail once more, whether or not it was sent: for what lies among the dead letters. @throws what `send` throws, and SmtpRefused */
  resend(notification: Notification, to?: readonly string[]): Promise<void>;
  close(): void;
}

/** The mail server, or our list of addresses, will never take this mail as it is. Its message is a code. */
export class SmtpRefused extends Error {
  override readonly name = 'SmtpRefused';
  readonly addresses: readonly string[];

  constructor(code: string, addresses: readonly string[]) {
    super(code);
    this.addresses = addresses;
  }
}

/**
 * `send` is fulfilled when the server has taken the mail, or when it lies among the dead letters: refused for good (5xx), no address of
 * that group, or not taken in `TRIES_MAX` tries. Otherwise it throws, and Temporal tries again with back-off.
 * A mail is sent once for each key as far as this process knows; after a crash between the server's answer and our note it is sent again
 * under the same Message-ID, by which mail systems drop the second.
 */
export function createSmtpNotifications(options: SmtpNotificationOptions): SmtpNotifications {
  const { deadLetters, attempt, nameOf } = options;
  const transport = transportTo(options.url);
  const underWay = new Map<string, Promise<void>>();

  const deliver = async (notification: Notification): Promise<void> => {
    if (await deadLetters.isSettled(nameOf(notification.key))) return;
    try {
      await mail(transport, options, notification);
      await deadLetters.noteSent(nameOf(notification.key));
    } catch (error) {
      if (!(error instanceof SmtpRefused) && attempt() < TRIES_MAX) throw error;
      const to = error instanceof SmtpRefused ? error.addresses : [];
      await deadLetters.keep(nameOf(notification.key), { notification, code: codeOf(error), to });
    }
  };

  return {
    // A try that was given up on our side may still be at the server: the next one waits for it instead of sending beside it.
    send(notification) {
      const { key } = notification;
      const started = underWay.get(key) ?? deliver(notification).finally(() => underWay.delete(key));
      underWay.set(key, started);
      return started;
    },
    resend: (notification, to) => mail(transport, options, notification, to),
    close: () => transport.close(),
  };
}

function transportTo(url: URL): Transporter {
  return createTransport({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (url.protocol === 'smtps:' ? 465 : 587)),
    secure: url.protocol === 'smtps:',
    // Passwords and mails go over the wire of this machine only, or encrypted.
    requireTLS: url.protocol === 'smtp:' && !LOOPBACK_NAMES.includes(url.hostname),
    ...(url.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
    // Not this machine's name.
    name: 'casegate',
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: ANSWER_TIMEOUT_MS,
    logger: false,
  });
}

async function mail(
  transport: Transporter,
  { file, signInUrl, nameOf }: SmtpNotificationOptions,
  notification: Notification,
  given?: readonly string[],
): Promise<void> {
  const addresses = given?.length ? given : addressesOf(file, notification);
  if (addresses.length === 0) throw new SmtpRefused('noAddress', []);
  const domain = file.from.slice(file.from.lastIndexOf('@') + 1);
  try {
    const { rejected } = (await transport.sendMail({
      from: { name: 'casegate', address: file.from },
      // Nobody sees here who else has been told.
      to: 'undisclosed-recipients:;',
      envelope: { from: file.from, to: [...addresses] },
      messageId: `<${nameOf(notification.key)}@${domain}>`,
      subject: SUBJECT,
      text: `You have a task. Sign in to see it: ${signInUrl}\n`,
      xMailer: false,
      headers: { 'Auto-Submitted': 'auto-generated' },
    })) as { readonly rejected: readonly string[] };
    if (rejected.length > 0) throw new SmtpRefused('someRefused', rejected);
  } catch (error) {
    throw isForGood(error) ? new SmtpRefused(codeOf(error), addresses) : error;
  }
}

function addressesOf({ groups }: NotificationFile, notification: Notification): readonly string[] {
  if ('staffId' in notification) return notification.mail === null ? [] : [notification.mail];
  const { audience, office } = notification;
  const ofAudience = groups.filter((group) => group.audience === audience);
  const group = ofAudience.find((one) => one.office === office) ?? ofAudience.find((one) => one.office === undefined);
  return group?.addresses ?? [];
}

/** What a server says about a sender, a recipient or a mail. Sign-in and encryption are the operator's to mend, so those are waited for. */
const ABOUT_THE_MAIL = ['EENVELOPE', 'EMESSAGE'];

/** RFC 5321 § 4.2.1: a reply of 5yz stays so; of 4yz, or none at all, may not. */
function isForGood(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { responseCode, code } = error as { readonly responseCode?: unknown; readonly code?: unknown };
  return typeof responseCode === 'number' && responseCode >= 500 && ABOUT_THE_MAIL.includes(String(code));
}

/** Never the server's words: they may quote the mail. */
function codeOf(error: unknown): string {
  if (error instanceof SmtpRefused) return error.message;
  const { responseCode, code } = error as { readonly responseCode?: unknown; readonly code?: unknown };
  if (typeof responseCode === 'number') return `smtp${responseCode}`;
  return typeof code === 'string' && /^[A-Z_]{2,40}$/.test(code) ? code : 'unknown';
}
