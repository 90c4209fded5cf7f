import { html, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';

export const signInPage = (startPath: string): Html =>
  layout({
    title: 'Sign in',
    visitor: null,
    body: html`
      <h1>casegate</h1>
      <p class="usa-intro">
        Holds a civil enforcement action until the legal consultation and the deconfliction with partner agencies have
        taken place, where they are required, and are on record.
      </p>
      <p><a class="usa-button usa-button--big" href="${startPath}">Sign in</a></p>
      <p>
        You are taken to your agency’s identity provider and back. Every access to protected information is recorded.
      </p>
    `,
  });

export const signedInPage = (visitor: Visitor): Html =>
  layout({
    title: 'You are signed in',
    visitor,
    body: html`
      <h1>You are signed in</h1>
      <p class="usa-intro">Close this tab, go back to the one you came from, and send what you typed.</p>
    `,
  });

export const signedOutPage = (providerUrl: string | null): Html =>
  layout({
    title: 'You are signed out',
    visitor: null,
    body: html`
      <h1>You are signed out</h1>
      <p><a class="usa-button" href="/web/sign-in/start">Sign in again</a></p>
      ${
        providerUrl === null
          ? html``
          : html`<p><a href="${providerUrl}">Sign out at the identity provider as well</a></p>`
      }
    `,
  });
