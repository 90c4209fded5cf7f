/** What the synthetic issuer shows. Plain HTML without a script. */
import type { SyntheticPerson } from './people.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);

export const pickerPage = (people: readonly SyntheticPerson[]): string =>
  page(
    'Who do you want to be?',
    `<p>Nobody here is real, and there are no passwords: this is the identity provider of the embedded default.
      In production your agency's own takes its place.</p>
    <form method="post">
      <ul>${people.map(choice).join('')}</ul>
    </form>`,
  );

const choice = ({ handle, displayName, person: { roles, office } }: SyntheticPerson): string => `
        <li><button name="person" value="${escaped(handle)}">
          <span class="name">${escaped(displayName)}</span>
          <span class="roles">${escaped(roles.join(', '))} · ${escaped(office)}</span>
        </button></li>`;

export const goneWrongPage = (publicUrl: string): string =>
  page(
    'Sign-in cannot go on',
    `<p>It was started too long ago, or in another browser, or the identity provider has been restarted since.</p>
    <p><a href="${escaped(new URL('/web/sign-in', publicUrl).href)}">Start again</a></p>`,
  );

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title} · casegate</title>
  <link rel="stylesheet" href="/picker.css">
</head>
<body>
  <header>Synthetic data only: no real person, no real case.</header>
  <main>
    <h1>${title}</h1>
    ${body}
  </main>
</body>
</html>
`;

export const PICKER_CSS = `
:root { color-scheme: light dark; --page: #fff; --ink: #1b1b1b; --soft: #565c65; --line: #a9aeb1; --hover: #eff6fb; --accent: #005ea2; }
@media (prefers-color-scheme: dark) { :root { --page: #16191d; --ink: #f0f0f0; --soft: #c6cace; --line: #565c65; --hover: #22303c; --accent: #73b3e7; } }
body { margin: 0; background: var(--page); color: var(--ink); font: 1.06rem/1.5 "Source Sans Pro", system-ui, sans-serif; }
header { background: #face00; color: #1b1b1b; padding: .5rem 1rem; text-align: center; font-weight: 700; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem; }
ul { list-style: none; padding: 0; display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); }
button { width: 100%; text-align: left; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .25rem; padding: .6rem .8rem; cursor: pointer; }
button:hover { background: var(--hover); }
button:focus, a:focus { outline: .25rem solid #2491ff; outline-offset: 0; }
.name { display: block; font-weight: 700; }
.roles { display: block; color: var(--soft); }
a { color: var(--accent); }
`;
