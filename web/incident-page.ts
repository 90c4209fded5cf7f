/** Reports of improper access, use or disclosure (R7), for privacy staff. */
import type { Answer } from '../schemas/answers.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { layout, type Visitor } from './layout.ts';
import { code, due, empty, moment, nextPage, pairs, recorded, table } from './parts.ts';
import { wordsOf } from './words.ts';

const STATES = ['reported', 'acknowledged', 'referred', 'closed'];

export interface IncidentsModel extends Answer<'Incidents'> {
  /** Code of the state that is looked for; empty for any. */
  readonly state: string;
}

export const incidentsPage = (visitor: Visitor, { incidents, next, state }: IncidentsModel): Html =>
  layout({
    title: 'Incidents',
    visitor,
    path: '/web/incidents',
    body: html`
      <h1>Incidents</h1>
      <form method="get" action="/web/incidents" class="cg-filter" role="search" aria-label="Filter the reports">
        <div>
          <label class="usa-label" for="incident-state">State</label>
          <select class="usa-select" id="incident-state" name="state">
            <option value="">any</option>
            ${each(
              STATES,
              (one) =>
                html`<option value="${one}" ${one === state ? html`selected` : nothing}>${wordsOf(one)}</option>`,
            )}
          </select>
        </div>
        <button class="usa-button usa-button--outline">Show</button>
      </form>
      ${
        incidents.length === 0
          ? empty(state === '' ? 'Nothing has been reported.' : 'No report is in this state.')
          : table<IncidentsModel['incidents'][number]>(
              'Reports of improper access, use or disclosure',
              [
                {
                  title: 'Report',
                  cell: ({ incident, category }) =>
                    html`<a href="/web/incidents/${incident}">${wordsOf(category)}</a><br />${code(incident)}`,
                },
                { title: 'State', cell: (one) => standingOf(one) },
                { title: 'Reported', cell: ({ reportedAt }) => moment(reportedAt) },
                { title: 'To be read by', cell: ({ acknowledgeBy, overdue }) => due(acknowledgeBy, overdue) },
                { title: 'Case', cell: ({ case: id }) => caseLink(id) },
              ],
              incidents,
            )
      }
      ${nextPage('/web/incidents', next, state === '' ? {} : { state })}
    `,
  });

const standingOf = ({ state, finding }: Pick<Answer<'Incident'>, 'state' | 'finding'>): string =>
  finding === null ? wordsOf(state) : `${wordsOf(state)}: ${wordsOf(finding).toLowerCase()}`;

const caseLink = (id: string | null): Html =>
  id === null ? html`<span class="cg-soft">none named</span>` : html`<a href="/web/oversight/${id}">${code(id)}</a>`;

export interface IncidentModel {
  readonly shown: Answer<'Incident'>;
  readonly recorded: string | null;
}

export const incidentPage = (visitor: Visitor, { shown, recorded: said }: IncidentModel): Html =>
  layout({
    title: 'Report',
    visitor,
    above: [{ path: '/web/incidents', name: 'Incidents' }],
    body: html`
      ${recorded(said)}
      <h1>${wordsOf(shown.category)}</h1>
      ${pairs([
        ['Report', code(shown.incident)],
        ['State', standingOf(shown)],
        ['Case', caseLink(shown.case)],
        ['When it happened', moment(shown.occurredAt)],
        ['Reported', html`${moment(shown.reportedAt)} by ${shown.reportedBy}`],
        ['To be read by', due(shown.acknowledgeBy, shown.overdue)],
        ['What happened', html`<span class="cg-text">${shown.note}</span>`],
      ])}
      ${stepsView(shown)}
    `,
  });

/** Whether a step is possible for this person is the service's to say, and it says why not. */
const STEPS: Readonly<Record<string, readonly (readonly [event: string, words: string])[]>> = {
  reported: [['incident.acknowledged', 'Acknowledge it']],
  acknowledged: [
    ['incident.referred', 'Refer it'],
    ['incident.closed', 'Close it with a finding'],
  ],
  referred: [
    ['incident.referred', 'Refer it further'],
    ['incident.closed', 'Close it with a finding'],
  ],
};

const stepsView = ({ incident, state }: Answer<'Incident'>): Html => {
  const steps = STEPS[state] ?? [];
  return when(
    steps.length > 0,
    () => html`
      <ul class="cg-actions">
        ${each(
          steps,
          ([event, words]) =>
            html`<li><a class="usa-button" href="/web/incidents/${incident}/do/${event}">${words}</a></li>`,
        )}
      </ul>
    `,
  );
};
