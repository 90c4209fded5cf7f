/** The register of policy versions: what is in force, how another version differs from it, and which open cases it would change. */
import type { Answer } from '../schemas/answers.ts';
import type { PolicyDifference } from '../policy/differences.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { alert, code, empty, moment, nextPage, pairs, recorded, table } from './parts.ts';
import { valueView } from './policy-quote.ts';
import { plain } from './words.ts';

export const REGISTER = { path: '/web/policies', name: 'Versions' };
export const POLICY = { path: '/web/policy', name: 'Policy' };

/** What becomes of open cases when a version comes into force (row 18). */
export const RULE_WORDS: Readonly<Record<string, string>> = {
  continue: 'go on under the version that they began with',
  reEvaluate: 'are evaluated again under it',
  hold: 'are held for counsel',
};

/** What a visitor may do with versions. */
export interface Offered {
  readonly load: boolean;
  readonly propose: boolean;
  readonly activate: boolean;
  readonly suspend: boolean;
  readonly compare: boolean;
  /** Whether they proposed what is proposed: it takes somebody else to bring it into force. */
  readonly isProposer: boolean;
}

export interface RegisterModel {
  readonly register: Answer<'PolicyRegister'>;
  readonly offered: Offered;
  /** What was just recorded. */
  readonly said: string | null;
}

export const registerPage = (visitor: Visitor, { register, offered, said }: RegisterModel): Html => {
  const { current, suspension, proposal, progress, versions, next, distrusted, rescinded } = register;
  return layout({
    title: 'Versions',
    visitor,
    above: [POLICY],
    body: html`
      ${recorded(said)}
      <h1>Versions of the policy</h1>
      ${
        suspension === null
          ? nothing
          : alert(
              'warning',
              'The version in force is suspended: open cases are held for counsel',
              html`<p>${suspension.by}, ${moment(suspension.at)}: ${suspension.note}</p>`,
            )
      }
      ${pairs([
        ['In force', versionLink(current.version)],
        [
          'Proposed',
          proposal === null ? none() : html`${versionLink(proposal.version)} by ${proposal.by}: ${proposal.note}`,
        ],
        [
          'Open cases',
          progress === null
            ? html`<span class="cg-soft">nothing to tell them</span>`
            : `${progress.changed} told, ${progress.unchanged} needed no telling, ${progress.remaining} to go`,
        ],
      ])}
      ${when(
        offered.load,
        () => html`<p><a class="usa-button" href="/web/policies/load">Load a version from a signed file</a></p>`,
      )}
      ${table<Answer<'VersionLoaded'>>(
        'Every version that is known here',
        [
          {
            title: 'Version',
            cell: ({ version, title }) => html`${versionLink(version)}<br /><span class="text-normal">${title}</span>`,
          },
          {
            title: 'From',
            cell: ({ loaded }) => (loaded === null ? 'this release' : html`${loaded.by}, ${moment(loaded.at)}`),
          },
          { title: 'Open cases', cell: ({ rule }) => RULE_WORDS[rule] ?? rule },
          { title: 'Where it stands', cell: ({ version }) => standingOf(version, register, offered) },
          { title: 'Next', cell: ({ version }) => nextSteps(version, register, offered) },
        ],
        versions,
      )}
      ${nextPage('/web/policies', next)}
      ${when(distrusted.length > 0, () =>
        table(
          'Versions that are not believed',
          [
            { title: 'Version', cell: ({ version }) => code(version) },
            { title: 'Why', cell: ({ why }) => why },
          ],
          distrusted,
        ),
      )}
      <h2>Rescinded</h2>
      <p>Known by name, and not to be selected (R11): ${rescinded.map(({ id }) => id).join(', ')}.</p>
      <p>
        A version comes into force by two people: one loads its signed file and proposes it with the record of its
        proof, the other brings it into force. A file is signed, and its proof made, on the command line:
        <code>casegate policy</code>.
      </p>
    `,
  });
};

/** Where a version stands, and for whom it waits. */
function standingOf(
  version: string,
  { current, activation, suspension, proposal }: Answer<'PolicyRegister'>,
  { isProposer }: Offered,
): Html {
  const said: readonly (Html | string)[] = [
    ...(version !== current.version
      ? []
      : suspension !== null
        ? ['Suspended']
        : activation === null
          ? ['In force, as the service was set up']
          : [html`In force: ${activation.by}, ${moment(activation.at)}`]),
    ...(proposal?.version !== version
      ? []
      : [
          html`Proposed by ${proposal.by}, ${moment(proposal.at)}.
          ${isProposer ? 'It waits for somebody other than you.' : 'It waits for a second person.'}`,
        ]),
  ];
  return said.length === 0
    ? html`<span class="cg-soft">Not in force</span>`
    : each(said, (one) => html`<div>${one}</div>`);
}

