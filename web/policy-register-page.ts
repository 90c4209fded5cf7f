/** The register of policy versions: what is in force, how another version differs from it, and which open cases it would change. */
import type { PolicyRegisterRepresentation, VersionRepresentation } from '../api/policy-representations.ts';
import type { Impact, RequirementName } from '../machines/policy-comparison.ts';
import type { PolicyDifference } from '../policy/differences.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { alert, code, empty, moment, nextPage, pairs, recorded, sentence, table } from './parts.ts';
import { valueView } from './policy-quote.ts';
import { plain, wordsOf } from './words.ts';

const REGISTER = { path: '/web/policies', name: 'Versions' };
const POLICY = { path: '/web/policy', name: 'Policy' };

/** What becomes of open cases when a version comes into force (row 18). */
const RULE_WORDS: Readonly<Record<string, string>> = {
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
  readonly register: PolicyRegisterRepresentation;
  readonly offered: Offered;
  /** What was just recorded. */
  readonly said: string | null;
}

export const registerPage = (visitor: Visitor, { register, offered, said }: RegisterModel): Html => {
  const { current, suspension, proposal, progress, versions, distrusted, rescinded } = register;
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
      ${table<VersionRepresentation>(
        'Every version that is known here',
        [
          { title: 'Version', cell: ({ version }) => versionLink(version) },
          { title: 'Title', cell: ({ title }) => title },
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
  { current, activation, suspension, proposal }: PolicyRegisterRepresentation,
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
          ${isProposer ? 'It waits for somebody else than you.' : 'It waits for a second person.'}`,
        ]),
  ];
  return said.length === 0
    ? html`<span class="cg-soft">Not in force</span>`
    : each(said, (one) => html`<div>${one}</div>`);
}

/** What this visitor can do next with a version. */
function nextSteps(
  version: string,
  { current, activation, suspension, proposal }: PolicyRegisterRepresentation,
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
  readonly version: VersionRepresentation;
  readonly register: PolicyRegisterRepresentation;
  /** From the version in force. */
  readonly differences: readonly PolicyDifference[];
  readonly offered: Offered;
}

export const versionPage = (visitor: Visitor, { version, register, differences, offered }: VersionModel): Html => {
  const inForce = register.current.version;
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
      <h2>What differs from the version in force</h2>
      ${
        version.version === inForce
          ? empty('This is the version in force.')
          : differences.length === 0
            ? empty('They do not differ.')
            : table<PolicyDifference>(
                `Each value in which it differs from ${inForce}`,
                [
                  { title: 'Value', cell: ({ pointer }) => pointerWords(pointer) },
                  { title: 'In force', cell: ({ before }) => statedView(before) },
                  { title: 'This version', cell: ({ after }) => statedView(after) },
                ],
                differences,
              )
      }
    `,
  });
};

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

export interface ImpactModel {
  readonly version: string;
  readonly rule: string;
  readonly looked: number;
  readonly cases: readonly (Impact & { readonly case: string; readonly office: string })[];
  readonly next: string | null;
}

export const impactPage = (visitor: Visitor, { version, rule, looked, cases, next }: ImpactModel): Html =>
  layout({
    title: 'Impact',
    visitor,
    above: [POLICY, REGISTER, { path: `/web/policies/${version}`, name: version }],
    body: html`
      <h1>Which open cases ${version} would change</h1>
      <p class="usa-intro">
        Open cases ${RULE_WORDS[rule] ?? rule}. Of ${looked} that were looked at, ${cases.length} would change. Nothing
        has been changed; that you looked is in the record of each.
      </p>
      ${
        cases.length === 0
          ? empty('None of them would change.')
          : table<ImpactModel['cases'][number]>(
              'Cases that would change',
              [
                { title: 'Case', cell: ({ case: id }) => code(id) },
                { title: 'Office', cell: ({ office }) => office },
                { title: 'Now', cell: ({ before }) => before.statements.map(sentence).join(' · ') },
                {
                  title: 'Then',
                  cell: ({ after }) =>
                    after === null
                      ? 'It would not take it: an operator has to look'
                      : after.statements.map(sentence).join(' · '),
                },
                { title: 'Added', cell: ({ added }) => requirementWords(added) },
                { title: 'No longer', cell: ({ dropped }) => requirementWords(dropped) },
              ],
              cases,
            )
      }
      ${nextPage(`/web/policies/${version}/impact`, next)}
    `,
  });

const requirementWords = (some: readonly RequirementName[]): string =>
  some
    .map(({ gate, partnerClass }) => plain(gate) + (partnerClass === undefined ? '' : `: ${wordsOf(partnerClass)}`))
    .join(', ') || '–';
