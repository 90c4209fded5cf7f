/**
 * Synthetic partner agencies of the embedded default: a process of its own that reads the requests in the outbox and answers them as the
 * liaisons do, over HTTP. How it answers is chosen by the region of the planned action, in the synthetic data; other regions wait for a
 * person. Prints `ready`; ends on SIGTERM, SIGINT, or when its standard input closes.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, ServiceProblem } from '../cli/client.ts';
import { setting } from '../schemas/setting.ts';
import { PARTNER_CLASSES, type PartnerAnswer, type PartnerClass } from '../schemas/words.ts';

interface Behaviour {
  readonly answer: PartnerAnswer;
  readonly to: 'request' | 'reminder';
  /** Waits for a person. */
  readonly allBut?: PartnerClass;
}

/** `late` answers when it is reminded, `never` not at all. */
const ANSWERS: { readonly [region: string]: Behaviour } = {
  'SYN-CLEAR': { answer: 'noConflict', to: 'request' },
  'SYN-LOCAL': { answer: 'noConflict', to: 'request', allBut: 'local' },
  'SYN-CONFL': { answer: 'conflict', to: 'request' },
  'SYN-LATE': { answer: 'noConflict', to: 'reminder' },
  // 'SYN-NEVER' has no answer, like every region that is not here.
};

const BETWEEN_LOOKS_MS = 300;
/** Older requests were answered before a restart, or are for a person: they are not read again. */
const AGE_MAX_MS = 24 * 3_600_000;

const outbox = join(setting('CASEGATE_OUTBOX_DIR'), 'partner-requests');
const url = `http://127.0.0.1:${setting('CASEGATE_API_PORT')}`;
const seen = new Set<string>();
const stopping = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.abort());
process.stdin.on('end', () => stopping.abort()).resume();
console.log('ready');

while (!stopping.signal.aborted) {
  for (const partnerClass of PARTNER_CLASSES) await answerNew(partnerClass);
  await delay(BETWEEN_LOOKS_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
}
process.exit(0);

async function answerNew(partnerClass: string): Promise<void> {
  const folder = join(outbox, partnerClass);
  // A folder is made with its first message.
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.endsWith('.txt') && !seen.has(one))) {
    if (await isSettled(partnerClass, join(folder, name), name)) seen.add(name);
  }
}

/** Whether there is nothing more to do about a message. One that the service could not take now is tried again. */
async function isSettled(partnerClass: string, path: string, name: string): Promise<boolean> {
  if (Date.now() - (await stat(path)).mtimeMs > AGE_MAX_MS) return true;
  const text = await readFile(path, 'utf8');
  const [, occasion, reference] = /^Subject: Deconfliction (request|reminder) (r_[0-9a-z]{26})$/m.exec(text) ?? [];
  const [, region = ''] = /^Region: (\S+)$/m.exec(text) ?? [];
  const chosen = ANSWERS[region];
  if (chosen === undefined || chosen.to !== occasion || chosen.allBut === partnerClass || reference === undefined)
    return true;
  try {
    // The message's name is the key: read again after a restart, it is not answered again.
    await createClient({ url, who: { handle: `partner-${partnerClass}` }, idempotencyKey: name, fetch }).call(
      'actOnRequest',
      { params: { reference }, body: { type: 'request.answered', answer: chosen.answer } },
    );
    return true;
  } catch (error) {
    return error instanceof ServiceProblem && error.problem.status < 500;
  }
}
