import { randomUUID } from 'node:crypto';
import { Option, type Command } from 'commander';
import { problemOf } from '../schemas/problems.ts';
import { ADVICE, type Advice } from '../schemas/words.ts';
import { drafted, type AnswerTo, type Draft } from '../api/contract/call.ts';
import { noted, noteOf, type Noted } from './case-verbs.ts';
import { ServiceProblem } from './client.ts';
import { readObject, UsageError, type Io } from './io.ts';
import { renderActed } from './render.ts';
import { seenVerb, clientFor, print, underKey, type Shared } from './verb.ts';

/** The words of the command line are in kebab case. */
const ADVICE_WORDS: { readonly [word: string]: Advice } = Object.fromEntries(
  ADVICE.map((advice) => [advice.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), advice]),
);

type Completing = Shared & {
  readonly advice: keyof typeof ADVICE_WORDS;
  readonly file?: string;
  readonly factsDigest?: string;
  readonly telephoneAt?: string;
  readonly telephoneTo?: string;
  readonly telephoneBy?: string;
};

/** The consultation, a human task (WS-HumanTask). */
export function taskVerbs(program: Command, io: Io): void {
  const send = async (id: string, event: Draft<'actOnTask'>, options: Shared): Promise<void> =>
    actOnTask(io, id, event, options);
  for (const [usage, type, description] of [
    ['begin', 'task.started', 'begin the consultation that you claimed'],
    ['resume', 'task.resumed', 'resume a suspended consultation; where information is awaited, go on without it'],
  ] as const) {
    seenVerb(program, `${usage} <task>`, description).action(async (id: string, options: Shared) =>
      send(id, { type }, options),
    );
  }

  seenVerb(
    program,
    'complete <task>',
    'give advice, which completes the task; begins it first where you only claimed it',
  )
    .addOption(
      new Option('--advice <advice>', 'consistency with applicable legal limitations')
        .choices(Object.keys(ADVICE_WORDS))
        .makeOptionMandatory(),
    )
    .option(
      '--file <file>',
      'JSON with "text" and "conditions" (a list of texts), or "-"; conditions go with consistent-with-conditions',
    )
    .option(
      '--facts-digest <digest>',
      'the facts on which you advise, as `show` printed them; default: the facts as they are now',
    )
    .option(
      '--telephone-at <time>',
      'when it was given, where it was given by telephone, such as 2026-11-02T06:00:00-05:00; with --telephone-to',
    )
    .option('--telephone-to <staff id>', 'to whom it was given by telephone')
    .option('--telephone-by <staff id>', 'which colleague gave it by telephone; default: you')
    .action(async (id: string, options: Completing) => {
      const said = {
        ...(options.file === undefined ? {} : await readObject(io, options.file)),
        ...telephoneOf(options),
      };
      const client = clientFor(io, options);
      const task = await client.call('getTask', { params: { task: id } });
      const canBegin = task.actions.some(({ action, whyNot }) => action === 'task.started' && whyNot.length === 0);
      const key = options.idempotencyKey ?? randomUUID();
      const seen =
        canBegin || mayHaveBegun(task, options) ? await begun(io, id, { ...options, idempotencyKey: key }) : {};
      const factsDigest = options.factsDigest ?? task.factsDigest;
      await send(
        id,
        { ...said, type: 'task.completed', advice: ADVICE_WORDS[options.advice], factsDigest },
        { ...options, ...seen, idempotencyKey: key },
      );
    });

  noted(seenVerb(program, 'ask <task>', 'ask the supervisor for information; the task waits'), 'the question').action(
    async (id: string, options: Noted) =>
      send(id, { type: 'information.requested', ...(await textOf(io, options)) }, options),
  );
  noted(
    seenVerb(program, 'inform <task>', 'give legal staff the information that they asked for'),
    'the information',
  ).action(async (id: string, options: Noted) =>
    send(id, { type: 'information.provided', ...(await textOf(io, options)) }, options),
  );
}

