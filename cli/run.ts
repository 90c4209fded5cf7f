import { CommanderError } from 'commander';
import { Unsound } from './audit-verbs.ts';
import { ServiceProblem, Unreachable } from './client.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { UsageError, type Io } from './io.ts';
import { createProgram } from './program.ts';
import { renderProblem } from './render.ts';

/**
 * One command line from its arguments to its exit code (see exit-codes.ts). Writes what was asked for to standard output, and problems,
 * as what happened · where · what to do, to standard error.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  try {
    await createProgram(io).parseAsync([...argv], { from: 'user' });
    return EXIT.ok;
  } catch (error) {
    // Commander has printed its message, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    return report(error, io, argv.includes('--json'));
  }
}

function report(error: unknown, io: Io, asJson: boolean): number {
  if (error instanceof ServiceProblem) {
    const code = exitCodeOf(error.problem.status);
    const again = code === EXIT.unreachable ? howToRepeat(error.idempotencyKey) : [];
    io.stderr(
      asJson
        ? JSON.stringify({ ...error.problem, idempotencyKey: error.idempotencyKey ?? undefined })
        : [renderProblem(error.problem), ...again].join('\n'),
    );
    return code;
  }
  // Its report has been printed.
  if (error instanceof Unsound) return EXIT.unsound;
  if (error instanceof UsageError) {
    io.stderr([error.message, `  ${error.where}`, error.remedy].join('\n'));
    return EXIT.usage;
  }
  if (error instanceof Unreachable) {
    io.stderr(
      [
        error.message,
        '  --url or CASEGATE_URL',
        'Start the service with npm start, or give its address.',
        ...howToRepeat(error.idempotencyKey),
      ].join('\n'),
    );
    return EXIT.unreachable;
  }
  io.stderr(
    [
      'Something went wrong in this command',
      `  ${error instanceof Error ? error.name : 'unknown'}`,
      'It is a fault in casegate: report it.',
    ].join('\n'),
  );
  return EXIT.unexpected;
}

/** The command may have taken effect although no answer came: under its own key it is safe to send it again. */
const howToRepeat = (key: string | null): string[] =>
  key === null ? [] : [`To send it again so that it takes effect once: --idempotency-key ${key}`];
