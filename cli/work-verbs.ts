import { Option, type Command } from 'commander';
import type { Draft } from '../api/contract/call.ts';
import {
  CLAIMING_ROLES,
  FAILURE_CAUSES,
  REFERRED_ROLES,
  type ClaimingRole,
  type FailureCause,
} from '../schemas/words.ts';
import { actInCase, noted, noteOf, type Noted } from './case-verbs.ts';
import type { Io } from './io.ts';
import { recipient } from './recipient.ts';
import { seenVerb, type Shared } from './verb.ts';

/** What a case asks of a role beside the consultation, as a human task (WS-HumanTask): the verbs of a consultation, with “work” after them. */
export function workVerbs(program: Command, io: Io): void {
  const send = async (id: string, event: Draft<'actInCase'>, options: Noted): Promise<void> =>
    actInCase(io, id, { ...event, ...(await noteOf(io, options)) }, options);

  for (const [verb, type, description] of PLAIN)
    seenVerb(program, `${verb} <case>`, description).action(async (id: string, options: Shared) =>
      actInCase(io, id, { type }, options),
    );
  noted(
    seenVerb(program, 'delegate-work <case>', 'delegate what you have claimed of the case to a colleague of your role'),
    'the hand-over note',
  )
    .addOption(recipient())
    .action(async (id: string, options: Noted & { to: string }) =>
      send(id, { type: 'work.delegated', to: options.to }, options),
    );
  noted(
    seenVerb(program, 'assign-work <case>', 'assign, as leadership, what the case asks of a role'),
    'the hand-over note',
  )
    .addOption(roleOption(CLAIMING_ROLES))
    .addOption(recipient())
    .action(async (id: string, options: Noted & { role: ClaimingRole; to: string }) =>
      send(id, { type: 'work.assigned', role: options.role, to: options.to }, options),
    );
  noted(
    seenVerb(program, 'suspend-work <case>', 'set what you have claimed of the case aside until a time'),
    'the reason',
  )
    .requiredOption('--until <time>', 'date and time with an offset, sooner than an escalation would be from now')
    .action(async (id: string, options: Noted & { until: string }) =>
      send(id, { type: 'work.suspended', until: options.until }, options),
    );
  noted(
    seenVerb(program, 'give-up-work <case>', 'recuse yourself from the case, or give up what it asks of you, for good'),
    'the reason',
  )
    .addOption(new Option('--cause <cause>', 'why').choices(FAILURE_CAUSES).makeOptionMandatory())
    .action(async (id: string, options: Noted & { cause: FailureCause }) =>
      send(id, { type: 'work.failed', cause: options.cause }, options),
    );
  noted(
    seenVerb(
      program,
      'refer <case>',
      'forward work to another office, where nobody in this one is eligible; of consultations: forward <task...>',
    ),
    'the hand-over note',
  )
    .addOption(roleOption(REFERRED_ROLES))
    .requiredOption('--office <office>', 'code of the office')
    .action(async (id: string, options: Noted & { role: (typeof REFERRED_ROLES)[number]; office: string }) =>
      send(id, { type: 'work.referred', role: options.role, office: options.office }, options),
    );
}

const roleOption = (roles: readonly string[]): Option =>
  new Option('--role <role>', 'whose work').choices(roles).makeOptionMandatory();

const PLAIN = [
  ['claim-work', 'work.claimed', 'claim what the case asks of your role, or take it over'],
  ['release-work', 'work.released', 'give back what you have claimed of the case'],
  ['begin-work', 'work.started', 'begin what you have claimed of the case'],
  ['resume-work', 'work.resumed', 'take up again what you have set aside of the case'],
] as const;
