import type { PolicyVersion, RuleId } from '../policy/policy-version.ts';
import type { Fault, Problem } from '../schemas/problems.ts';
import { formHead, problemView } from './action-page.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { fieldOf } from './form-faults.ts';
import { fieldsOf, isRequired, kindOf, type JsonSchema } from './form-schema.ts';
import type { FormState } from './form-field.ts';
import { fieldView, zoneView } from './form-view.ts';
import { layout, type Visitor } from './layout.ts';
import { code } from './parts.ts';
import { statedIn, statedView, type StatedValue } from './policy-page.ts';
import { sentenceBehind } from './policy-quote.ts';

export interface StartForm {
  readonly schema: JsonSchema;
  readonly policy: PolicyVersion;
  readonly key: string;
  readonly state: FormState;
  readonly problem: Problem | null;
  /** Whether whoever looks may fill it in with an example. */
  readonly hasExample: boolean;
  /** Whether that has been done. */
  readonly isExample: boolean;
}

interface Step {
  readonly title: string;
  /** What it is for, in one plain line of ours that holds under every version; the sentences below are the document's. */
  readonly tells: string;
  readonly fields: readonly string[];
  /** The rules whose sentences say why this is asked. */
  readonly rules: readonly RuleId[];
  /** Values of the policy that decide what follows from it; of these the page names those that are ours. */
  readonly values: (policy: PolicyVersion) => readonly StatedValue[];
}

const STEPS: readonly Step[] = [
  {
    title: 'Who it is about, and who proposes it',
    tells: 'The two are named by key and staff id alone.',
    fields: ['facts.personKey', 'proposingOfficer'],
    rules: [],
    values: ({ separatedDuties }) => statedIn(separatedDuties, ['duties of two people']),
  },
  {
    title: 'What is known already',
    tells: 'What is known decides whether legal staff is consulted before the action. Where nothing is, add nothing.',
    fields: ['facts.statuses'],
    rules: ['R1', 'R3'],
    values: ({ consultation, benefits }) => [
      ...statedIn(consultation, ['consultation']),
      ...Object.entries(benefits).flatMap(([benefit, rules]) =>
        statedIn(rules.consultation, [benefit, 'consultation']),
      ),
    ],
  },
  {
    title: 'When and where',
    tells: 'The kind of place decides whether a certificate is among what the action waits for.',
    fields: ['facts.windowFrom', 'facts.windowUntil', 'facts.regionCode', 'facts.placeClass'],
    rules: ['R8'],
    values: ({ certifiedPlaces, clearance }) => [
      ...statedIn(certifiedPlaces, ['certifiedPlaces']),
      ...statedIn(clearance, ['clearance']),
    ],
  },
  {
    title: 'What a determination would rest on',
    tells: 'The sources decide whether counsel looks at the case first.',
    fields: ['facts.determinationSources'],
    rules: ['R9'],
    values: ({ soleSource }) => statedIn(soleSource, ['soleSource']),
  },
  {
    title: 'Partner agencies',
    tells: 'Each is asked whether the action would disturb work of theirs. Silence is no answer.',
    fields: ['excused'],
    rules: ['R2'],
    values: ({ deconfliction }) => statedIn(deconfliction, ['deconfliction']),
  },
];

/** The place of each field in the guide; what a command asks for besides comes at the end. */
export function startPage(
  visitor: Visitor,
  { schema, policy, key, state, problem, hasExample, isExample }: StartForm,
): Html {
  const all = leaves(schema, '', false);
  const guided = STEPS.flatMap(({ fields }) => fields);
  const rest = all.filter(({ name }) => !guided.includes(name));
  return layout({
    title: 'Start a case',
    visitor,
    path: '/web/start',
    body: html`
      <h1>Start a case</h1>
      ${when(isExample, () => EXAMPLE_FILLED_IN)}
      ${when(hasExample && !isExample, () => html`<p><a class="usa-button usa-button--outline" href="/web/start?example">Fill in a synthetic example</a></p>`)}
      <p class="usa-intro">
        A planned civil enforcement action is held until its requirements are met. What they are follows from what you
        enter, under policy ${code(policy.version)}.
      </p>
      <p>Enter no name, address or location anywhere: the service has no place for them.</p>
      ${problem === null ? nothing : problemView(problem, inOrder(state, guided))}
      <form method="post" action="/web/start" id="start" class="usa-form usa-form--large">
        ${formHead(visitor, key)}
        ${each(
          STEPS,
          (step) => html`
            <section class="cg-step">
              <h2>${step.title}</h2>
              <p>${step.tells}</p>
              ${when(step.fields.includes('facts.windowFrom'), () => zoneView(schema, state))}
              ${each(
                step.fields.flatMap((name) => all.filter((field) => field.name === name)),
                (field) => fieldView(field, state),
              )}
              ${each(
                step.rules.flatMap((rule) => policy.rules[rule]),
                sentenceBehind,
              )}
              ${oursView(step.values(policy).filter(({ stated }) => stated.label === 'product default'))}
            </section>
          `,
        )}
        ${when(
          rest.length > 0,
          () =>
            html`<section class="cg-step">
              <h2>Anything else</h2>
              ${each(rest, (field) => fieldView(field, state))}
            </section>`,
        )}
        <button class="usa-button usa-button--big">Start the case</button>
      </form>
    `,
  });
}

const EXAMPLE_FILLED_IN = html`
  <section class="cg-next" aria-labelledby="filled-in">
    <h2 id="filled-in">The synthetic example is filled in</h2>
    <p>Nothing more has to be entered. Read it below, change what you like, or start the case at once.</p>
    <p><button class="usa-button" form="start">Start the case</button></p>
  </section>
`;

const oursView = (ours: readonly StatedValue[]): Html =>
  when(
    ours.length > 0,
    () =>
      html`<details class="cg-details">
        <summary>Product defaults in this part, not from the document (${ours.length})</summary>
        ${each(ours, statedView)}
      </details>`,
  );

/** As the fields stand on the page, so that each is found below the one before. */
function inOrder(state: FormState, names: readonly string[]): FormState {
  const place = (fault: Fault): number => {
    const at = names.findIndex((name) => fieldOf(fault).startsWith(name));
    return at === -1 ? names.length : at;
  };
  return { ...state, faults: state.faults.toSorted((one, other) => place(one) - place(other)) };
}

interface Leaf {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly optional: boolean;
}

/** The fields of a command, with those inside its groups. */
const leaves = (schema: JsonSchema, name: string, optional: boolean): readonly Leaf[] =>
  kindOf(schema) === 'group'
    ? fieldsOf(schema).flatMap(([field, inner]) =>
        leaves(inner, name === '' ? field : `${name}.${field}`, !isRequired(schema, field)),
      )
    : [{ name, schema, optional }];

/** In place of a case that is accepted, and whose record is on the way; its address is the case's. */
export const startedPage = (visitor: Visitor, id: string): Html =>
  layout({
    title: 'Accepted, awaiting its record',
    visitor,
    body: html`
      <h1>Accepted, awaiting its record</h1>
      <p class="usa-intro">The case is accepted. It can be read once it is in the record, which takes moments.</p>
      <p><a class="usa-button" href="/web/cases/${id}?awaiting=case.started&amp;asOf=0">Look again</a></p>
    `,
  });
