/**
 * Sends what lies among the dead letters of mail again: `npm run resend-notifications`. Environment as the worker's. Prints one line a letter;
 * ends with 1 where one was not sent, which then lies there still.
 */
import { join } from 'node:path';
import { createDeadLetters } from '../activities/dead-letters.ts';
import { smtpFrom, smtpSettings } from '../activities/smtp-settings.ts';
import { openKeyRing } from '../codec/open-key-ring.ts';
import { createReferences } from '../codec/references.ts';
import { setting } from '../schemas/setting.ts';

const settings = await smtpSettings(process.env);
if (settings === null) throw new Error('CASEGATE_SMTP_URL_FILE is not set, so there is no mail');
const folder = setting('CASEGATE_OUTBOX_DIR');
const references = createReferences(await openKeyRing(process.env));
const smtp = smtpFrom(settings, folder, (key) => references('n', key));
const deadLetters = createDeadLetters(join(folder, 'mail'));

let left = 0;
for (const { name, letter } of await deadLetters.list()) {
  try {
    await smtp.resend(letter.notification, letter.to);
    await deadLetters.settle(name);
    console.log(`${name} sent`);
  } catch (error) {
    left += 1;
    console.log(`${name} not sent (${error instanceof Error ? error.name : 'unknown error'})`);
  }
}
smtp.close();
process.exitCode = left === 0 ? 0 : 1;
