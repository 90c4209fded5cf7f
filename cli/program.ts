import { Command } from 'commander';
import { auditVerbs } from './audit-verbs.ts';
import { custodyVerbs } from './custody-verbs.ts';
import { caseVerbs } from './case-verbs.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { recordVerbs } from './record-verbs.ts';
import { workVerbs } from './work-verbs.ts';
import { handOverVerbs } from './hand-over-verbs.ts';
import { assignmentVerbs } from './assignment-verbs.ts';
import { oversightVerbs } from './oversight-verbs.ts';
import { policyVerbs } from './policy-verbs.ts';
import { readingVerbs } from './reading-verbs.ts';
import { requestVerbs } from './request-verbs.ts';
import { taskVerbs } from './task-verbs.ts';
import { watchVerb } from './watch-verb.ts';

const EXIT_HELP = `
Exit codes:
  ${EXIT.ok}  done
  ${EXIT.unexpected}  something went wrong in casegate
  ${EXIT.usage}  the command line, or a file that it names, is not right
  ${EXIT.refused}  refused: this person may not do it, or not in the present state
  ${EXIT.notFound}  there is nothing under this id for this person
  ${EXIT.unreachable}  the service did not answer, or asks to try again later
  ${EXIT.unsound}  verification found something that is not as it should be

Notes, advice and cases are read from a file, or from standard input where the file is "-": never from arguments,
which stay in the shell's history. All data here is synthetic; nothing here is legal advice.

To begin:
  casegate people
  casegate example > case.json
  casegate start case.json --as supervisor-a
  casegate list --as supervisor-a`;

const GROUPS: readonly (readonly [heading: string, add: (program: Command, io: Io) => void])[] = [
  ['To begin, and to look:', readingVerbs],
  ['To begin, and to look:', watchVerb],
  ['Cases:', caseVerbs],
  ['What is recorded beside a decision:', recordVerbs],
  ['What a case asks of a role, as a task:', workVerbs],
  ['Consultation tasks:', taskVerbs],
  ['Whose task it is, and when:', handOverVerbs],
  ['Who is on a case:', assignmentVerbs],
  ['Deconfliction requests:', requestVerbs],
  ['The record:', auditVerbs],
  ['Legal holds, and the end of texts:', custodyVerbs],
  ['Privacy, counsel, operators:', oversightVerbs],
  ['Policy versions:', policyVerbs],
];

/** The whole command line. Throws instead of ending the process. */
export function createProgram(io: Io): Command {
  const program = new Command('casegate')
    .description(
      'Legal consultation and deconfliction before a civil enforcement action: start cases, do your part in them, see what they wait for.',
    )
    .configureOutput({ writeOut: (text) => io.stdout(text.trimEnd()), writeErr: (text) => io.stderr(text.trimEnd()) })
    .showHelpAfterError('(add --help for what there is)')
    .addHelpText('after', EXIT_HELP)
    .exitOverride();
  for (const [heading, add] of GROUPS) add(program.commandsGroup(heading), io);
  return program;
}
