/** A page that is the form of one command and nothing else: shown, refused with what was typed, or sent. */
import type { Context } from 'hono';
import { newUpdateId } from '../../schemas/ids.ts';
import type { Problem } from '../../schemas/problems.ts';
import { actionPage } from '../../web/action-page.ts';
import { reshaped } from '../../web/form-command.ts';
import { valueOf, type JsonSchema, type Values } from '../../web/form-schema.ts';
import type { Html } from '../../web/html.ts';
import type { Place } from '../../web/layout.ts';
import type { Addressed, AnswerTo, CommandName } from '../contract/call.ts';
import { filledIn, staffSuggestions, stateOf, type PagePorts } from './actions.ts';
import type { Visited } from './visit.ts';

export interface CommandForm<Name extends CommandName = CommandName> {
  readonly words: string;
  /** Name of the act, where `web/words.ts` has words for what it means, or for one of its fields. */
  readonly action?: string;
  readonly schema: JsonSchema;
  /** Address of the page itself. */
  readonly path: string;
  readonly above: readonly Place[];
  /** The operation of the API to which the command is sent. */
  readonly to: Addressed<Name>;
  /** Page that follows, whatever was answered or for this answer. */
  readonly next: string | ((answer: AnswerTo<Name>) => string);
  /** What it is about, in words: shown, and sent by its address. */
  readonly about?: readonly (readonly [term: string, value: Html | string])[];
  /** What it begins with. */
  readonly filled?: Values;
  /** A refusal in the fields of this page, where the service says it of something else. */
  readonly refusal?: (problem: Problem) => Problem;
}

type ShownForm = Omit<CommandForm, 'to' | 'next'>;

export const showForm = (pagePorts: PagePorts, context: Context<Visited>, form: ShownForm) =>
  context.html(pageOf(pagePorts, context, form, form.filled ?? new Map(), null));

export async function sendForm<Name extends CommandName>(
  pagePorts: PagePorts,
  context: Context<Visited>,
  form: CommandForm<Name>,
): Promise<Response> {
  const typed = context.get('values');
  const again = reshaped(typed);
  if (again !== null) return context.html(pageOf(pagePorts, context, form, again, null));
  const command = filledIn(form.schema, typed);
  const sent = await pagePorts.api.post(context.get('person'), form.to, command, valueOf(typed, 'key'));
  if (sent.is === 'taken')
    return context.redirect(typeof form.next === 'string' ? form.next : form.next(sent.answer), 303);
  const problem = form.refusal?.(sent.problem) ?? sent.problem;
  return context.html(pageOf(pagePorts, context, form, typed, problem), problem.status);
}

function pageOf(
  { ports }: PagePorts,
  context: Context<Visited>,
  { words, action = words, schema, path, above, about = [] }: ShownForm,
  values: Values,
  problem: Problem | null,
) {
  return actionPage(context.get('visitor'), {
    action,
    words,
    path,
    above,
    schema,
    given: [],
    about,
    explained: [],
    // A command that was refused may be sent again in other words; one that may have taken effect only as it was.
    key: problem?.status === 503 ? valueOf(values, 'key') : newUpdateId(),
    state: {
      ...stateOf(schema, values, problem, staffSuggestions(ports, context.get('person'))),
      act: action,
    },
    problem,
    asked: null,
    shown: null,
    whyNot: [],
  });
}
