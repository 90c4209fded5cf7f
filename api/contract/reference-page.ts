import { html } from 'hono/html';
import type { Operation } from './operations.ts';

/** The API in one readable page, from the same table as the OpenAPI document. It needs no sign-in, since it holds no data. */
export const referencePage = (operations: readonly Operation[]) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>casegate: HTTP API</title>
      </head>
      <body>
        <main>
          <h1>casegate: HTTP API</h1>
          <p>
            The shapes of requests and answers: <a href="/openapi.json">OpenAPI 3.1 document</a>. Problems are RFC 9457
            documents that say what happened, where, and what to do. Synthetic data only.
          </p>
          <ul>
            ${operations.map(
              ({ method, path, summary }) =>
                html`<li><code>${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}</code> — ${summary}</li>`,
            )}
          </ul>
        </main>
      </body>
    </html>`;
