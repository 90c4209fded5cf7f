import { Argument, Option, type Command } from 'commander';
import { CONTACT_WAYS, PARTNER_CLASSES, type PartnerClass } from '../schemas/words.ts';
import { drafted, type Draft } from '../api/contract/call.ts';
import { readObject, readText, writtenIn, type Io } from './io.ts';
import { renderActed, renderStarted } from './render.ts';
import { actingVerb, clientFor, print, seenVerb, type Shared } from './verb.ts';

export type Noted = Shared & { readonly noteFile?: string };

type Resolving = Noted & {
  readonly class: PartnerClass;
  readonly contactedAt?: string;
  readonly contactedBy?: (typeof CONTACT_WAYS)[number];
};

/** What supervisors and leadership do with a case, and legal staff with advice they gave. */
export function caseVerbs(program: Command, io: Io): void {
  const send = async (id: string, event: Draft<'actInCase'>, options: Shared): Promise<void> =>
    actInCase(io, id, event, options);

  actingVerb(program, 'start <file>', 'start a case from a JSON file, or from standard input for "-"').action(
    async (file: string, options: Shared) => {
      print(
        io,
        options,
        await clientFor(io, options).call('startCase', { body: await writtenIn(io, file) }),
        renderStarted,
      );
    },
  );

  actingVerb(
    program,
    'reopen <case> <file>',
    'reopen a case that has ended, as a new epoch: JSON as for `start`, without personKey',
  ).action(async (id: string, file: string, options: Shared) => {
    print(
      io,
      options,
      await clientFor(io, options).call('reopenCase', { params: { case: id }, body: await writtenIn(io, file) }),
      renderStarted,
    );
  });

  noted(
    seenVerb(
      program,
      'decide',
      'decide on a case: that the process requirements are met (clear), or not to go on (decline)',
    ),
    'note',
  )
    .addArgument(new Argument('<case>'))
    .addArgument(new Argument('<decision>').choices(['clear', 'decline']))
    .option(
      '--facts-digest <digest>',
      'the facts on which you decide, as `show` printed them; default: the facts as they are now',
    )
    .action(async (id: string, decision: 'clear' | 'decline', options: Noted & { factsDigest?: string }) => {
      const note = await noteOf(io, options);
      if (decision === 'decline') return send(id, { type: 'decision.declined', ...note }, options);
      const factsDigest =
        options.factsDigest ?? (await clientFor(io, options).call('getCase', { params: { case: id } })).factsDigest;
      return send(id, { type: 'decision.cleared', factsDigest, ...note }, options);
    });

  seenVerb(
    program,
    'acknowledge <case> <condition>',
    'acknowledge a condition of the advice, such as condition-1',
  ).action(async (id: string, condition: string, options: Shared) =>
    send(id, { type: 'condition.acknowledged', condition }, options),
  );
  noted(seenVerb(program, 'resolve <case>', 'resolve a conflict that a partner reported'), 'how it was resolved')
    .addOption(partnerClassOption())
    .option('--contacted-at <time>', 'with a partner that cannot tell: when it was reached')
    .addOption(
      new Option('--contacted-by <way>', 'with a partner that cannot tell: how it was reached').choices(CONTACT_WAYS),
    )
    .action(async (id: string, { contactedAt: at, contactedBy: how, ...options }: Resolving) => {
      const contact = at === undefined && how === undefined ? {} : { contact: { at, how } };
      const note = await noteOf(io, options);
      return send(id, { type: 'conflict.resolved', partnerClass: options.class, ...contact, ...note }, options);
    });
  noted(seenVerb(program, 'lead', 'decide an escalated case for senior leadership'), 'the reason')
    .addArgument(new Argument('<case>'))
    .addArgument(new Argument('<decision>').choices(['return', 'refer', 'decline']))
    .action(async (id: string, decision: keyof typeof LEADING, options: Noted) =>
      send(id, { type: LEADING[decision], ...(await noteOf(io, options)) }, options),
    );
  seenVerb(
    program,
    'amend <case> <file>',
    'record facts that became known: JSON with all facts but personKey, and a note',
  )
    .option(
      '--facts-digest <digest>',
      'the facts that you amend, as `show` printed them; default: the facts as they are now',
    )
    .action(async (id: string, file: string, options: Shared & { factsDigest?: string }) => {
      const amendment = await readObject(io, file);
      const factsDigest =
        options.factsDigest ?? (await clientFor(io, options).call('getCase', { params: { case: id } })).factsDigest;
      return send(id, { factsDigest, ...amendment, type: 'facts.amended' }, options);
    });
  noted(
    seenVerb(program, 'record', 'record what was done: the last step, but for the statement where one is due'),
    'note',
  )
    .addArgument(new Argument('<case>'))
    .addArgument(new Argument('<outcome>').choices(['action-taken', 'action-not-taken']))
    .option('--removal-proceedings', 'removal proceedings follow')
    .action(async (id: string, outcome: string, options: Noted & { removalProceedings?: true }) =>
      send(
        id,
        {
          type: 'action.recorded',
          outcome: outcome === 'action-taken' ? 'actionTaken' : 'actionNotTaken',
          removalProceedings: options.removalProceedings === true,
          ...(await noteOf(io, options)),
        },
        options,
      ),
    );
  for (const [usage, type, description, about] of PLAIN) {
    noted(seenVerb(program, `${usage} <case>`, description), about).action(async (id: string, options: Noted) =>
      send(id, { type, ...(await noteOf(io, options)) }, options),
    );
  }
}

const LEADING = {
  return: 'leadership.returned',
  refer: 'leadership.referred',
  decline: 'leadership.declined',
} as const;

const PLAIN = [
  ['escalate', 'case.escalated', 'escalate a blocked case to senior leadership', 'the reason'],
  ['withdraw', 'case.withdrawn', 'withdraw a case, which ends it', 'note'],
  ['withdraw-advice', 'advice.withdrawn', 'withdraw the advice: the consultation opens again', 'the reason'],
  ['renew', 'clearance.renewed', "renew after the time limit: the case's requirements are asked for again", 'note'],
] as const;

export const partnerClassOption = (): Option =>
  new Option('--class <class>', 'class of partner').choices(PARTNER_CLASSES).makeOptionMandatory();

/** What somebody does in a case, of which the service names what lacks. */
export async function actInCase(io: Io, id: string, event: Draft<'actInCase'>, options: Shared): Promise<void> {
  const call = { params: { case: id }, body: drafted<'actInCase'>(event) };
  print(io, options, await clientFor(io, options).call('actInCase', call), renderActed);
}

/** `--note-file`, with what the text is about. */
export const noted = (command: Command, about: string): Command =>
  command.option('--note-file <file>', `${about}, from a file or standard input ("-")`);

/** The note as a field, or no field: the service says where one is needed. */
export async function noteOf(io: Io, { noteFile }: Noted): Promise<{ readonly note?: string }> {
  return noteFile === undefined ? {} : { note: (await readText(io, noteFile)).trim() };
}
