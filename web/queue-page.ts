import type { TaskRowRepresentation } from '../api/representations.ts';
import type { Problem } from '../schemas/problems.ts';
import { each, html, nothing, when, type Html } from './html.ts';
import { layout, tokenField, type Visitor } from './layout.ts';
import { alert, code, due, empty, nextPage, table, type Column } from './parts.ts';
import { plain } from './words.ts';

export interface ClaimResult {
  readonly task: string;
  /** Null where the claim was taken. */
  readonly problem: Problem | null;
}

export interface QueueModel {
  readonly tasks: readonly TaskRowRepresentation[];
  readonly next: string | null;
  readonly canClaim: boolean;
  readonly results: readonly ClaimResult[];
}

export const queuePage = (visitor: Visitor, { tasks, next, canClaim, results }: QueueModel): Html =>
  layout({
    title: 'Team queue',
    visitor,
    path: '/web/queue',
    body: html`
      <h1>Team queue</h1>
      ${resultsView(results)}
      ${
        tasks.length === 0
          ? empty('No consultation is open in your office.')
          : html`
              <form method="post" action="/web/queue">
                ${tokenField(visitor)}
                ${table('Open consultations of your office, what is due first, first', columns(canClaim), tasks)}
                ${when(canClaim, () => html`<button class="usa-button">Claim the chosen ones</button>`)}
              </form>
            `
      }
      ${nextPage('/web/queue', next)}
    `,
  });

const columns = (canClaim: boolean): readonly Column<TaskRowRepresentation>[] => [
  { title: 'Task', cell: ({ task, kind }) => html`<a href="/web/tasks/${task}">${plain(kind)}</a><br />${code(task)}` },
  { title: 'Due', cell: ({ dueAt, overdue }) => due(dueAt, overdue) },
  { title: 'State', cell: ({ state }) => plain(state) },
  { title: 'Claimed by', cell: ({ owner }) => owner ?? html`<span class="cg-soft">nobody</span>` },
  ...(canClaim
    ? [
        {
          title: 'Choose',
          cell: ({ task, owner }: TaskRowRepresentation) =>
            owner === null
              ? html`<div class="usa-checkbox">
                  <input class="usa-checkbox__input" type="checkbox" name="task" value="${task}" id="choose-${task}" />
                  <label class="usa-checkbox__label" for="choose-${task}"
                    >Claim<span class="usa-sr-only"> ${task}</span></label
                  >
                </div>`
              : html`<span class="cg-soft">–</span>`,
        },
      ]
    : []),
];

const resultsView = (results: readonly ClaimResult[]): Html =>
  results.length === 0
    ? nothing
    : alert(
        results.some(({ problem }) => problem !== null) ? 'warning' : 'info',
        'What became of each',
        html`<ul>
          ${each(
            results,
            ({ task, problem }) =>
              html`<li>
                <a href="/web/tasks/${task}">${code(task)}</a>:
                ${problem === null ? 'claimed' : `${problem.title}. ${(problem.reasons ?? []).join('; ')}`}
              </li>`,
          )}
        </ul>`,
      );
