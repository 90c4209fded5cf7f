/** Who is on a case: colleagues who are brought in, and who are on it no longer. */
import { Option, type Command } from 'commander';
import type { BodyOf } from '../api/contract/call.ts';
import type { Answer } from '../schemas/answers.ts';
import { ASSIGNMENT_ENDS, ASSIGNMENT_REASONS } from '../schemas/privacy-words.ts';
import type { Io } from './io.ts';
import { table } from './table.ts';
import { actingVerb, clientFor, print, verb, type Shared } from './verb.ts';

type Change<Reason> = Shared & { readonly to: string; readonly reason: Reason };

export function assignmentVerbs(program: Command, io: Io): void {
  const change = <Reason extends string>(
    usage: string,
    description: string,
    reasons: readonly Reason[],
    eventOf: (to: string, reason: Reason) => BodyOf<'assign'>,
    done: string,
  ): void => {
    actingVerb(program, usage, description)
      .requiredOption('--to <staff-id>', 'staff id of the colleague')
      .addOption(new Option('--reason <reason>', 'why').choices(reasons).makeOptionMandatory())
      .action(async (id: string, { to, reason, ...options }: Change<Reason>) => {
        const call = { params: { case: id }, body: eventOf(to, reason) };
        print(io, options, await clientFor(io, options).call('assign', call), () => `${to} ${done}.`);
      });
  };
  verb(program, 'assignments <case>', 'list who is on a case because somebody on it brought them in').action(
    async (id: string, options: Shared) =>
      print(io, options, await clientFor(io, options).call('listAssignments', { params: { case: id } }), render),
  );
  change(
    'bring-in <case>',
    'bring a colleague of the same office in to a case that you are on',
    ASSIGNMENT_REASONS,
    (to, reason) => ({ type: 'case.assigned', to, reason }),
    'is on the case',
  );
  change(
    'end-assignment <case>',
    'end that a colleague who was brought in is on a case',
    ASSIGNMENT_ENDS,
    (to, reason) => ({ type: 'assignment.ended', to, reason }),
    'is on the case no longer by that',
  );
}

const render = ({ assigned }: Answer<'Assignments'>): string =>
  assigned.length === 0
    ? 'Nobody was brought in.'
    : table(
        ['WHO', 'STAFF ID', 'WHY', 'BY', 'SINCE'],
        assigned.map(({ name, staffId, reason, by, at }) => [name, staffId ?? '-', reason, by, at]),
      );
