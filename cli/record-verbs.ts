import { Argument, Option, type Command } from 'commander';
import { CONSULTED, HOLD_REASONS, type HoldReason } from '../schemas/words.ts';
import type { Draft } from '../api/contract/call.ts';
import { actInCase, noted, noteOf, type Noted } from './case-verbs.ts';
import { readObject, UsageError, type Io } from './io.ts';
import { seenVerb, type Shared } from './verb.ts';

/** What is recorded beside the way of a case to its decision: mistakes, holds, certificates, questions, corrections, reports. */
export function recordVerbs(program: Command, io: Io): void {
  const sendNoted = async (id: string, event: Draft<'actInCase'>, options: Noted): Promise<void> =>
    actInCase(io, id, { ...event, ...(await noteOf(io, options)) }, options);

  seenVerb(
    program,
    'dispute <case> <file>',
    'say that a known status is a mistake: JSON with "status" (benefit, role) and a note; legal staff confirms it or not',
  ).action(async (id: string, file: string, options: Shared) =>
    actInCase(io, id, { ...(await readObject(io, file)), type: 'status.disputed' }, options),
  );
  noted(seenVerb(program, 'release-hold <case>', 'release a case that is held for counsel'), 'the reason')
    .addOption(chosen('--reason <reason>', 'what it is held for, as `why` lists it', HOLD_REASONS))
    .action(async (id: string, options: Noted & { reason: HoldReason }) =>
      sendNoted(id, { type: 'hold.released', reason: options.reason }, options),
    );
  noted(seenVerb(program, 'determine-expedite', 'determine a request to expedite, for this case'), 'the reasons')
    .addArgument(new Argument('<case>'))
    .addArgument(new Argument('<determination>').choices(['in-best-interests', 'refused']))
    .action(async (id: string, determination: string, options: Noted) =>
      sendNoted(id, { type: 'expedite.determined', inBestInterests: determination === 'in-best-interests' }, options),
    );
  noted(seenVerb(program, 'question <case>', 'ask a question up the chain'), 'the question')
    .addOption(chosen('--of <whom>', 'of whom', CONSULTED))
    .action(async (id: string, options: Noted & { of: (typeof CONSULTED)[number] }) =>
      sendNoted(id, { type: 'question.asked', of: options.of }, options),
    );
  noted(seenVerb(program, 'answer-question <case> <number>', 'answer a question, by its number'), 'the answer').action(
    async (id: string, number: string, options: Noted) =>
      sendNoted(id, { type: 'question.answered', question: Number(number) }, options),
  );
  noted(
    seenVerb(program, 'correct <case> <entry>', 'correct an entry of your own; both versions stay'),
    'what is right, and why',
  ).action(async (id: string, entry: string, options: Noted) =>
    sendNoted(id, { type: 'entry.corrected', entry: Number(entry) }, options),
  );
  noted(seenVerb(program, 'report <case>', 'report an action that was taken without a live clearance'), 'what was done')
    .option('--removal-proceedings', 'removal proceedings follow')
    .action(async (id: string, options: Noted & { removalProceedings?: true }) =>
      sendNoted(id, { type: 'action.reported', removalProceedings: options.removalProceedings === true }, options),
    );
  noted(
    seenVerb(program, 'comment <case>', 'add a comment to a case, with documents that stay where they are'),
    'the comment',
  )
    .option(
      '--document <reference=digest>',
      'where a document lies, and its SHA-256 in hex, such as RECORDS/2026-11/7=9f86…; may be given more than once',
      (document: string, before: readonly string[]) => [...before, document],
      [],
    )
    .action(async (id: string, { document, ...options }: Noted & { document: readonly string[] }) =>
      sendNoted(id, { type: 'comment.added', documents: document.map(documentOf) }, options),
    );
  for (const [usage, type, description, about] of PLAIN) {
    noted(seenVerb(program, `${usage} <case>`, description), about).action(async (id: string, options: Noted) =>
      sendNoted(id, { type }, options),
    );
  }
}

const chosen = (flags: string, description: string, choices: readonly string[]): Option =>
  new Option(flags, description).choices(choices).makeOptionMandatory();

/** Faults in either part are the service's to say. */
function documentOf(text: string): { readonly reference: string; readonly digest: string } {
  const at = text.lastIndexOf('=');
  if (at > 0) return { reference: text.slice(0, at), digest: text.slice(at + 1) };
  throw new UsageError('a document has a reference and a digest', '--document', 'give it as REFERENCE=SHA256');
}

const PLAIN = [
  [
    'confirm-mistake',
    'mistake.confirmed',
    'confirm, as legal staff, that the disputed status is a mistake',
    'the reason',
  ],
  ['reject-mistake', 'mistake.rejected', 'keep, as legal staff, the disputed status', 'the reason'],
  ['end-protection', 'protection.ended', 'record the legal decision that protection has ended', 'the decision'],
  [
    'certify',
    'compliance.certified',
    'certify the planned compliance at a listed place',
    'how it will be complied with',
  ],
  ['record-statement', 'statement.recorded', 'record the statement in the Notice to Appear', 'the statement'],
  [
    'request-expedite',
    'expedite.requested',
    'ask for an expedite request to USCIS: refused unless determined',
    'the reason',
  ],
  ['claim-exigency', 'exigency.claimed', 'claim exigency, where the policy has an exception', 'the reason'],
  ['approve-exigency', 'exigency.approved', 'approve, as leadership, the claimed exigency', 'the reason'],
  ['close-report', 'report.closed', 'close, as privacy staff, the case of a reported action', 'what came of it'],
] as const;
