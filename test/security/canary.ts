/** Plants canaries in cases, exercises everything, and searches everywhere: with encryption, and in a copy without. */
import { Canaries } from './canaries.ts';
import { playCases, VERBS, type Answer, type Played, type Send } from './canary-play.ts';
import { searchEverywhere, type Place } from './canary-search.ts';
import { startCanaryStage } from './canary-stage.ts';

/** Kept nowhere, not even in the copy: they become something else before anything is written, or are refused. */
const NEVER_KEPT = [/^personKey$/, /^idempotencyKey$/, /^in the wrong place/, /, whatever the state$/];

export interface CanaryReport {
  readonly places: readonly Place[];
  readonly canaries: Canaries;
  readonly played: Played;
  /** Verbs that no case was sent. */
  readonly notSent: readonly string[];
  /** Texts that those with a need to know do read: had they been planted nowhere, nothing could have been found. */
  readonly readRightly: number;
}

/** @param withBrowser whether to look at Temporal UI in a browser as well: test/browser does so for `npm test` */
export async function runCanary(caseCount: number, isEncrypted: boolean, withBrowser = false): Promise<CanaryReport> {
  const stage = await startCanaryStage(isEncrypted);
  try {
    const send = sendTo(stage.url);
    const canaries = new Canaries();
    const played = await playCases(send, canaries, caseCount);
    const seen = new Set([...played.accepted, ...played.refused]);
    return {
      canaries,
      played,
      notSent: VERBS.filter((verb) => !seen.has(verb)),
      readRightly: await readRightly(send, canaries, played),
      places: await searchEverywhere(stage, canaries, played, send, { withBrowser, asksEverybody: isEncrypted }),
    };
  } finally {
    await stage.stop();
  }
}

/** Texts that are kept, and that a search of unencrypted files has to find. */
export const keptTexts = ({ canaries }: CanaryReport): string[] =>
  [...canaries.planted].filter(([, { field }]) => !NEVER_KEPT.some((name) => name.test(field))).map(([start]) => start);

export const leaksOf = ({ places }: CanaryReport): ReadonlySet<string> =>
  new Set(places.flatMap(({ found }) => [...found]));

async function readRightly(send: Send, canaries: Canaries, { cases }: Played): Promise<number> {
  const read = new Set<string>();
  for (const { id } of cases)
    for (const rest of ['', '/timeline'])
      for (const start of canaries.foundIn((await send('GET', `/cases/${id}${rest}`, 'supervisor-a')).text))
        read.add(start);
  return read.size;
}

/** A person's requests a minute are counted (api/http/rate-limit.ts): whoever asks for more waits, as a client does. */
const sendTo =
  (url: string): Send =>
  async (method, path, as, body, headers = {}) => {
    for (;;) {
      const answer = await fetch(url + path, {
        method,
        redirect: 'manual',
        headers: {
          ...(as === '' ? {} : { 'casegate-as': as }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (answer.status !== 429) return { status: answer.status, text, headers: headersIn(answer) } satisfies Answer;
      await new Promise((resolve) => setTimeout(resolve, 1_000 * Number(answer.headers.get('retry-after') ?? '1')));
    }
  };

const headersIn = ({ headers }: Response): string =>
  [...headers].map(([name, value]) => `${name}: ${value}\n`).join('');
