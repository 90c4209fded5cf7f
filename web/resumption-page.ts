/** For operators: a case that is held after a fault, by its id alone. */
import { html, nothing, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { code, recorded } from './parts.ts';

export interface ResumptionModel {
  /** What was just recorded. */
  readonly said: string | null;
  /** Where Temporal UI lists them; null where the service was not told. */
  readonly heldCasesUrl: string | null;
}

export const resumptionSearchPage = (visitor: Visitor, { said, heldCasesUrl }: ResumptionModel): Html =>
  layout({
    title: 'Held cases',
    visitor,
    path: '/web/resumption',
    body: html`
      ${recorded(said)}
      <h1>Held cases</h1>
      <p class="usa-intro">
        A case is held after a fault that trying again does not mend. Temporal UI shows which, and the code of the
        fault. Once its cause is mended, let the case go on here; what you did about it is recorded first.
      </p>
      ${
        heldCasesUrl === null
          ? nothing
          : html`<p>
              <a href="${heldCasesUrl}">Held cases in Temporal UI</a>
            </p>`
      }
      <form method="get" action="/web/resumption" class="cg-filter" role="search" aria-label="Find a held case">
        <div>
          <label class="usa-label" for="find-held">Id of the case, as Temporal UI shows it</label>
          <input class="usa-input" id="find-held" name="case" required maxlength="40" autocomplete="off" />
        </div>
        <button class="usa-button">Show</button>
      </form>
    `,
  });

/** A case by its id, with its execution in Temporal UI. @param heldCasesUrl where the list of held ones is; null where nobody said */
export function executionView(id: string, heldCasesUrl: string | null): Html {
  if (heldCasesUrl === null) return code(id);
  const { origin, pathname } = new URL(heldCasesUrl);
  return html`<a href="${origin}${pathname}/${id}">${code(id)}</a>`;
}
