import { createHash } from 'node:crypto';
import { link, mkdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Notification, NotificationPort, PartnerPort, PartnerRequest } from './ports.ts';

/**
 * Stub of the notification service: an outbox folder with one small text file for each message, for a person to read.
 * A file is named by its idempotency key and appears whole or not at all, so that trying again never sends twice.
 */
export function createNotificationOutbox(folder: string, signInUrl: string): NotificationPort {
  return {
    send: (notification) =>
      keepOnce(join(folder, 'notifications'), notification.key, notificationText(notification, signInUrl)),
  };
}

/** Stub of the partner agencies' intake: requests lie in a folder for each class. Answers come as from any liaison, through the API. */
export function createPartnerOutbox(folder: string): PartnerPort {
  return {
    ask: (request) =>
      keepOnce(join(folder, 'partner-requests', request.partnerClass), request.key, partnerText(request)),
  };
}

const notificationText = (notification: Notification, signInUrl: string): string =>
  [
    `To: ${'staffId' in notification ? notification.staffId : `${notification.audience} staff, ${notification.office}`} (synthetic)`,
    'Subject: You have a task in casegate',
    '',
    `Sign in to see it: ${signInUrl}`,
    '',
  ].join('\n');

const partnerText = ({
  partnerClass,
  reference,
  windowFrom,
  windowUntil,
  regionCode,
  occasion,
}: PartnerRequest): string =>
  [
    `To: ${partnerClass} partner liaison (synthetic)`,
    `Subject: Deconfliction ${occasion} ${reference}`,
    '',
    `Window: ${new Date(windowFrom).toISOString()} to ${new Date(windowUntil).toISOString()}`,
    `Region: ${regionCode}`,
    'Answer: no conflict, conflict, cannot tell, or not ours.',
    '',
  ].join('\n');

/** Name, without `.txt`, of the file that a message with this key is in. */
export const outboxNameOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32);

async function keepOnce(folder: string, key: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = outboxNameOf(key);
  const path = join(folder, `${name}.txt`);
  const draft = join(folder, `.${name}.${process.pid}.${performance.now()}`);
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
  try {
    // A hard link fails where the name is taken: the message was sent before.
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
}
