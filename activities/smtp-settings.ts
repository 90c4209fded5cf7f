/** Mail from the environment. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { activityInfo } from '@temporalio/activity';
import { notificationFileSchema, smtpUrlSchema, type NotificationFile } from '../schemas/notification-file.ts';
import { createDeadLetters } from './dead-letters.ts';
import { createSmtpNotifications, type SmtpNotifications } from './smtp-notifications.ts';

/** Where notifications go as mail: without the first there is no mail, with it all are needed. */
const URL_FILE_VARIABLE = 'CASEGATE_SMTP_URL_FILE';
const GROUPS_FILE_VARIABLE = 'CASEGATE_SMTP_GROUPS_FILE';
const LINK_VARIABLE = 'CASEGATE_PUBLIC_URL';

export interface SmtpSettings {
  readonly url: URL;
  readonly file: NotificationFile;
  readonly signInUrl: string;
}

/** @returns null where mail is not asked for @throws Error that names the variable whose file is missing or not right, and quotes nothing of it */
export async function smtpSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<SmtpSettings | null> {
  const urlFile = environment[URL_FILE_VARIABLE];
  if (!urlFile) return null;
  const url = smtpUrlSchema.safeParse(await contentOf(environment, URL_FILE_VARIABLE));
  if (!url.success) throw wrong(URL_FILE_VARIABLE, url.error.issues);
  const file = notificationFileSchema.safeParse(parsed(await contentOf(environment, GROUPS_FILE_VARIABLE)));
  if (!file.success) throw wrong(GROUPS_FILE_VARIABLE, file.error.issues);
  const publicUrl = environment[LINK_VARIABLE];
  if (!publicUrl || !URL.canParse(publicUrl)) throw new Error(`${LINK_VARIABLE} is missing or no address`);
  return { url: url.data, file: file.data, signInUrl: new URL('/web/work', publicUrl).href };
}

/** @param folder where is kept what was sent, and what could not be @param nameOf an opaque name for a key */
export function smtpFrom(settings: SmtpSettings, folder: string, nameOf: (key: string) => string): SmtpNotifications {
  const deadLetters = createDeadLetters(join(folder, 'mail'));
  return createSmtpNotifications({ ...settings, deadLetters, nameOf, attempt: () => activityInfo().attempt });
}

async function contentOf(environment: Readonly<Record<string, string | undefined>>, name: string): Promise<string> {
  const path = environment[name];
  if (!path) throw new Error(`${name} is missing`);
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${name}: the file cannot be read (${error.code ?? 'unknown error'})`);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function wrong(
  name: string,
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
): Error {
  const all = issues.map(({ path, message }) => `${path.map(String).join('.') || 'content'}: ${message}`);
  return new Error(`${name}: the file is not right: ${all.join('; ')}`);
}
