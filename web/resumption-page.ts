/** For operators: a case that is held after a fault, by its id alone. */
import { html, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { recorded } from './parts.ts';

export const resumptionSearchPage = (visitor: Visitor, said: string | null): Html =>
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
      <form method="get" action="/web/resumption" class="cg-filter" role="search" aria-label="Find a held case">
        <div>
          <label class="usa-label" for="find-held">Id of the case, as Temporal UI shows it</label>
          <input class="usa-input" id="find-held" name="case" required maxlength="40" autocomplete="off" />
        </div>
        <button class="usa-button">Show</button>
      </form>
    `,
  });
