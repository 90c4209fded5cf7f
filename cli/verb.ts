import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { createClient, type Client } from './client.ts';
import { UsageError, type Io } from './io.ts';

export interface Shared {
  readonly json?: true;
  readonly as?: string;
  readonly url?: string;
  readonly idempotencyKey?: string;
}

const DEFAULT_URL = 'http://127.0.0.1:8080';

/** A command that asks the service: with `--json` and `--url`, and, unless nobody needs to sign in, `--as`. */
export function verb(
  program: Command,
  usage: string,
  description: string,
  needs: 'person' | 'nobody' = 'person',
): Command {
  const command = program
    .command(usage)
    .description(description)
    .option('--json', "print the service's answer as JSON")
    .option('--url <url>', `address of the service (or CASEGATE_URL; default ${DEFAULT_URL})`);
  return needs === 'nobody'
    ? command
    : command.option('--as <handle>', 'who acts: a handle that `people` lists (or CASEGATE_AS)');
}

/** A command that changes something. */
export const actingVerb = (program: Command, usage: string, description: string): Command =>
  verb(program, usage, description).option(
    '--idempotency-key <key>',
    'send a command again under the key of its first try: it takes effect once',
  );

export function clientFor(io: Io, { url, as, idempotencyKey }: Shared, needs: 'person' | 'nobody' = 'person'): Client {
  const address = url ?? io.env['CASEGATE_URL'] ?? DEFAULT_URL;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new UsageError(
      'the address is not an http address',
      '--url or CASEGATE_URL',
      `give one such as ${DEFAULT_URL}`,
    );
  }
  const handle = as ?? io.env['CASEGATE_AS'];
  if (needs === 'person' && !handle)
    throw new UsageError(
      'nobody is named who acts',
      '--as or CASEGATE_AS',
      'name one of the people that `casegate people` lists',
    );
  return createClient({
    url: address,
    as: needs === 'person' ? handle! : null,
    idempotencyKey: idempotencyKey ?? randomUUID(),
    fetch: io.fetch,
  });
}

/** Prints an answer as it came, or for a person. */
export function print<Answer>(io: Io, { json }: Shared, answer: Answer, render: (answer: Answer) => string): void {
  io.stdout(json === true ? JSON.stringify(answer, null, 2) : render(answer));
}
