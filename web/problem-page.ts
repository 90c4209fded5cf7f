import type { Problem } from '../schemas/problems.ts';
import { area, each, html, when, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { pairs, problemAlert } from './parts.ts';

/** After these one signs in. After any other, a page of ours asks for it where it is needed: somebody may be signed in already. */
const OF_SIGN_IN: readonly Problem['type'][] = [
  '/problems/not-signed-in',
  '/problems/session-ended',
  '/problems/sign-in-refused',
  '/problems/not-in-directory',
];

export const problemPage = (problem: Problem, visitor: Visitor | null): Html =>
  layout({
    title: problem.title,
    visitor,
    body: html`
      <h1>${problem.title}</h1>
      <p class="usa-intro">${problem.remedy}</p>
      ${when(
        (problem.reasons ?? []).length > 0,
        () =>
          html`<ul>
            ${each(problem.reasons ?? [], (reason) => html`<li>${typeof reason === 'string' ? reason : JSON.stringify(reason)}</li>`)}
          </ul>`,
      )}
      <p>
        ${
          OF_SIGN_IN.includes(problem.type)
            ? html`<a href="/web/sign-in">Go to the sign-in page</a>`
            : html`<a href="/web/work">Go to my work</a>`
        }
      </p>
    `,
  });

export interface Typed {
  readonly name: string;
  readonly value: string;
  /** Null for what nobody typed. */
  readonly label: string | null;
}

/** What was typed, whole, in a form that can be sent again: nothing is kept anywhere else meanwhile. */
export const keptFormPage = (
  problem: Problem,
  visitor: Visitor | null,
  { path, typed, token }: { readonly path: string; readonly typed: readonly Typed[]; readonly token: string },
): Html =>
  layout({
    title: problem.title,
    visitor,
    body: html`
      <h1>Nothing is lost</h1>
      ${problemAlert(problem)}
      ${when(
        problem.type === '/problems/session-ended',
        () =>
          html`<p>
            <a class="usa-button" href="/web/sign-in?return=%2Fweb%2Fsigned-in" target="_blank" rel="noopener">
              Sign in (opens another tab)
            </a>
          </p>`,
      )}
      <form method="post" action="${path}">
        <input type="hidden" name="token" value="${token}" />
        ${each(typed, ({ name, value }) => area(html`hidden name="${name}" aria-hidden="true"`, value))}
        <h2>What you typed</h2>
        ${pairs(
          typed.flatMap(({ label, value }) =>
            label === null || value.trim() === ''
              ? []
              : [[label, html`<span class="cg-text">${value}</span>`] as const],
          ),
        )}
        <button class="usa-button">Send it now</button>
      </form>
    `,
  });
