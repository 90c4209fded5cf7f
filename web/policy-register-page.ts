/** The register of policy versions: what is in force, how another version differs from it, and which open cases it would change. */
import type { PolicyRegisterRepresentation, VersionRepresentation } from '../api/policy-representations.ts';
import type { Impact, RequirementName } from '../machines/policy-comparison.ts';
import type { PolicyDifference } from '../policy/differences.ts';
import { html, nothing, when, type Html } from './html.ts';
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

export interface RegisterModel {
  readonly register: PolicyRegisterRepresentation;
  readonly canActivate: boolean;
  readonly canSuspend: boolean;
  /** What was just recorded. */
  readonly said: string | null;
}

export const registerPage = (visitor: Visitor, { register, canActivate, canSuspend, said }: RegisterModel): Html => {
  const { current, activation, suspension, proposal, progress, versions, distrusted, rescinded } = register;
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
            ? none()
            : `${progress.changed} told, ${progress.unchanged} needed no telling, ${progress.remaining} to go`,
        ],
      ])}
      ${when(
        canActivate && proposal !== null,
        () => html`
          <p>
            <a class="usa-button" href="/web/policies/${proposal!.version}/activation"
              >Bring ${proposal!.version} into force</a
            >
          </p>
          <p class="usa-hint">
            It takes somebody else than who proposed it. Read first what differs, and which open cases it would change.
          </p>
        `,
      )}
      ${when(
        canSuspend && activation !== null && suspension === null,
        () =>
          html`<p>
            <a class="usa-button usa-button--outline" href="/web/policy/suspension">Suspend the version in force</a>
          </p>`,
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
          { title: 'Digest', cell: ({ digest }) => code(digest) },
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
        A version comes into force by two people. One loads its signed file and proposes it with its proof, on the
        command line, where both files are: <code>casegate policy</code>. The other brings it into force here.
      </p>
    `,
  });
};

const none = (): Html => html`<span class="cg-soft">none</span>`;
const versionLink = (version: string): Html => html`<a href="/web/policies/${version}">${code(version)}</a>`;

export interface VersionModel {
  readonly version: VersionRepresentation;
  /** Name of the version that it is compared with. */
  readonly inForce: string;
  readonly differences: readonly PolicyDifference[];
  readonly canCompare: boolean;
}

export const versionPage = (visitor: Visitor, { version, inForce, differences, canCompare }: VersionModel): Html =>
  layout({
    title: version.version,
    visitor,
    above: [POLICY, REGISTER],
    body: html`
      <h1>${version.title}</h1>
      ${pairs([
        ['Version', code(version.version)],
        ['Digest', code(version.digest)],
        ['When it comes into force, open cases', RULE_WORDS[version.rule] ?? version.rule],
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
      ${when(
        canCompare && version.version !== inForce,
        () =>
          html`<p>
            <a class="usa-button" href="/web/policies/${version.version}/impact">Which open cases it would change</a>
          </p>`,
      )}
    `,
  });

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
