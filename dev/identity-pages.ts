/** What the synthetic issuer shows. Plain HTML without a script. */
import type { Role } from '../schemas/words.ts';
import type { SyntheticPerson } from './people.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character]!);

/** @param picked places in the way through a case that this browser has picked already */
export const pickerPage = (people: readonly SyntheticPerson[], picked: readonly number[] = []): string =>
  page(
    'Who do you want to be?',
    `<p>Nobody here is real, and no password is asked: in production your agency's own sign-in stands here.</p>
    <form method="post">
      <h2>To see one case through</h2>
      <p class="roles">Be these, one after the other: “Sign in as somebody else” is at the top of every page.</p>
      <ol>${WAY.map((step, place) => stepView(people, step, place, picked)).join('')}
      </ol>
      ${[...Map.groupBy(people.filter(isBesideWay), ({ person }) => person.roles[0] ?? 'service')].map(group).join('')}
    </form>`,
  );

/** Through whose hands a case goes that begins with the example of the start form: the other partners answer by themselves. */
const WAY = [
  { handle: 'supervisor-a', does: 'starts the case, with the synthetic example' },
  { handle: 'legal-a', does: 'claims and begins the consultation, and gives the advice' },
  { handle: 'partner-local', does: 'answers whether the action would disturb its work' },
  { handle: 'supervisor-a', does: 'decides, and records what was done' },
] as const;

/** What became of a case the issuer does not know: it says who was picked, and who comes next. */
function stepView(
  people: readonly SyntheticPerson[],
  { handle, does }: (typeof WAY)[number],
  place: number,
  picked: readonly number[],
): string {
  const person = people.find((one) => one.handle === handle);
  if (person === undefined) return '';
  const next = picked.length === 0 ? undefined : WAY.findIndex((_, index) => !picked.includes(index));
  const mark = picked.includes(place) ? 'Picked already' : place === next ? 'Next' : null;
  return choice(person, does, { mark, attributes: `formaction="?step=${place}"` });
}

/** After which the way begins anew. */
const FIRST_STEP = 0;

/** @param step as a form sends it; what it does not have in the way changes nothing */
export function pickedWith(picked: readonly number[], step: string | null): readonly number[] {
  const place = step === null ? -1 : WAY.findIndex((_, index) => String(index) === step);
  if (place === -1) return picked;
  return place === FIRST_STEP ? [place] : [...new Set([...picked, place])];
}

const isBesideWay = (person: SyntheticPerson): boolean => !WAY.some(({ handle }) => handle === person.handle);

/** What each is called, and does in a case, for who has never seen one. */
const ROLES: { readonly [role in Role]: readonly [name: string, does: string] } = {
  supervisor: [
    'supervisor',
    'Starts a case, answers questions about it, and decides at the end. The proposing officer is named in the case, and need not sign in.',
  ],
  legal: ['legal staff', 'Claims the consultation and gives the advice.'],
  partner: ['partner liaison', 'Says whether the planned action would disturb work of the agency.'],
  leadership: ['senior leadership', 'Decides what supervisors escalate, and assigns work.'],
  privacy: ['privacy staff', 'Sees who looked at what, and handles reports of improper access.'],
  auditor: ['auditor', 'Verifies the record.'],
  operator: ['operator', 'Runs the service, and sees no case.'],
  policyStaff: ['policy staff', 'Brings new versions of the policy into force: two people.'],
  service: ['no role', 'May do nothing here.'],
};

const group = ([role, people]: [Role, readonly SyntheticPerson[]]): string => `
      <h2>${escaped(ROLES[role][0])}</h2>
      <p class="roles">${escaped(ROLES[role][1])}</p>
      <ul>${people.map((person) => choice(person, aboutOf(person))).join('')}</ul>`;

const aboutOf = ({ person: { roles, office, partnerClass } }: SyntheticPerson): string =>
  `${roles.map((role) => ROLES[role][0]).join(', ')} · ${partnerClass ?? office}`;

const choice = (
  { handle, displayName }: SyntheticPerson,
  about: string,
  { mark, attributes }: { readonly mark: string | null; readonly attributes: string } = { mark: null, attributes: '' },
): string => `
        <li><button name="person" value="${escaped(handle)}" ${attributes}>
          <span class="name">${escaped(displayName)}</span>
          <span class="roles">${escaped(about)}</span>${mark === null ? '' : `\n          <span class="mark">${mark}</span>`}
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
body { margin: 0; background: var(--page); color: var(--ink); font: 1.06rem/1.5 sans-serif; }
header { background: #face00; color: #1b1b1b; padding: .5rem 1rem; text-align: center; font-weight: 700; }
h2 { margin: 1.5rem 0 0; font-size: 1.2rem; } h2::first-letter { text-transform: uppercase; }
h2 + .roles { margin: 0 0 .5rem; }
ul { margin: 0; }
main { max-width: 46rem; margin: 0 auto; padding: 1rem; }
ol { padding-left: 1.4rem; margin: 0; } ol li { margin-bottom: .5rem; } ol li::marker { font-weight: 700; } ol button { vertical-align: top; }
ul { list-style: none; padding: 0; display: grid; gap: .5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 18rem), 1fr)); }
button { width: 100%; text-align: left; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: .25rem; padding: .6rem .8rem; cursor: pointer; }
button:hover { background: var(--hover); }
button:focus, a:focus { outline: .25rem solid #2491ff; outline-offset: 0; }
.name { display: block; font-weight: 700; }
.roles { display: block; color: var(--soft); }
.mark { display: inline-block; border: 1px solid var(--line); border-radius: .25rem; padding: 0 .5rem; font-size: .9rem; font-weight: 700; }
a { color: var(--accent); }
`;
