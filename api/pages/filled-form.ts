/** What every form of the pages has, however it is shown: what it holds, what is wrong with that, and under which key it is taken once. */
import { newUpdateId } from '../../schemas/ids.ts';
import type { Problem } from '../../schemas/problems.ts';
import type { Json, Person } from '../../schemas/words.ts';
import type { ActionForm } from '../../web/action-page.ts';
import { commandFrom } from '../../web/form-command.ts';
import { faultsInWords } from '../../web/form-faults.ts';
import type { FormState, Suggestions } from '../../web/form-field.ts';
import { valueOf, type JsonSchema, type Values } from '../../web/form-schema.ts';
import { localIn, ZONE_DEFAULT } from '../../web/zones.ts';
import { Written } from '../contract/call.ts';
import type { AppPorts } from '../ports.ts';
import { staffSuggestions, type Colleagues } from './colleagues.ts';
import { officesFor } from './offices.ts';

/** A command as its form was filled in: the route judges it. */
export const filledIn = (schema: JsonSchema, typed: Values): Written =>
  new Written(JSON.stringify(commandFrom(schema, '', typed)));

/**
 * The key of a form that comes back. A command that was refused may be sent again in other words, under another one; under the same is sent
 * what may have taken effect, or was not judged: where the service is busy or has failed (429, 5xx), and where a form was only reshaped.
 * @param typed what the form sent; null where it is shown first
 */
export function keyFor(typed: Values | null, problem: Pick<Problem, 'status'> | null): string {
  const kept = typed === null || (problem !== null && !mayHaveTakenEffect(problem)) ? '' : valueOf(typed, 'key');
  return kept === '' ? newUpdateId() : kept;
}

export const mayHaveTakenEffect = ({ status }: Pick<Problem, 'status'>): boolean => status === 429 || status >= 500;

export const stateOf = (
  schema: JsonSchema,
  values: Values,
  problem: Problem | null,
  suggestions: Suggestions,
): FormState => ({ values, suggestions, faults: faultsInWords(schema, values, problem?.errors ?? []) });

/** The form of a command before anybody has filled it in. */
export interface BlankForm
  extends
    Pick<ActionForm, 'words' | 'schema' | 'path' | 'above' | 'about'>,
    Partial<Pick<ActionForm, 'action' | 'given' | 'explained' | 'asked' | 'shown' | 'caution' | 'whyNot'>> {
  /** What it begins with. */
  readonly filled?: Values;
  /** Whom it suggests; without it, the staff of one's own office. */
  readonly staff?: Colleagues | undefined;
}

/** @param typed what was sent of it; null where it is shown first */
export function actionFormOf(
  ports: AppPorts,
  person: Person,
  { filled = new Map(), staff, ...form }: BlankForm,
  typed: Values | null,
  problem: Problem | null,
): ActionForm {
  const { words, action = words, schema } = form;
  const offices = officesFor(ports, person).map((code) => [code, code] as const);
  const suggestions = new Map([...staffSuggestions(ports, person, staff), ['office', offices]]);
  return {
    given: [],
    caution: null,
    explained: [],
    asked: null,
    shown: null,
    whyNot: [],
    ...form,
    action,
    key: keyFor(typed, problem),
    state: { ...stateOf(schema, typed ?? filled, problem, suggestions), act: action },
    problem,
  };
}

/** The fields of a form as they stand when it holds this. */
export function filledWith(command: object): Values {
  const values = new Map<string, readonly string[]>();
  for (const [field, inner] of Object.entries(command)) fill(values, field, inner as Json);
  return values;
}

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

function fill(values: Map<string, readonly string[]>, name: string, value: Json): void {
  if (typeof value === 'string') values.set(name, [ISO_INSTANT.test(value) ? localIn(ZONE_DEFAULT, value) : value]);
  else if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string'))
    values.set(name, value);
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) fill(values, `${name}.${index}`, item);
  else if (typeof value === 'object' && value !== null)
    for (const [field, inner] of Object.entries(value)) fill(values, `${name}.${field}`, inner);
}
