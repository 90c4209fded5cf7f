import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { createClient, ServiceProblem, Unreachable, type Client } from './client.ts';
import { UsageError, type Io } from './io.ts';
import { whoActs } from './who-acts.ts';

export interface Shared {
  readonly json?: true;
  readonly as?: string;
  readonly tokenFile?: string;
  readonly url?: string;
  readonly idempotencyKey?: string;
  /** Without quotes. */
  readonly ifMatch?: string;
}

const DEFAULT_URL = 'http://127.0.0.1:8080';

/** A command that asks the service: with `--json` and `--url`, and, unless nobody needs to sign in, `--as` or `--token-file`. */
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
    : command
        .option('--as <handle>', 'who acts, in embedded mode: a handle that `people` lists (or CASEGATE_AS)')
        .option(
          '--token-file <file>',
          'file with the access token of who acts, in place of --as (or CASEGATE_TOKEN_FILE)',
        );
}

/** A command that lists a page, and goes on after an earlier one. */
export const listing = (program: Command, usage: string, description: string): Command =>
  verb(program, usage, description).option('--after <next>', 'go on after an earlier page');
export type Listing = Shared & { readonly after?: string };

/** A command that changes something. */
export const actingVerb = (program: Command, usage: string, description: string): Command =>
  verb(program, usage, description).option(
    '--idempotency-key <key>',
    'send a command again under the key of its first try: it takes effect once',
  );

/** A command that changes a case, a task or a request, as somebody has seen it. */
export const seenVerb = (program: Command, usage: string, description: string): Command =>
  actingVerb(program, usage, description).option(
    '--if-match <tag>',
    'only while it still stands so: the entry of a case or a task, or the tag of a request, as `show`, `task` and `request` print it',
  );

/** An entry, or a digest; quotes are the header's. */
const TAG = /^[0-9a-f]{1,64}$/;

function tagIn({ ifMatch }: Shared): string | null {
  if (ifMatch === undefined || TAG.test(ifMatch)) return ifMatch ?? null;
  throw new UsageError('what it must match is no entry and no tag', '--if-match', 'give it as it was printed');
}

export function clientFor(io: Io, options: Shared, needs: 'person' | 'nobody' = 'person'): Client {
  const address = options.url ?? io.env['CASEGATE_URL'] ?? DEFAULT_URL;
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new UsageError(
      'the address is not an http address',
      '--url or CASEGATE_URL',
      `give one such as ${DEFAULT_URL}`,
    );
  }
  return createClient({
    url: address,
    who: needs === 'person' ? whoActs(io, options, new URL(address)) : null,
    idempotencyKey: options.idempotencyKey ?? randomUUID(),
    ifMatch: tagIn(options),
    fetch: io.fetch,
  });
}

/** Part of a command that sends several, each under a key of its own: whoever sends the whole again names the key of the whole. */
export async function underKey<Answer>(key: string, part: Promise<Answer>): Promise<Answer> {
  try {
    return await part;
  } catch (error) {
    if (error instanceof ServiceProblem) throw new ServiceProblem(error.problem, key);
    if (error instanceof Unreachable) throw new Unreachable(error.message, key);
    throw error;
  }
}

/** Prints an answer as it came, or for a person. */
export function print<Answer>(io: Io, { json }: Shared, answer: Answer, render: (answer: Answer) => string): void {
  io.stdout(json === true ? JSON.stringify(answer, null, 2) : render(answer));
}
