import { Option, type Command } from 'commander';
import { envelopeKeyFrom, RecipientKeyMalformed, type EnvelopeKey } from '../audit/envelope.ts';
import { executors } from '../audit/executors.ts';
import { verifyBundle } from '../audit/verify.ts';
import { DISCLOSURE_GROUNDS, DISCLOSURE_PURPOSES, type ExportCommand } from '../schemas/audit-bundle.ts';
import { renderReconciled, renderReport } from './audit-report.ts';
import { readText, UsageError, type Io } from './io.ts';
import { counted, withProgress } from './progress.ts';
import { clientFor, print, verb, type Shared } from './verb.ts';

/** Verification found something; the report has been printed. */
export class Unsound extends Error {
  override readonly name = 'Unsound';
}

type Exporting = Shared & {
  readonly all?: true;
  readonly purpose?: (typeof DISCLOSURE_PURPOSES)[number];
  readonly ground?: (typeof DISCLOSURE_GROUNDS)[number];
  readonly reference?: string;
  readonly recipient?: string;
  readonly recipientKey?: string;
};
type Verifying = Pick<Shared, 'json'> & {
  readonly key?: string;
  readonly checkpoint: readonly string[];
  readonly recipientKey?: string;
};

/** The record as a whole: bundles and their verification, maintenance. */
export function auditVerbs(program: Command, io: Io): void {
  const audit = program.command('audit').description('make bundles of the record and verify them offline');
  exportVerb(audit, io);
  verifyVerb(audit, io);
  verb(audit, 'key', "print the log's key, for whoever verifies to keep").action(async (options: Shared) =>
    print(io, options, await clientFor(io, options).call('getAuditKey'), ({ verifierKey }) => verifierKey),
  );
  verb(audit, 'reconcile [case]', "compare the record with Temporal's own histories").action(
    async (id: string | undefined, options: Shared) => {
      const client = clientFor(io, options);
      const reconciled = await withProgress(io, options, 'Comparing', () =>
        client.call('reconcile', { body: { caseId: id ?? null } }),
      );
      print(io, options, reconciled, renderReconciled);
      if (reconciled.discrepancies.length > 0) throw new Unsound();
    },
  );
  const ledger = program.command('ledger').description('maintain the record');
  verb(ledger, 'rebuild', 'make what people look up again from the entries').action(async (options: Shared) => {
    const client = clientFor(io, options);
    const rebuilt = await withProgress(io, options, 'Rebuilding', () => client.call('rebuild'));
    print(io, options, rebuilt, ({ cases, entries, shredded, diverging }) =>
      [
        `${cases} cases made again from ${entries} entries; ${shredded} left, since their texts were destroyed`,
        ...diverging.map((id) => `${id} left as it was: this version's machines come to other states`),
      ].join('\n'),
    );
  });
  verb(ledger, 'rewrap', "wrap every case's key under the key ring's active key").action(async (options: Shared) => {
    const client = clientFor(io, options);
    const answer = await withProgress(io, options, 'Wrapping keys', () => client.call('rewrap'));
    print(io, options, answer, ({ rewrapped }) => `${rewrapped} keys wrapped anew`);
  });
}

function exportVerb(audit: Command, io: Io): void {
  verb(audit, 'export [case]', 'write a bundle to standard output: proofs and codes, or contents for one recipient')
    .option('--all', 'the whole record instead of one case')
    .addOption(new Option('--purpose <purpose>', 'what the contents are for').choices(DISCLOSURE_PURPOSES))
    .addOption(new Option('--ground <ground>', 'a2, or the ground of 8 U.S.C. 1367(b)').choices(DISCLOSURE_GROUNDS))
    .option('--reference <reference>', 'docket or authorisation number')
    .option('--recipient <name>', 'staff id or agency code of who gets the contents')
    .option('--recipient-key <file>', 'their X25519 public key in PEM: only they can open the contents')
    .action(async (id: string | undefined, options: Exporting) => {
      if ((id === undefined) === (options.all === undefined))
        throw new UsageError('one case, or all', 'casegate audit export', 'give a case, or --all');
      const command = { caseId: id ?? null, content: await contentOf(io, options) };
      const client = clientFor(io, options);
      await withProgress(io, options, 'Writing the bundle', async (count) => {
        let written = 0;
        for await (const line of linesIn(await client.openBundle({ body: command }))) {
          io.stdout(line);
          written += 1;
          count('lines', written);
        }
      });
    });
}

async function contentOf(io: Io, options: Exporting): Promise<ExportCommand['content']> {
  const { purpose, ground, reference, recipient, recipientKey } = options;
  const given = [purpose, ground, reference, recipient, recipientKey].filter((one) => one !== undefined);
  if (given.length === 0) return null;
  if (!purpose || !ground || !reference || !recipient || !recipientKey)
    throw new UsageError(
      'contents need all of their options',
      '--purpose, --ground, --reference, --recipient, --recipient-key',
      'give all, or none for a sealed bundle',
    );
  return { purpose, ground, reference, recipient: { name: recipient, publicKey: await readText(io, recipientKey) } };
}

function verifyVerb(audit: Command, io: Io): void {
  audit
    .command('verify <bundle>')
    .description('verify a bundle without asking any service; exit code 6 where something is found')
    .option('--json', 'print the report as JSON')
    .option('--key <key>', "the log's key, as `audit key` printed it; without it the bundle's own is believed")
    .option('--checkpoint <file>', 'a checkpoint kept in another place; may be given more than once', collect, [])
    .option('--recipient-key <file>', 'your X25519 private key in PEM: opens the contents, and re-executes every case')
    .action(async (path: string, options: Verifying) => {
      const bytes = await bytesAt(io, path);
      const how = {
        verifierKey: options.key ?? null,
        copies: await Promise.all(options.checkpoint.map((file) => readText(io, file))),
        key: await envelopeKey(io, options.recipientKey),
        executorFor: await executors(),
      };
      const report = await withProgress(io, options, 'Verifying', (count) =>
        verifyBundle(counted(linesOf(bytes), count), how),
      );
      print(io, options, report, renderReport);
      if (!report.isSound) throw new Unsound();
    });
}

const collect = (file: string, before: readonly string[]): readonly string[] => [...before, file];

async function envelopeKey(io: Io, path: string | undefined): Promise<EnvelopeKey | null> {
  if (path === undefined) return null;
  try {
    return await envelopeKeyFrom(await readText(io, path));
  } catch (error) {
    if (error instanceof RecipientKeyMalformed)
      throw new UsageError(error.message, path, 'give the private key in PEM');
    throw error;
  }
}

async function bytesAt(io: Io, path: string): Promise<Uint8Array> {
  try {
    return path === '-' ? await io.readStdin() : await io.readFile(path);
  } catch {
    throw new UsageError('the bundle cannot be read', path, 'check the path and who may read it');
  }
}

/** Line by line: a whole bundle may be longer than a string can be. */
function* linesOf(bytes: Uint8Array): Generator<string> {
  const text = new TextDecoder('utf-8');
  for (let from = 0; from < bytes.length;) {
    const at = bytes.indexOf(NEWLINE, from);
    const to = at < 0 ? bytes.length : at;
    yield text.decode(bytes.subarray(from, to));
    from = to + 1;
  }
}

async function* linesIn(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

const NEWLINE = 0x0a;
