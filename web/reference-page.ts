/** The HTTP API in one readable page: what can be asked, how, what comes back, and every problem with what to do. */
import { each, html, when, type Html } from './html.ts';
import { layout } from './layout.ts';
import { code, pairs, table } from './parts.ts';

export interface ReferenceModel {
  readonly parts: readonly {
    readonly name: string;
    readonly words: string;
    readonly operations: readonly ReferenceOperation[];
  }[];
  /** Those that some operation can answer. */
  readonly problems: readonly ReferenceProblem[];
}

export interface ReferenceOperation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly words: string;
    /** What it takes, where that is no free text. */
    readonly values: readonly string[];
  }[];
  /** JSON; null where there is no body. */
  readonly example: string | null;
  readonly answers: readonly { readonly status: string; readonly name: string }[];
  readonly problems: readonly string[];
}

export interface ReferenceProblem {
  readonly name: string;
  readonly status: number;
  readonly title: string;
  readonly remedy: string;
}

export const referencePage = ({ parts, problems }: ReferenceModel): Html =>
  layout({
    title: 'HTTP API',
    visitor: null,
    body: html`
      <h1>HTTP API</h1>
      <p class="usa-intro">
        What can be asked, by whom, and what comes back. The shapes of bodies and answers are in the
        <a href="/openapi.json">OpenAPI 3.1 document</a>.
      </p>
      <p>
        Bodies are strict JSON. Whoever acts sends <code>Authorization: Bearer …</code>, or
        <code>Casegate-As</code> where identity is embedded. Commands take an <code>Idempotency-Key</code>: sent again
        under it, a command takes effect once.
      </p>
      <nav aria-label="Parts of the API">
        <ul>
          ${each(parts, ({ name, words }) => html`<li><a href="#${name}">${words}</a></li>`)}
          <li><a href="#problems">Problems</a></li>
        </ul>
      </nav>
      ${each(
        parts,
        ({ name, words, operations }) => html`
          <h2 id="${name}">${words}</h2>
          ${each(operations, operationView)}
        `,
      )}
      <h2 id="problems">Problems</h2>
      <p>
        <code>application/problem+json</code> (RFC 9457); <code>type</code> is <code>/problems/</code> and the name.
      </p>
      ${table<ReferenceProblem>(
        'What happened, and what to do',
        [
          {
            title: 'Problem',
            cell: ({ name, status, title }) =>
              html`<span id="problem-${name}">${title}</span><br />
                <span class="text-normal">${status} ${code(name)}</span>`,
          },
          { title: 'What to do', cell: ({ remedy }) => remedy },
        ],
        problems,
      )}
    `,
  });

const operationView = ({
  name,
  method,
  path,
  summary,
  parameters,
  example,
  answers,
  problems,
}: ReferenceOperation): Html => html`
  <h3 id="${name}"><code>${method} ${path}</code></h3>
  <p>${summary}</p>
  <details class="cg-details">
    <summary>How <code>${name}</code> is asked, and what it answers</summary>
    ${pairs([
      ...parameters.map(
        ({ name: parameter, in: where, words, values }) =>
          [
            `${parameter} (${where})`,
            html`${words}${when(values.length > 0, () => html`: ${values.join(', ')}`)}`,
          ] as const,
      ),
      [
        'Answers',
        html`${each(answers, (answer, at) => html`${at === 0 ? '' : ', '}${answer.status} ${code(answer.name)}`)}`,
      ],
      [
        'Problems',
        html`${each(problems, (problem, at) => html`${at === 0 ? '' : ', '}<a href="#problem-${problem}">${problem}</a>`)}`,
      ],
    ])}
    ${when(
      example !== null,
      () => html`
        <p>A body, for example:</p>
        <pre class="cg-text" tabindex="0">${example}</pre>
      `,
    )}
  </details>
`;
