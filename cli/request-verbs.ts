import { Option, type Command } from 'commander';
import { drafted } from '../api/contract/call.ts';
import type { PartnerAnswer } from '../schemas/words.ts';
import { noted, noteOf, partnerClassOption, type Noted } from './case-verbs.ts';
import { UsageError, type Io } from './io.ts';
import { renderActed } from './render.ts';
import { actingVerb, clientFor, print, seenVerb, type Shared } from './verb.ts';

const ANSWERS = {
  'no-conflict': 'noConflict',
  conflict: 'conflict',
  'cannot-tell': 'cannotTell',
  'not-ours': 'notOurs',
} as const satisfies { readonly [word: string]: PartnerAnswer };

/** Deconfliction requests: a partner answers one; a supervisor may find that asking is not appropriate. */
export function requestVerbs(program: Command, io: Io): void {
  seenVerb(program, 'answer <reference>', 'answer a deconfliction request for your agency')
    .addOption(
      new Option('--answer <answer>', 'whether your own work conflicts; say nothing about that work')
        .choices(Object.keys(ANSWERS))
        .makeOptionMandatory(),
    )
    .option('--by-telephone', 'your agency gave it to you by telephone')
    .action(async (reference: string, options: Shared & { answer: keyof typeof ANSWERS; byTelephone?: true }) => {
      print(
        io,
        options,
        await clientFor(io, options).call('actOnRequest', {
          params: { reference },
          body: {
            type: 'request.answered',
            answer: ANSWERS[options.answer],
            ...(options.byTelephone === true ? { byTelephone: true } : {}),
          },
        }),
        renderActed,
      );
    });

  noted(actingVerb(program, 'excuse <case>', 'record why asking a class of partner is not appropriate'), 'the reason')
    .addOption(partnerClassOption())
    .action(async (id: string, options: Noted & { class: string }) => {
      const note = await noteOf(io, options);
      const client = clientFor(io, options);
      const found = (await client.call('getCase', { params: { case: id } })).requests.find(
        ({ partnerClass }) => partnerClass === options.class,
      );
      if (found === undefined)
        throw new UsageError(
          'this case has no request to that class of partner',
          '--class',
          'see `casegate show` for the requests there are',
        );
      print(
        io,
        options,
        await client.call('actOnRequest', {
          params: { reference: found.request },
          body: drafted<'actOnRequest'>({ type: 'request.excused', ...note }),
        }),
        renderActed,
      );
    });
}
