/** A page that is the form of one command and nothing else: shown, refused with what was typed, or sent. */
import type { Context } from 'hono';
import type { Problem } from '../../schemas/problems.ts';
import { actionPage } from '../../web/action-page.ts';
import { reshaped } from '../../web/form-command.ts';
import { valueOf, type Values } from '../../web/form-schema.ts';
import type { Addressed, AnswerTo, CommandName } from '../contract/call.ts';
import type { PagePorts } from './actions.ts';
import { PageProblem } from './api.ts';
import { actionFormOf, filledIn, type BlankForm } from './filled-form.ts';
import type { Visited } from './visit.ts';

export interface CommandForm<Name extends CommandName = CommandName> extends BlankForm {
  /** The operation of the API to which the command is sent. */
  readonly to: Addressed<Name>;
  /** Page that follows, whatever was answered or for this answer. */
  readonly next: string | ((answer: AnswerTo<Name>) => string | Promise<string>);
  /**
   * Refuses whom it is not shown. What is sent is looked at by its operation, and not before: said again under its key it is answered, also where
   * it was what took the need to know away.
   */
  readonly look?: () => Promise<void>;
  /** Where what was answered is shown at once, and no page follows. */
  readonly shows?: (answer: AnswerTo<Name>) => Response | Promise<Response>;
  /** A refusal in the fields of this page, where the service says it of something else. */
  readonly refusal?: (problem: Problem) => Problem;
}

type ShownForm<Name extends CommandName> = Omit<CommandForm<Name>, 'to' | 'next' | 'shows'>;

export const showForm = async <Name extends CommandName>(
  pagePorts: PagePorts,
  context: Context<Visited>,
  form: ShownForm<Name>,
) => context.html(await pageOf(pagePorts, context, form, null, null));

export async function sendForm<Name extends CommandName>(
  pagePorts: PagePorts,
  context: Context<Visited>,
  form: CommandForm<Name>,
): Promise<Response> {
  const typed = context.get('values');
  const again = reshaped(typed);
  if (again !== null) return context.html(await pageOf(pagePorts, context, form, again, null));
  const command = filledIn(form.schema, typed);
  const sent = await pagePorts.api.post(context.get('person'), form.to, command, valueOf(typed, 'key'));
  if (sent.is === 'taken' && form.shows !== undefined) return form.shows(sent.answer);
  if (sent.is === 'taken')
    return context.redirect(typeof form.next === 'string' ? form.next : await form.next(sent.answer), 303);
  // That it was not theirs is on record: the form would look for it once more.
  if (form.look !== undefined && NOT_THEIRS.includes(sent.problem.type)) throw new PageProblem(sent.problem);
  const problem = form.refusal?.(sent.problem) ?? sent.problem;
  return context.html(await pageOf(pagePorts, context, form, typed, problem), problem.status);
}

const NOT_THEIRS: readonly string[] = ['/problems/not-found', '/problems/not-permitted'];

async function pageOf<Name extends CommandName>(
  { ports }: PagePorts,
  context: Context<Visited>,
  form: ShownForm<Name>,
  typed: Values | null,
  problem: Problem | null,
) {
  await form.look?.();
  return actionPage(context.get('visitor'), actionFormOf(ports, context.get('person'), form, typed, problem));
}
