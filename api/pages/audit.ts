/** The audit page: verify what the record proves, compare it with Temporal, and take a bundle along to verify elsewhere. */
import { Hono, type Context } from 'hono';
import { FINDING_WORDS, type Finding } from '../../audit/findings.ts';
import { verifyBundle, type Report } from '../../audit/verify.ts';
import type { Answer } from '../../schemas/answers.ts';
import type { Person } from '../../schemas/words.ts';
import { auditPage, type AuditModel, type ComparedView, type VerifiedView } from '../../web/audit-page.ts';
import { valueOf } from '../../web/form-schema.ts';
import { isoOrNull } from '../http/iso.ts';
import { denialsOf } from '../access/oversight.ts';
import { drafted } from '../contract/call.ts';
import type { PagePorts } from './actions.ts';
import type { PageApi } from './api.ts';
import type { Visited } from './visit.ts';

/** As long as somebody waits for a page. A longer record is verified where its bundle has been taken, and compared by the command line. */
const WAIT_MS_MAX = 20_000;
/** More are one large finding; the command line lists them all. */
const SHOWN_MAX = 50;

type Results = Pick<AuditModel, 'verified' | 'compared' | 'problem'>;
const NO_RESULTS: Results = { verified: null, compared: null, problem: null };

export function auditPages({ ports, api }: PagePorts): Hono<Visited> {
  const show = async (context: Context<Visited>, caseId: string | null, results: Results) => {
    const person = context.get('person');
    const { verifierKey } = await api.get(person, 'getAuditKey');
    const canCompare = denialsOf(ports, person, 'record.reconciled').length === 0;
    const model = { ...results, caseId: caseId ?? '', verifierKey, canCompare };
    return context.html(auditPage(context.get('visitor'), model), results.problem?.status ?? 200);
  };
  return new Hono<Visited>()
    .get('/audit', (context) => show(context, null, NO_RESULTS))
    .post('/audit/verify', async (context) => {
      const caseId = caseIn(context);
      const verified = await verify(api, context.get('person'), caseId);
      return show(context, caseId, { ...NO_RESULTS, ...verified });
    })
    .post('/audit/compare', async (context) => {
      const caseId = caseIn(context);
      const compared = await compare(api, context.get('person'), caseId);
      return show(context, caseId, { ...NO_RESULTS, ...compared });
    })
    .post('/audit/export', async (context) => {
      const caseId = caseIn(context);
      const sent = await api.openBundle(context.get('person'), { caseId, content: null });
      if (sent.is === 'refused') return show(context, caseId, { ...NO_RESULTS, problem: sent.problem });
      context.header('content-type', 'application/jsonl');
      context.header('content-disposition', `attachment; filename="casegate-${caseId ?? 'record'}.jsonl"`);
      return context.body(sent.answer);
    });
}

/** Null for the whole record. */
function caseIn(context: Context<Visited>): string | null {
  const reference = valueOf(context.get('values'), 'case').trim();
  return reference === '' ? null : reference;
}

/** The service's own word on its own record: the page says so, and how to verify it elsewhere. */
async function verify(api: PageApi, person: Person, caseId: string | null): Promise<Partial<Results>> {
  const sent = await api.openBundle(person, { caseId, content: null });
  if (sent.is === 'refused') return { problem: sent.problem };
  const giveUpAt = performance.now() + WAIT_MS_MAX;
  try {
    const report = await verifyBundle(linesUntil(sent.answer, giveUpAt), {
      verifierKey: null,
      copies: [],
      key: null,
      executorFor: async () => null,
    });
    return { verified: verifiedOf(report) };
  } catch (error) {
    if (error instanceof TookTooLong) return { verified: 'tooLong' };
    throw error;
  }
}

async function compare(api: PageApi, person: Person, caseId: string | null): Promise<Partial<Results>> {
  const giveUp = new AbortController();
  const asked = api
    .post(person, { name: 'reconcile' }, drafted<'reconcile'>({ caseId }), '', giveUp.signal)
    .then((sent) => (sent.is === 'taken' ? { compared: comparedOf(sent.answer) } : { problem: sent.problem }));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Partial<Results>>((resolve) => {
    timer = setTimeout(() => resolve({ compared: 'tooLong' }), WAIT_MS_MAX);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
    giveUp.abort();
  }
}

class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

async function* linesUntil(body: ReadableStream<Uint8Array>, giveUpAt: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of body) {
    if (performance.now() > giveUpAt) throw new TookTooLong();
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

const verifiedOf = (report: Report): VerifiedView => ({
  isSound: report.isSound,
  caseId: report.caseId,
  leaves: report.leaves,
  size: report.size,
  checkpoints: report.checkpoints,
  keyId: report.keyId,
  madeAt: isoOrNull(report.madeAt),
  cases: report.cases.length,
  findingsCount: report.findingsCount,
  findings: report.findings.slice(0, SHOWN_MAX).map(findingOf),
});

const findingOf = ({ kind, caseId, entry, index, size }: Finding) => ({
  words: FINDING_WORDS[kind],
  where: [
    ...(caseId === undefined ? [] : [caseId]),
    ...(entry === undefined ? [] : [`entry ${entry}`]),
    ...(index === undefined ? [] : [`leaf ${index}`]),
    ...(size === undefined ? [] : [`checkpoint ${size}`]),
  ].join(', '),
});

const DISCREPANCY_WORDS = {
  missing: 'Temporal was told that it is kept, and the record lacks it',
  differs: 'Temporal’s history has another input, command or state',
  unknown: 'none of Temporal’s histories tells of it',
} as const;

const comparedOf = ({ cases, entries, discrepancies }: Answer<'Reconciled'>): ComparedView => ({
  cases,
  entries,
  discrepanciesCount: discrepancies.length,
  discrepancies: discrepancies
    .slice(0, SHOWN_MAX)
    .map(({ caseId, entry, kind }) => ({ where: `${caseId}, entry ${entry}`, words: DISCREPANCY_WORDS[kind] })),
});
