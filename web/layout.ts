/** The frame of every page. */
import { each, html, nothing, when, type Html } from './html.ts';
import { notice } from './parts.ts';

/** Who looks at a page. */
export interface Visitor {
  readonly displayName: string;
  /** Roles and office, in words. */
  readonly about: string;
  /** Goes into every form: see `tokenField`. */
  readonly formToken: string;
  /** Pages for this person's roles. */
  readonly places: readonly Place[];
  /** What this person has to know whatever page they look at. */
  readonly notices: readonly string[];
}

export interface Place {
  readonly path: string;
  readonly name: string;
}

/** Where what belongs to a case lies. */
export const aboveCase = (id: string): readonly Place[] => [
  { path: '/web/cases', name: 'Cases' },
  { path: `/web/cases/${encodeURIComponent(id)}`, name: 'Case' },
];

export interface Page {
  readonly title: string;
  /** Null before sign-in. */
  readonly visitor: Visitor | null;
  /** Path of the page, to mark its place. */
  readonly path?: string;
  /** Where this page lies, from the outside in, without the page itself. */
  readonly above?: readonly Place[];
  /** Stream that tells when the page no longer says how it stands, and the tag of how it stood when it was made. */
  readonly changes?: { readonly path: string; readonly seen: string };
  readonly body: Html;
}

export const tokenField = ({ formToken }: Visitor): Html =>
  html`<input type="hidden" name="token" value="${formToken}" />`;

export const layout = ({ title, visitor, path, above = [], changes, body }: Page): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · casegate</title>
        <link rel="stylesheet" href="/assets/uswds/css/uswds.min.css" />
        <link rel="stylesheet" href="/assets/casegate.css" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        ${changes === undefined ? nothing : html`<script src="/assets/changes.js" type="module"></script>`}
      </head>
      <body>
        <a class="usa-skipnav" href="#main">Skip to main content</a>
        <div class="cg-banner" role="region" aria-label="About the data">
          Synthetic data only: no real person, no real case. Nothing here is legal advice.
        </div>
        <header class="cg-header">
          <div class="cg-bar">
            <a class="cg-title" href="/web/work">casegate</a>
            ${visitor === null ? nothing : whoBar(visitor)}
          </div>
          ${visitor === null ? nothing : navigation(visitor, path)}
        </header>
        ${
          changes === undefined
            ? nothing
            : html`<div
                class="cg-changed"
                role="status"
                data-changes="${changes.path}?${new URLSearchParams({ seen: changes.seen }).toString()}"
              ></div>`
        }
        <main id="main" class="cg-main" tabindex="-1">
          ${breadcrumb(above, title)} ${visitor === null ? nothing : noticesView(visitor.notices)} ${body}
        </main>
        <footer class="cg-footer">
          <p>
            “Process requirements met” is a statement about facts under a policy version: never an approval, an order or
            legal advice.
          </p>
          ${
            visitor === null
              ? nothing
              : html`<p>
                  <a href="/web/terms">Words used here</a> ·
                  <a href="/web/incidents/report">Report improper access, use or disclosure</a>
                </p>`
          }
        </footer>
      </body>
    </html>`;

const noticesView = (notices: readonly string[]): Html => each(notices, notice);

const whoBar = (visitor: Visitor): Html => html`
  <div class="cg-who">
    <p><strong>${visitor.displayName}</strong> <span class="cg-soft">${visitor.about}</span></p>
    <a href="/web/sign-in/start?as=another">Sign in as somebody else</a>
    <form method="post" action="/web/sign-out">
      ${tokenField(visitor)}
      <button class="usa-button usa-button--outline cg-small">Sign out</button>
    </form>
  </div>
`;

const navigation = ({ places }: Visitor, path: string | undefined): Html => html`
  <nav aria-label="Main" class="cg-nav">
    <ul>
      ${each(
        places,
        (place) =>
          html`<li>
            <a href="${place.path}" ${place.path === path ? html`aria-current="page"` : nothing}>${place.name}</a>
          </li>`,
      )}
    </ul>
  </nav>
`;

const breadcrumb = (above: readonly Place[], title: string): Html =>
  when(
    above.length > 0,
    () => html`
      <nav aria-label="Breadcrumbs" class="cg-breadcrumb">
        <ol>
          ${each(above, ({ path, name }) => html`<li><a href="${path}">${name}</a></li>`)}
          <li aria-current="page">${title}</li>
        </ol>
      </nav>
    `,
  );