/** What this visitor can do next with a version. */
function nextSteps(
  version: string,
  { current, activation, suspension, proposal }: Answer<'PolicyRegister'>,
  offered: Offered,
): Html {
  const path = `/web/policies/${version}`;
  const isCurrent = version === current.version;
  const isProposed = proposal?.version === version;
  const isActivated = isCurrent && activation !== null && suspension === null;
  const steps: readonly (readonly [can: boolean, path: string, words: string])[] = [
    [offered.compare && !isCurrent, `${path}/impact`, 'See which open cases it would change'],
    [offered.propose && !isProposed && !isActivated, `${path}/proposal`, 'Propose'],
    [offered.activate && isProposed && !offered.isProposer, `${path}/activation`, 'Bring into force'],
    [offered.suspend && isActivated, '/web/policy/suspension', 'Suspend'],
  ];
  const open = steps.filter(([can]) => can);
  if (open.length === 0) return html`<span class="cg-soft">Nothing for you to do</span>`;
  return each(
    open,
    ([, href, words]) =>
      html`<div>
        <a href="${href}">${words} <span class="usa-sr-only">${version}</span></a>
      </div>`,
  );
}

const none = (): Html => html`<span class="cg-soft">none</span>`;
const versionLink = (version: string): Html => html`<a href="/web/policies/${version}">${code(version)}</a>`;

export interface VersionModel {
  readonly version: Answer<'VersionLoaded'>;
  readonly register: Answer<'PolicyRegister'>;
  /** Name of the version that it is compared with. */
  readonly against: string;
  readonly differences: readonly PolicyDifference[];
  readonly offered: Offered;
}

export const versionPage = (
  visitor: Visitor,
  { version, register, against, differences, offered }: VersionModel,
): Html => {
  const path = `/web/policies/${version.version}`;
  const isInForce = against === register.current.version;
  return layout({
    title: version.version,
    visitor,
    above: [POLICY, REGISTER],
    body: html`
      <h1>${version.title}</h1>
      ${pairs([
        ['Version', code(version.version)],
        ['Digest', code(version.digest)],
        ['When it comes into force, open cases', RULE_WORDS[version.rule] ?? version.rule],
        ['Where it stands', standingOf(version.version, register, offered)],
        ['Next', nextSteps(version.version, register, offered)],
      ])}
      <p>
        <a href="${path}/values">Every value, with its source</a> ·
        <a href="${path}/file">As a policy file, to begin another with</a>
      </p>
      <h2>What differs</h2>
      ${againstForm(path, version.version, against, register)}
      ${
        version.version === against
          ? empty(isInForce ? 'This is the version in force.' : 'It is compared with itself.')
          : differences.length === 0
            ? empty('They do not differ.')
            : table<PolicyDifference>(
                `Each value in which it differs from ${against}`,
                [
                  { title: 'Value', cell: ({ pointer }) => pointerWords(pointer) },
                  { title: isInForce ? 'In force' : 'The other', cell: ({ before }) => statedView(before) },
                  { title: 'This version', cell: ({ after }) => statedView(after) },
                ],
                differences,
              )
      }
    `,
  });
};

const againstForm = (
  path: string,
  own: string,
  against: string,
  { versions, current }: Answer<'PolicyRegister'>,
): Html => html`
  <form method="get" action="${path}" class="cg-filter">
    <div class="cg-wide">
      <label class="usa-label" for="against">From which version</label>
      <select class="usa-select" id="against" name="against">
        ${each(
          versions.filter(({ version }) => version !== own || version === against),
          ({ version }) =>
            html`<option value="${version}" ${version === against ? html`selected` : nothing}>
              ${version}${version === current.version ? ' (in force)' : ''}
            </option>`,
        )}
      </select>
    </div>
    <button class="usa-button usa-button--outline">Compare</button>
  </form>
`;

const pointerWords = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => plain(part.replaceAll('~1', '/').replaceAll('~0', '~')))
    .join(' · ');

function statedView(stated: PolicyDifference['before']): Html {
  if (stated === null) return html`<span class="cg-soft">not there</span>`;
  const label = String(stated['label']);
  return html`${valueView(stated['value'])}<br /><span
      class="usa-tag ${label === 'product default' ? 'cg-ours' : 'cg-theirs'}"
      >${label}</span
    >`;
}