/** Whether it was begun by a first try, which is sent again under its key: what that saw stood before the beginning. */
const mayHaveBegun = (
  { state, entry }: Pick<AnswerTo<'getTask'>, 'state' | 'entry'>,
  { ifMatch, idempotencyKey }: Shared,
): boolean =>
  state === 'inProgress' && idempotencyKey !== undefined && ifMatch !== undefined && ifMatch !== String(entry);

/** Each waits for the record as long as the service does, some seconds. */
const BEGIN_TRIES_MAX = 6;

/**
 * Begins it, under a key of its own: one key is one command. Where it was begun under that key before, this is answered as it was.
 * @returns what is seen then. Where somebody asked that it stands as they saw it, that is the entry with which it was begun, and only where that
 *   entry follows what they saw
 * @throws ServiceProblem also where something else came in between, or where the record of the beginning stays away: begun it is all the same
 */
async function begun(
  io: Io,
  id: string,
  { ifMatch, idempotencyKey: key, ...options }: Shared & { readonly idempotencyKey: string },
): Promise<Pick<Shared, 'ifMatch'>> {
  const begin = (matching: Pick<Shared, 'ifMatch'>): Promise<AnswerTo<'actOnTask'>> => {
    const client = clientFor(io, { ...options, ...matching, idempotencyKey: `${key}-begin` });
    return underKey(key, client.call('actOnTask', { params: { task: id }, body: { type: 'task.started' } }));
  };
  let { entry } = await begin(ifMatch === undefined ? {} : { ifMatch });
  if (ifMatch === undefined) return {};
  // What was taken in once is answered again under its key, with its entry as soon as that is known. It is no longer to stand as it did before it.
  for (let tries = 1; entry === null && tries < BEGIN_TRIES_MAX; tries += 1) ({ entry } = await begin({}));
  if (entry === null) throw new ServiceProblem({ ...problemOf('unavailable'), ...UNRECORDED }, null);
  // Workers of 0.5.0 and before take it after another entry as well: see temporal-cases.ts.
  if (entry === Number(ifMatch) + 1) return { ifMatch: String(entry) };
  const reasons = [`the consultation was begun as entry ${entry}, which does not follow entry ${ifMatch} that you saw`];
  throw new ServiceProblem({ ...problemOf('precondition-failed'), reasons, remedy: LOOK_AGAIN }, null);
}

const LOOK_AGAIN =
  'The consultation is begun, and no advice was given. Read the task again, then decide: complete it with the entry that it shows as --if-match.';
const UNRECORDED = {
  title: 'The consultation is begun, which still awaits its record: what came before it is not known',
  remedy:
    'No advice was given. Read the task again once it is in progress, then complete it with the entry that it shows as --if-match.',
};

/** Of which the service names what lacks. */
export async function actOnTask(io: Io, id: string, event: Draft<'actOnTask'>, options: Shared): Promise<void> {
  const call = { params: { task: id }, body: drafted<'actOnTask'>(event) };
  print(io, options, await clientFor(io, options).call('actOnTask', call), renderActed);
}

function telephoneOf({ telephoneAt, telephoneTo, telephoneBy }: Completing) {
  if (telephoneAt === undefined && telephoneTo === undefined && telephoneBy === undefined) return {};
  if (telephoneAt === undefined || telephoneTo === undefined)
    throw new UsageError(
      'advice by telephone was given at a time and to somebody',
      '--telephone-at, --telephone-to',
      'give both, or neither',
    );
  const givenBy = telephoneBy === undefined ? {} : { givenBy: telephoneBy };
  return { telephone: { givenAt: telephoneAt, givenTo: telephoneTo, ...givenBy } };
}

async function textOf(io: Io, options: Noted): Promise<{ readonly text?: string }> {
  const { note } = await noteOf(io, options);
  return note === undefined ? {} : { text: note };
}
